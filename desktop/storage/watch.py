"""The log of what this computer knows of itself. What is older than a month explains nothing any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from desktop.domain.watch import RangHere, Span, Watched, Way
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

KEPT = timedelta(days=31)
MOST_SPANS = 5_000
"""So many at most, whatever comes and goes how often."""
AROUND = timedelta(days=7)
"""How far around a moment is looked for when the program ran."""
_RANG = "call_id, at, ringer, quiet, gone, turned_down"


def keep(db: Connection, entries: Iterable[Span | RangHere]) -> None:
    """A span that is there already goes on until later."""
    for entry in entries:
        if isinstance(entry, Span):
            db.execute(
                "INSERT INTO watch VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until,"
                " way = excluded.way",
                (
                    entry.watched.value,
                    to_microseconds(entry.began_at),
                    to_microseconds(entry.until),
                    None if entry.way is None else entry.way.value,
                ),
            )
        else:
            db.execute(
                f"INSERT OR REPLACE INTO rang_here ({_RANG}) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    entry.call_id,
                    to_microseconds(entry.at),
                    entry.ringer,
                    int(entry.quiet),
                    entry.gone,
                    int(entry.turned_down),
                ),
            )


def forget_old(db: Connection, now: datetime) -> None:
    since = to_microseconds(now - KEPT)
    db.execute("DELETE FROM watch WHERE until < ?", (since,))
    db.execute("DELETE FROM rang_here WHERE at < ?", (since,))
    db.execute(
        "DELETE FROM watch WHERE began_at < (SELECT min(began_at) FROM"
        " (SELECT began_at FROM watch ORDER BY began_at DESC LIMIT ?))",
        (MOST_SPANS,),
    )


def around(db: Connection, at: datetime) -> tuple[Span, ...]:
    """What was so at `at`, and when the program ran before and after."""
    moment, near = to_microseconds(at), AROUND // timedelta(microseconds=1)
    rows = db.execute(
        "SELECT watched, began_at, until, way FROM watch WHERE (began_at <= ? AND until >= ?)"
        " OR (watched = 'running' AND until >= ? AND began_at <= ?) ORDER BY began_at",
        (moment, moment, moment - near, moment + near),
    ).fetchall()
    return tuple(
        Span(
            Watched(watched),
            from_microseconds(began_at),
            from_microseconds(until),
            None if way is None else Way(way),
        )
        for watched, began_at, until, way in rows
    )


def rang(db: Connection, call_id: str) -> RangHere | None:
    row = db.execute(f"SELECT {_RANG} FROM rang_here WHERE call_id = ?", (call_id,)).fetchone()
    if row is None:
        return None
    id_, at, ringer, quiet, gone, turned_down = row
    return RangHere(id_, from_microseconds(at), ringer, bool(quiet), gone, bool(turned_down))
