-- Words are found in one spelling (accents, Arabic letters, digits, numbers), newest first, and by person and date.
-- What stands in the cache already is taken in slices while the program runs (desktop/storage/found.py).

DROP TRIGGER text_came;
DROP TRIGGER text_went;
DROP TRIGGER text_changed;

-- A message's place among all: rises with its time, so that a page of the newest is a walk from the end.
CREATE TABLE found_places (place INTEGER PRIMARY KEY, message INTEGER NOT NULL UNIQUE);
CREATE VIRTUAL TABLE found_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '1 2 3'
);
-- Every word that was ever indexed: what begins with some letters is looked up here, and asked for word by word.
CREATE TABLE known_words (word TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO found_words (found_words, rank) VALUES ('automerge', 8);
CREATE TRIGGER words_went AFTER DELETE ON messages BEGIN
    DELETE FROM found_words WHERE rowid = (SELECT p.place FROM found_places p WHERE p.message = old.row);
    DELETE FROM found_places WHERE message = old.row;
END;
INSERT INTO facts SELECT 'unfound_below', row + 1 FROM messages ORDER BY row DESC LIMIT 1;
