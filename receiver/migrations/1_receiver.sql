-- One dialect for SQLite and PostgreSQL. Times are text in UTC, YYYY-MM-DDThh:mm:ssZ; bodies are JSON as it is sent.

-- Only the SHA-256 of a token is kept; its id is its public half.
CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('candidate', 'reviewer')),
    subject TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT
);

-- One row a candidate that has submitted. The revision counts up by one with every change and is compared before it.
CREATE TABLE applications (
    candidate TEXT PRIMARY KEY,
    revision BIGINT NOT NULL CHECK (revision > 0),
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    receipt TEXT NOT NULL
);

CREATE INDEX applications_by_status ON applications (status, submitted_at);

-- The pictures that the application names, and where each lies in the store.
CREATE TABLE files (
    candidate TEXT NOT NULL REFERENCES applications (candidate),
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    object TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (candidate, sha256)
);

CREATE INDEX files_by_object ON files (object);

CREATE TABLE receipts (
    id TEXT PRIMARY KEY,
    candidate TEXT NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (candidate, revision)
);

-- One row a submission that was taken: a retry with its key gets the same answer.
CREATE TABLE submissions (
    candidate TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (candidate, idempotency_key)
);
