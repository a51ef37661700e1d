-- What callers said is kept here, each voicemail knows its call, and can be deleted and taken back.

ALTER TABLE voicemails ADD COLUMN call_id TEXT;
ALTER TABLE voicemails ADD COLUMN deleted_at INTEGER; -- the carrier lists it no more; kept for a day, to be taken back
CREATE INDEX voicemails_by_call ON voicemails (call_id) WHERE call_id IS NOT NULL;

CREATE TABLE voicemail_sounds (
    voicemail_id TEXT PRIMARY KEY,
    body BLOB NOT NULL, -- as it came
    peaks BLOB NOT NULL,
    seconds REAL NOT NULL,
    kept_at INTEGER NOT NULL
);
-- How far somebody has listened here.
CREATE TABLE voicemail_places (
    voicemail_id TEXT PRIMARY KEY,
    second REAL NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER what_was_said_went AFTER DELETE ON voicemails BEGIN
    DELETE FROM voicemail_sounds WHERE voicemail_id = old.id;
    DELETE FROM voicemail_places WHERE voicemail_id = old.id;
END;

-- What waits to be deleted (1) or taken back (0): derived from the outbox, the last word about each.
CREATE TABLE waiting_voicemails (
    voicemail_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (voicemail_id, position)
) WITHOUT ROWID;
CREATE INDEX waiting_voicemails_by_intent ON waiting_voicemails (position);
CREATE TRIGGER a_voicemail_waits AFTER INSERT ON outbox
WHEN new.kind IN ('delete-voicemails', 'restore-voicemails') BEGIN
    INSERT OR IGNORE INTO waiting_voicemails
    SELECT j.value, new.position, new.kind = 'delete-voicemails' FROM json_each(new.body, '$.voicemails') j;
END;
CREATE TRIGGER a_voicemail_waits_no_longer AFTER DELETE ON outbox
WHEN old.kind IN ('delete-voicemails', 'restore-voicemails') BEGIN
    DELETE FROM waiting_voicemails WHERE position = old.position;
END;

-- The carrier's voicemails, with waiting marks and deletions laid over them.
CREATE VIEW shown_voicemails AS
SELECT
    v.id, v.number_id, v.peer, v.received_at, v.duration, v.call_id,
    coalesce(
        (SELECT coalesce(json_extract(o.body, '$.heard'), 1) FROM outbox o
         WHERE o.kind = 'mark-heard' AND o.lane = 'voicemail ' || v.id
         ORDER BY o.position DESC LIMIT 1),
        v.heard
    ) AS heard
FROM voicemails v
WHERE NOT coalesce(
    (SELECT w.deleted FROM waiting_voicemails w WHERE w.voicemail_id = v.id ORDER BY w.position DESC LIMIT 1),
    v.deleted_at IS NOT NULL
);
