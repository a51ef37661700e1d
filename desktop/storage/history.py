"""Calls and voicemails in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import DeviceId
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds


def store_calls(db: Connection, records: Iterable[CallRecord], *, generation: int) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO calls (id, number_id, peer, direction, outcome, reason, began_at, duration,"
        " seen, sequence, generation, answered_by, declined_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                r.id,
                r.number_id,
                r.peer,
                r.direction.value,
                r.outcome.value,
                None if r.reason is None else r.reason.value,
                to_microseconds(r.began_at),
                r.duration,
                int(r.seen),
                r.sequence,
                generation,
                r.answered_by,
                r.declined_by,
            )
            for r in records
        ],
    )


def set_calls_seen(db: Connection, number_id: NumberId, up_to: int) -> None:
    db.execute(
        "UPDATE calls SET seen = 1 WHERE number_id = ? AND sequence <= ? AND seen = 0", (number_id, up_to)
    )


def forget_older_calls(db: Connection, generation: int) -> None:
    db.execute("DELETE FROM calls WHERE generation < ?", (generation,))


def newest_calls(db: Connection, number_id: NumberId | None) -> dict[NumberId, int]:
    """The sequence of the newest unseen missed call of each number."""
    rows = db.execute(
        "SELECT number_id, max(sequence) FROM calls WHERE seen = 0 AND outcome = 'missed' AND (? IS NULL OR"
        " number_id = ?) GROUP BY number_id",
        (number_id, number_id),
    ).fetchall()
    return {NumberId(number): int(sequence) for number, sequence in rows}


def load_calls(
    db: Connection, number_id: NumberId | None, *, before: int | None, limit: int, missed_only: bool
) -> tuple[CallRecord, ...]:
    """Newest first, with waiting marks laid over them."""
    where, values = ["c.sequence < ?"], [2**62 if before is None else before]
    if number_id is not None:
        where.append("c.number_id = ?")
        values.append(number_id)  # type: ignore[arg-type]
    if missed_only:
        where.append("c.outcome = 'missed'")
    return _select(db, " AND ".join(where), (*values, limit))


def load_call(db: Connection, call_id: str) -> CallRecord | None:
    return next(iter(_select(db, "c.id = ?", (call_id, 1))), None)


def _select(db: Connection, where: str, values: tuple[Any, ...]) -> tuple[CallRecord, ...]:
    """`values` are those of `where`, and how many at most."""
    rows = db.execute(
        "SELECT c.id, c.number_id, c.peer, c.direction, c.outcome, c.began_at, c.duration, c.reason,"
        " (c.seen OR EXISTS (SELECT 1 FROM outbox o WHERE o.kind = 'mark-calls-seen' AND "
        " o.number_id = c.number_id AND o.up_to >= c.sequence)), c.sequence,"
        " c.answered_by, c.declined_by"
        f" FROM calls c WHERE {where} ORDER BY c.sequence DESC LIMIT ?",
        values,
    ).fetchall()
    return tuple(_record(row) for row in rows)


def store_voicemails(db: Connection, voicemails: Iterable[Voicemail]) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO voicemails VALUES (?, ?, ?, ?, ?, ?)",
        [
            (v.id, v.number_id, v.peer, to_microseconds(v.received_at), v.duration, int(v.heard))
            for v in voicemails
        ],
    )


def replace_voicemails(db: Connection, voicemails: Iterable[Voicemail]) -> None:
    """Keep the carrier's list; what is not in it is gone."""
    db.execute("DELETE FROM voicemails")
    store_voicemails(db, voicemails)


def set_heard(db: Connection, voicemail_id: VoicemailId) -> None:
    db.execute("UPDATE voicemails SET heard = 1 WHERE id = ?", (voicemail_id,))


def load_voicemails(db: Connection, number_id: NumberId | None) -> tuple[Voicemail, ...]:
    """Newest first, with waiting marks laid over them."""
    rows = db.execute(
        "SELECT v.id, v.number_id, v.peer, v.received_at, v.duration, (v.heard OR EXISTS (SELECT 1 FROM"
        " outbox o WHERE o.kind = 'mark-heard' AND o.lane = 'voicemail ' || v.id))"
        " FROM voicemails v WHERE ? IS NULL OR v.number_id = ? ORDER BY v.received_at DESC",
        (number_id, number_id),
    ).fetchall()
    return tuple(
        Voicemail(
            VoicemailId(id_), NumberId(number), Address(peer), from_microseconds(at), duration, bool(heard)
        )
        for id_, number, peer, at, duration, heard in rows
    )


def _record(row: Any) -> CallRecord:
    id_, number_id, peer, direction, outcome, began_at, duration, reason, seen, sequence, *devices = row
    taken, declined = devices
    return CallRecord(
        id=id_,
        number_id=NumberId(number_id),
        peer=Address(peer),
        direction=Direction(direction),
        outcome=Outcome(outcome),
        began_at=from_microseconds(began_at),
        duration=duration,
        reason=None if reason is None else EndOfCall(reason),
        seen=bool(seen),
        sequence=sequence,
        answered_by=None if taken is None else DeviceId(taken),
        declined_by=None if declined is None else DeviceId(declined),
    )
