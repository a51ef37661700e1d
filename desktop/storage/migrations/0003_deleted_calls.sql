-- Calls can be deleted and taken back, and the history is searched by who called.

ALTER TABLE calls ADD COLUMN deleted_at INTEGER; -- the carrier lists it no more; kept for a day, to be taken back
CREATE INDEX calls_deleted ON calls (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX calls_by_peer ON calls (peer, sequence);

-- What waits to be deleted (1) or taken back (0): derived from the outbox, the last word about each call.
CREATE TABLE waiting_deletions (
    call_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (call_id, position)
) WITHOUT ROWID;
CREATE INDEX waiting_deletions_by_intent ON waiting_deletions (position);

CREATE TRIGGER a_deletion_waits AFTER INSERT ON outbox WHEN new.kind IN ('delete-calls', 'restore-calls') BEGIN
    INSERT OR IGNORE INTO waiting_deletions
    SELECT j.value, new.position, new.kind = 'delete-calls' FROM json_each(new.body, '$.calls') j;
END;
CREATE TRIGGER a_deletion_waits_no_longer AFTER DELETE ON outbox WHEN old.kind IN ('delete-calls', 'restore-calls') BEGIN
    DELETE FROM waiting_deletions WHERE position = old.position;
END;

-- The carrier's calls, with waiting marks and deletions laid over them.
CREATE VIEW shown_calls AS
SELECT
    c.id, c.number_id, c.peer, c.direction, c.outcome, c.reason, c.began_at, c.duration, c.sequence,
    c.answered_by, c.declined_by,
    (c.seen OR EXISTS (
        SELECT 1 FROM outbox o
        WHERE o.kind = 'mark-calls-seen' AND o.number_id = c.number_id AND o.up_to >= c.sequence
    )) AS seen
FROM calls c
WHERE NOT coalesce(
    (SELECT w.deleted FROM waiting_deletions w WHERE w.call_id = c.id ORDER BY w.position DESC LIMIT 1),
    c.deleted_at IS NOT NULL
);
