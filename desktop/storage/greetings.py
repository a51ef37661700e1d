"""Greetings in the cache: the carrier's, and those that are being made here."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.greetings import Away, Greetings, Kind, Making, NewGreeting, Own, Slot
from desktop.domain.numbers import NumberId
from desktop.domain.recording import Recording
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds


def store_all(db: Connection, greetings: Mapping[NumberId, Greetings]) -> None:
    """Keep the carrier's; those of numbers that are not among them are gone."""
    db.execute("DELETE FROM greetings")
    for number_id, each in greetings.items():
        store(db, number_id, each)


def store(db: Connection, number_id: NumberId, each: Greetings) -> None:
    own, away = each.own, each.away
    db.execute(
        "INSERT OR REPLACE INTO greetings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number_id,
            each.language,
            each.default_seconds,
            *((None, None) if own is None else (own.seconds, to_microseconds(own.made_at))),
            *((None,) * 4 if away is None else _away_columns(away)),
        ),
    )


def _away_columns(away: Away) -> tuple[float, int, int, int]:
    made, begins, ends = (to_microseconds(each) for each in (away.made_at, away.begins, away.ends))
    return away.seconds, made, begins, ends


def load(db: Connection) -> dict[NumberId, Greetings]:
    rows = db.execute("SELECT * FROM greetings").fetchall()
    return {
        NumberId(number_id): Greetings(language, seconds, _own(*rest[:2]), _away(*rest[2:]))
        for number_id, language, seconds, *rest in rows
    }


def _own(seconds: float | None, made_at: int | None) -> Own | None:
    return None if seconds is None or made_at is None else Own(seconds, from_microseconds(made_at))


def _away(seconds: float | None, made_at: int | None, begins: int | None, ends: int | None) -> Away | None:
    if seconds is None or made_at is None or begins is None or ends is None:
        return None
    return Away(seconds, *(from_microseconds(each) for each in (made_at, begins, ends)))


def keep_draft(db: Connection, slot: Slot, sound: Recording, begin: float, end: float) -> None:
    db.execute(
        "INSERT OR REPLACE INTO greeting_drafts VALUES (?, ?, ?, ?, ?, ?)",
        (slot.number_id, slot.kind.value, sound.rate, sound.samples, begin, end),
    )


def trim_draft(db: Connection, slot: Slot, begin: float, end: float) -> None:
    db.execute(
        "UPDATE greeting_drafts SET begin_second = ?, end_second = ? WHERE number_id = ? AND kind = ?",
        (begin, end, slot.number_id, slot.kind.value),
    )


def remove_draft(db: Connection, slot: Slot) -> None:
    db.execute(
        "DELETE FROM greeting_drafts WHERE number_id = ? AND kind = ?", (slot.number_id, slot.kind.value)
    )


def drafts(db: Connection, number_id: NumberId) -> dict[Slot, NewGreeting]:
    return {
        Slot(number_id, Kind(kind)): NewGreeting(
            Making.READY, Recording(rate, bytes(samples)), begin=begin, end=end
        )
        for kind, rate, samples, begin, end in db.execute(
            "SELECT kind, rate, samples, begin_second, end_second FROM greeting_drafts WHERE number_id = ?",
            (number_id,),
        ).fetchall()
    }
