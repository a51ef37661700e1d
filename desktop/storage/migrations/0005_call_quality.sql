-- How each call sounded that was talked on this computer.

CREATE TABLE call_quality (
    record_id TEXT PRIMARY KEY,
    codec TEXT NOT NULL,
    points TEXT NOT NULL, -- JSON: [[second, span, received, lost, sent, far lost or null, jitter, round trip], ...]
    kept_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX call_quality_by_time ON call_quality (kept_at);
