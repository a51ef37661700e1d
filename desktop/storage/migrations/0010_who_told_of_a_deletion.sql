-- An answer says that something was deleted, the carrier's events say in which order: they decide whose deletion took it.

ALTER TABLE deleted_messages ADD COLUMN told INTEGER NOT NULL DEFAULT 1; -- 0: only the answer said so
