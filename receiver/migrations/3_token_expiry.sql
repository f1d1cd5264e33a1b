-- The time from which a token is not valid any more. Null for a token without an end.
ALTER TABLE tokens ADD COLUMN expires_at TEXT;
