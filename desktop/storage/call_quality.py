"""How calls sounded, by the id of their record: a codec and a line of points."""

from __future__ import annotations

import json
from datetime import datetime

from desktop.domain.timeline import Point, Timeline
from desktop.storage.database import Connection
from desktop.storage.instants import to_microseconds

MOST_CALLS = 1_000
"""The newest. A long call takes some ten kilobytes."""


def store(db: Connection, record_id: str, timeline: Timeline, at: datetime) -> None:
    points = [
        [
            round(p.second, 1),
            round(p.span, 1),
            p.received,
            p.lost,
            p.sent,
            None if p.far_lost is None else round(p.far_lost, 1),
            round(p.jitter_ms, 1),
            round(p.round_trip_ms, 2),
        ]
        for p in timeline.points
    ]
    db.execute(
        "INSERT OR REPLACE INTO call_quality VALUES (?, ?, ?, ?)",
        (record_id, timeline.codec, json.dumps(points), to_microseconds(at)),
    )
    db.execute(
        "DELETE FROM call_quality WHERE kept_at < (SELECT kept_at FROM call_quality"
        " ORDER BY kept_at DESC LIMIT 1 OFFSET ?)",
        (MOST_CALLS - 1,),
    )


def load(db: Connection, record_id: str) -> Timeline | None:
    row = db.execute("SELECT codec, points FROM call_quality WHERE record_id = ?", (record_id,)).fetchone()
    return None if row is None else Timeline(row[0], tuple(Point(*point) for point in json.loads(row[1])))
