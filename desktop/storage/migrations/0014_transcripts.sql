-- What was said in voicemails, in words made on this computer, and found by them. They go with their voicemail.

CREATE TABLE transcripts (
    row INTEGER PRIMARY KEY,
    voicemail_id TEXT NOT NULL UNIQUE,
    model TEXT NOT NULL,
    language TEXT NOT NULL,
    words TEXT NOT NULL
);
CREATE VIRTUAL TABLE transcript_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '1 2 3'
);
-- Which model failed on what: it is not asked for it at each start again.
CREATE TABLE transcripts_failed (
    voicemail_id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    doubt TEXT NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER transcript_went AFTER DELETE ON transcripts BEGIN
    DELETE FROM transcript_words WHERE rowid = old.row;
END;
CREATE TRIGGER voicemail_went AFTER DELETE ON voicemails BEGIN
    DELETE FROM transcripts WHERE voicemail_id = old.id;
    DELETE FROM transcripts_failed WHERE voicemail_id = old.id;
END;
