-- Files of messages: what is known of them, those on their way to the carrier, and contents that were fetched.

CREATE TABLE attachments (
    message_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    seconds REAL,
    expires_at INTEGER,
    PRIMARY KEY (message_id, place)
) WITHOUT ROWID;

-- Once a file is at the carrier its row goes, and an intent to send its message takes its place.
CREATE TABLE uploads (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL UNIQUE,
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    path TEXT NOT NULL, -- empty: its content is kept here
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    failure TEXT
);

-- Contents. What is `needed` waits to be uploaded; the others go when there are too many, the longest unused first.
CREATE TABLE kept_files (
    id TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    needed INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX kept_files_by_use ON kept_files (needed, used_at, size);

DROP VIEW shown_messages;
DROP VIEW waiting_messages;
-- A file that is on its way stands behind what waits: it takes longer, and what is written meanwhile leaves first.
CREATE VIEW waiting_messages AS
SELECT
    o.id, o.number_id, o.peer, 'outgoing' AS direction, o.text, o.made_at AS created_at,
    CASE WHEN o.failure IS NULL THEN 'waiting' ELSE 'failed' END AS status,
    4503599627370496 + o.position AS sequence, o.failure, 1 AS read
FROM outbox o
WHERE o.kind = 'send-message'
AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = o.id)
AND NOT EXISTS (SELECT 1 FROM hidden_messages h WHERE h.id = o.id)
AND NOT EXISTS (SELECT 1 FROM going_messages g WHERE g.message_id = o.id)
UNION ALL
SELECT
    u.message_id, u.number_id, u.peer, 'outgoing', '', u.made_at,
    CASE WHEN u.failure IS NULL THEN 'waiting' ELSE 'failed' END,
    6755399441055744 + u.position, u.failure, 1
FROM uploads u;
CREATE VIEW shown_messages AS
SELECT * FROM waiting_messages UNION ALL SELECT * FROM carried_messages;
