-- The record of who did what. Rows are only added. Each row has the SHA-256 of the row before it, and its own SHA-256
-- is computed over all of its columns, so that a changed or removed row breaks the chain.
CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    role TEXT NOT NULL,
    actor TEXT NOT NULL,
    token TEXT NOT NULL,
    action TEXT NOT NULL,
    candidate TEXT NOT NULL,
    revision BIGINT NOT NULL,
    detail TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL
);

CREATE INDEX audit_by_candidate ON audit (candidate, number);

-- The end of the chain, one row: a writer locks it, so that no two rows follow the same one.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    sha256 TEXT NOT NULL
);

INSERT INTO audit_head (id, number, sha256) VALUES (1, 0, '');
