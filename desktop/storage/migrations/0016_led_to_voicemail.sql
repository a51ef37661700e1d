-- The report of a call says whether its caller was led to voicemail.

ALTER TABLE call_reports ADD COLUMN to_voicemail INTEGER NOT NULL DEFAULT 0;
