-- A call that rang elsewhere than chosen, or with the volume at nothing, can be explained too.

ALTER TABLE rang_here ADD COLUMN gone TEXT NOT NULL DEFAULT '';
ALTER TABLE rang_here ADD COLUMN turned_down INTEGER NOT NULL DEFAULT 0;
