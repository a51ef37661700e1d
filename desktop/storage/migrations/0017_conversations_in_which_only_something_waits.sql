-- A conversation in which nothing was said yet, but a message waits for its time, stands in the list too.

ALTER TABLE scheduled_messages ADD COLUMN made_at INTEGER;
ALTER TABLE threads ADD COLUMN only_waits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX threads_that_only_wait ON threads (number_id, peer) WHERE only_waits;
