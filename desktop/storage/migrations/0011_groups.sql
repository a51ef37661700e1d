-- Which messages went out together, the same text to several people. Waiting ones too: they keep their id.

CREATE TABLE message_groups (
    message_id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX messages_of_group ON message_groups (group_id);
