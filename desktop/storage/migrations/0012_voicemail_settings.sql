-- What becomes of a call that nobody answers. A cache of before knows nothing of it: numbers are listed again.

ALTER TABLE numbers ADD COLUMN voicemail_on INTEGER NOT NULL DEFAULT 1;
ALTER TABLE numbers ADD COLUMN answer_after_seconds INTEGER NOT NULL DEFAULT 20;
ALTER TABLE numbers ADD COLUMN voicemail_off_says TEXT NOT NULL DEFAULT 'rings-out';
ALTER TABLE numbers ADD COLUMN voicemail_language TEXT NOT NULL DEFAULT 'en';
DELETE FROM facts WHERE name = 'cursor';
