"""The call history in the cache."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.history import CallKind, CallQuery
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import DeviceId
from desktop.domain.voicemail import VoicemailId
from desktop.storage import call_search
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

FEW = 50
"""People whose calls are looked up one by one; with more the newest calls are gone through."""
KEPT_DELETED = timedelta(days=1)
_COLUMNS = (
    "id, number_id, peer, direction, outcome, began_at, duration, reason, seen, sequence, answered_by,"
    " declined_by,"
    " (SELECT v.id FROM shown_voicemails v WHERE v.call_id = shown_calls.id ORDER BY v.id LIMIT 1)"
)
_KINDS = {
    CallKind.MISSED: "outcome = 'missed'",
    CallKind.INCOMING: "direction = 'incoming'",
    CallKind.OUTGOING: "direction = 'outgoing'",
}


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


def set_calls_deleted(db: Connection, call_ids: Iterable[str]) -> None:
    """They are shown no more. Those that were deleted more than a day ago can't be taken back any longer."""
    at = datetime.now(UTC)
    now = to_microseconds(at)
    db.execute("DELETE FROM calls WHERE deleted_at < ?", (to_microseconds(at - KEPT_DELETED),))
    db.executemany(
        "UPDATE calls SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
        [(now, call_id) for call_id in call_ids],
    )


def set_calls_restored(db: Connection, call_ids: Iterable[str]) -> None:
    db.executemany("UPDATE calls SET deleted_at = NULL WHERE id = ?", [(call_id,) for call_id in call_ids])


def newest_calls(db: Connection, number_id: NumberId | None) -> dict[NumberId, int]:
    """The sequence of the newest unseen missed call of each number."""
    rows = db.execute(
        "SELECT number_id, max(sequence) FROM calls WHERE seen = 0 AND outcome = 'missed' AND (? IS NULL OR"
        " number_id = ?) GROUP BY number_id",
        (number_id, number_id),
    ).fetchall()
    return {NumberId(number): int(sequence) for number, sequence in rows}


def load_calls(db: Connection, query: CallQuery, *, before: int | None, limit: int) -> tuple[CallRecord, ...]:
    """Newest first, with what waits laid over them."""
    looked_up = ""
    where: list[str] = []
    values: list[Any] = []
    if query.search.strip():
        peers = call_search.peers(db, query.search, hidden_too=query.hidden_too)
        where.append("peer IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(peers)))
        if len(peers) <= FEW:
            looked_up = "+"  # keeps SQLite from the other indexes: the calls of a few people have their own
    where.append(f"{looked_up}sequence < ?")
    values.append(2**62 if before is None else before)
    if query.number_id is not None:
        where.append(f"{looked_up}number_id = ?")
        values.append(query.number_id)
    if query.kind is not CallKind.ALL:
        where.append(_KINDS[query.kind])
    return _select(db, " AND ".join(where), (*values, limit), by=f"{looked_up}sequence")


def load_call(db: Connection, call_id: str) -> CallRecord | None:
    return next(iter(_select(db, "id = ?", (call_id, 1))), None)


def find_calls(db: Connection, call_ids: Iterable[str]) -> tuple[CallRecord, ...]:
    """Those of them that are shown, newest first."""
    return _select(db, "id IN (SELECT value FROM json_each(?))", (json.dumps(list(call_ids)), -1))


def _select(
    db: Connection, where: str, values: tuple[Any, ...], *, by: str = "sequence"
) -> tuple[CallRecord, ...]:
    """`values` are those of `where`, and how many at most."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM shown_calls WHERE {where} ORDER BY {by} DESC LIMIT ?", values
    ).fetchall()
    return tuple(_record(row) for row in rows)


def _record(row: Any) -> CallRecord:
    id_, number_id, peer, direction, outcome, began_at, duration, reason, seen, sequence, *more = row
    taken, declined, word = more
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
        voicemail_id=None if word is None else VoicemailId(word),
    )
