-- Messages that leave later, as the carrier holds them. A cache of before knows none: it is listed again.
-- One that is settled stays for a while: an older answer must not bring it back.

CREATE TABLE scheduled_messages (
    id TEXT PRIMARY KEY,
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    text TEXT NOT NULL,
    wall TEXT NOT NULL,
    zone TEXT NOT NULL,
    second INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    reason TEXT,
    settled_at INTEGER,
    late INTEGER NOT NULL, -- seconds
    group_id TEXT
) WITHOUT ROWID;
DELETE FROM facts WHERE name = 'cursor';
