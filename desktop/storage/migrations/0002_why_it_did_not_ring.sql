-- A call that did not ring can be explained: who took or declined it, what each device did, what this computer knew.

ALTER TABLE calls ADD COLUMN answered_by TEXT;
ALTER TABLE calls ADD COLUMN declined_by TEXT;

-- Devices of the account by name, those that are gone too: the history speaks of them.
CREATE TABLE device_names (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

-- The carrier's reports of single calls, fetched when somebody asks.
CREATE TABLE call_reports (call_id TEXT PRIMARY KEY, waited REAL, devices TEXT NOT NULL) WITHOUT ROWID;

-- When the program ran, when the computer slept, and how the way of calls stood.
CREATE TABLE watch (
    watched TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    way TEXT,
    PRIMARY KEY (watched, began_at)
) WITHOUT ROWID;

CREATE TABLE rang_here (
    call_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    ringer TEXT NOT NULL,
    quiet INTEGER NOT NULL
) WITHOUT ROWID;
