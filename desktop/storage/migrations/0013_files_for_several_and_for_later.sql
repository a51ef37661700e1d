-- A file may be awaited by intents that name it: those for a later time, and those of a group. They are shown
-- themselves, and leave once it is at the carrier.

ALTER TABLE uploads ADD COLUMN awaited INTEGER NOT NULL DEFAULT 0;

DROP VIEW shown_messages;
DROP VIEW waiting_messages;
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
FROM uploads u
WHERE u.awaited = 0;
CREATE VIEW shown_messages AS
SELECT * FROM waiting_messages UNION ALL SELECT * FROM carried_messages;
