-- Whom the account does not want to hear from. A cache of before knows nothing of it: it is listed again.

CREATE TABLE blocked_numbers (address TEXT PRIMARY KEY, blocked_at INTEGER NOT NULL) WITHOUT ROWID;
ALTER TABLE numbers ADD COLUMN refuses_hidden INTEGER NOT NULL DEFAULT 0;
DELETE FROM facts WHERE name = 'cursor';
