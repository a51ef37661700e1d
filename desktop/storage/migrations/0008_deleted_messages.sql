-- Messages are deleted and taken back; threads are muted, pinned, or marked as unread. A cache of before knows nothing of it: it is listed again.

CREATE TABLE thread_flags (
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    muted INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    marked_unread INTEGER NOT NULL,
    PRIMARY KEY (number_id, peer)
) WITHOUT ROWID;

-- What the carrier has deleted, for as long as it may be taken back. It is neither searched nor counted.
CREATE TABLE deleted_messages (
    id TEXT PRIMARY KEY,
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    direction TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    failure TEXT,
    read INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    deletion_id TEXT NOT NULL,
    deleted_at INTEGER NOT NULL
);
CREATE INDEX deleted_by_deletion ON deleted_messages (deletion_id);
CREATE INDEX deleted_by_time ON deleted_messages (deleted_at);

-- Deletions that wait for the carrier's answer and were not taken back: derived from the outbox.
CREATE TABLE going_messages (
    message_id TEXT NOT NULL,
    deletion_id TEXT NOT NULL,
    PRIMARY KEY (message_id, deletion_id)
) WITHOUT ROWID;
CREATE INDEX going_messages_by_deletion ON going_messages (deletion_id);
CREATE TABLE going_threads (
    number_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    up_to INTEGER NOT NULL,
    deletion_id TEXT NOT NULL,
    PRIMARY KEY (number_id, peer, up_to, deletion_id)
) WITHOUT ROWID;
CREATE TRIGGER messages_go AFTER INSERT ON outbox WHEN new.kind = 'delete-messages' BEGIN
    INSERT OR IGNORE INTO going_messages SELECT j.value, new.id FROM json_each(new.body, '$.messages') j;
    INSERT OR IGNORE INTO going_threads
    SELECT new.number_id, new.peer, new.up_to, new.id WHERE new.up_to IS NOT NULL;
END;
CREATE TRIGGER messages_have_gone AFTER DELETE ON outbox WHEN old.kind = 'delete-messages' BEGIN
    DELETE FROM going_messages WHERE deletion_id = old.id;
    DELETE FROM going_threads WHERE deletion_id = old.id;
END;
CREATE TRIGGER messages_stay AFTER INSERT ON outbox WHEN new.kind = 'undo-deletion' BEGIN
    DELETE FROM going_messages WHERE deletion_id = json_extract(new.body, '$.deletion');
    DELETE FROM going_threads WHERE deletion_id = json_extract(new.body, '$.deletion');
END;

DROP VIEW shown_messages;
DROP VIEW waiting_messages;
DROP VIEW carried_messages;

-- The carrier's messages, with waiting marks and deletions laid over them.
CREATE VIEW carried_messages AS
SELECT
    m.id, m.number_id, m.peer, m.direction, m.text, m.created_at, m.status, m.sequence, m.failure,
    (m.read OR EXISTS (
        SELECT 1 FROM outbox o
        WHERE o.kind = 'mark-read' AND o.number_id = m.number_id AND o.peer = m.peer AND o.up_to >= m.sequence
    )) AS read
FROM messages m
WHERE NOT EXISTS (SELECT 1 FROM hidden_messages h WHERE h.id = m.id)
AND NOT EXISTS (SELECT 1 FROM going_messages g WHERE g.message_id = m.id)
AND NOT EXISTS (
    SELECT 1 FROM going_threads g
    WHERE g.number_id = m.number_id AND g.peer = m.peer AND g.up_to >= m.sequence
);

-- Messages that wait here, or were refused. 2^52 + position is above every sequence of the carrier.
CREATE VIEW waiting_messages AS
SELECT
    o.id, o.number_id, o.peer, 'outgoing' AS direction, o.text, o.made_at AS created_at,
    CASE WHEN o.failure IS NULL THEN 'waiting' ELSE 'failed' END AS status,
    4503599627370496 + o.position AS sequence, o.failure, 1 AS read
FROM outbox o
WHERE o.kind = 'send-message'
AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = o.id)
AND NOT EXISTS (SELECT 1 FROM hidden_messages h WHERE h.id = o.id)
AND NOT EXISTS (SELECT 1 FROM going_messages g WHERE g.message_id = o.id);

CREATE VIEW shown_messages AS
SELECT * FROM waiting_messages UNION ALL SELECT * FROM carried_messages;

-- `badge` is what a badge counts: nothing of a muted thread, one for a thread that is only marked.
ALTER TABLE threads ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN badge INTEGER NOT NULL DEFAULT 0;
UPDATE threads SET badge = unread;
DROP INDEX threads_by_time;
DROP INDEX threads_by_number;
DROP INDEX threads_unread;
CREATE INDEX threads_by_time ON threads (pinned, last_at);
CREATE INDEX threads_by_number ON threads (number_id, pinned, last_at);
CREATE INDEX threads_with_badge ON threads (number_id, badge) WHERE badge > 0;

DELETE FROM facts WHERE name = 'cursor';
