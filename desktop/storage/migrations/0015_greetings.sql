-- What callers hear before the tone, and greetings that are being made. A cache of before lists all anew.

CREATE TABLE greetings (
    number_id TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    default_seconds REAL NOT NULL,
    own_seconds REAL,
    own_made_at INTEGER,
    away_seconds REAL,
    away_made_at INTEGER,
    away_begins INTEGER,
    away_ends INTEGER
) WITHOUT ROWID;

CREATE TABLE greeting_drafts (
    number_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    rate INTEGER NOT NULL,
    samples BLOB NOT NULL,
    begin_second REAL NOT NULL,
    end_second REAL NOT NULL,
    PRIMARY KEY (number_id, kind)
);
DELETE FROM facts WHERE name = 'cursor';
