-- The cache as it first was: the carrier's truth, the intents that wait, and what is shown of both.
-- Instants are microseconds since 1970 in UTC.

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE numbers (
    id TEXT PRIMARY KEY,
    e164 TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    colour INTEGER NOT NULL,
    position INTEGER NOT NULL,
    capabilities TEXT NOT NULL, -- words with blanks between
    status TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    phones TEXT NOT NULL, -- JSON: [[address, label], ...]
    assigned_number TEXT
) WITHOUT ROWID;

CREATE TABLE messages (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    direction TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    failure TEXT,
    read INTEGER NOT NULL,
    generation INTEGER NOT NULL -- which listing saw it last: what none saw is gone
);
CREATE INDEX messages_in_thread ON messages (number_id, peer, sequence);
CREATE INDEX messages_unread ON messages (number_id, peer, sequence) WHERE read = 0;

-- A failed message that was sent again as a new one: the carrier keeps it, nobody wants to see it.
CREATE TABLE hidden_messages (id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    direction TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    began_at INTEGER NOT NULL,
    duration REAL NOT NULL,
    seen INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    generation INTEGER NOT NULL
);
CREATE INDEX calls_by_number ON calls (number_id, sequence);
CREATE INDEX calls_by_sequence ON calls (sequence);
CREATE INDEX calls_unseen ON calls (number_id, sequence) WHERE seen = 0 AND outcome = 'missed';

CREATE TABLE voicemails (
    id TEXT PRIMARY KEY,
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    duration REAL NOT NULL,
    heard INTEGER NOT NULL
);
CREATE INDEX voicemails_by_time ON voicemails (received_at);

CREATE TABLE drafts (
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (number_id, peer)
) WITHOUT ROWID;

-- The only table that a user's action writes to (beside drafts and what is derived).
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    number_id TEXT,
    peer TEXT,
    text TEXT,
    up_to INTEGER,
    body TEXT NOT NULL, -- JSON of what has no column of its own
    made_at INTEGER NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0,
    failure TEXT
);
CREATE INDEX outbox_by_thread ON outbox (kind, number_id, peer, position);
CREATE INDEX outbox_by_lane ON outbox (lane, position) WHERE failure IS NULL;

CREATE TRIGGER an_intent_never_changes
BEFORE UPDATE OF position, id, kind, lane, number_id, peer, text, up_to, body, made_at ON outbox
BEGIN
    SELECT RAISE (ABORT, 'an intent never changes');
END;

-- The carrier's messages, with waiting marks laid over them.
CREATE VIEW carried_messages AS
SELECT
    m.id, m.number_id, m.peer, m.direction, m.text, m.created_at, m.status, m.sequence, m.failure,
    (m.read OR EXISTS (
        SELECT 1 FROM outbox o
        WHERE o.kind = 'mark-read' AND o.number_id = m.number_id AND o.peer = m.peer AND o.up_to >= m.sequence
    )) AS read
FROM messages m
WHERE NOT EXISTS (SELECT 1 FROM hidden_messages h WHERE h.id = m.id);

-- Messages that wait here, or were refused. 2^52 + position is above every sequence of the carrier.
CREATE VIEW waiting_messages AS
SELECT
    o.id, o.number_id, o.peer, 'outgoing' AS direction, o.text, o.made_at AS created_at,
    CASE WHEN o.failure IS NULL THEN 'waiting' ELSE 'failed' END AS status,
    4503599627370496 + o.position AS sequence, o.failure, 1 AS read
FROM outbox o
WHERE o.kind = 'send-message' AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = o.id);

-- What is shown. Ordered pages are read from the two parts one after the other: each has its index.
CREATE VIEW shown_messages AS
SELECT * FROM waiting_messages UNION ALL SELECT * FROM carried_messages;

-- One row for each conversation, kept with every change, so that the first page costs one index walk.
CREATE TABLE threads (
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    last_text TEXT NOT NULL,
    last_direction TEXT NOT NULL,
    last_status TEXT NOT NULL,
    last_at INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    PRIMARY KEY (number_id, peer)
) WITHOUT ROWID;
CREATE INDEX threads_by_time ON threads (last_at);
CREATE INDEX threads_by_number ON threads (number_id, last_at);
CREATE INDEX threads_unread ON threads (number_id, unread) WHERE unread > 0;

CREATE VIRTUAL TABLE found_text USING fts5 (
    text, content = 'messages', content_rowid = 'row', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER text_came AFTER INSERT ON messages BEGIN
    INSERT INTO found_text (rowid, text) VALUES (new.row, new.text);
END;
CREATE TRIGGER text_went AFTER DELETE ON messages BEGIN
    INSERT INTO found_text (found_text, rowid, text) VALUES ('delete', old.row, old.text);
END;
CREATE TRIGGER text_changed AFTER UPDATE OF text ON messages WHEN old.text IS NOT new.text BEGIN
    INSERT INTO found_text (found_text, rowid, text) VALUES ('delete', old.row, old.text);
    INSERT INTO found_text (rowid, text) VALUES (new.row, new.text);
END;
