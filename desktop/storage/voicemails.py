"""Voicemails in the cache, and what was said in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.domain.numbers import Address, NumberId
from desktop.domain.playing import Waveform
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

KEPT_DELETED = timedelta(days=1)
MOST_KEPT = 256 * 1024 * 1024
"""Bytes of sound: beyond, what was kept first is fetched again when it is wanted."""
_COLUMNS = "id, number_id, peer, received_at, duration, heard, call_id"


@dataclass(frozen=True, slots=True)
class KeptSound:
    """A recording as it came, and how it looks."""

    body: bytes
    waveform: Waveform


def store(db: Connection, voicemails: Iterable[Voicemail]) -> None:
    """As the carrier has them; one that it lists is not deleted."""
    db.executemany(
        "INSERT INTO voicemails (id, number_id, peer, received_at, duration, heard, call_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET number_id = excluded.number_id,"
        " peer = excluded.peer, received_at = excluded.received_at, duration = excluded.duration,"
        " heard = excluded.heard, call_id = excluded.call_id, deleted_at = NULL",
        [
            (v.id, v.number_id, v.peer, to_microseconds(v.received_at), v.duration, int(v.heard), v.call_id)
            for v in voicemails
        ],
    )


def replace(db: Connection, voicemails: Iterable[Voicemail]) -> None:
    """Keep the carrier's list; what is not in it is gone, with what belongs to it."""
    listed = tuple(voicemails)
    kept = json.dumps([voicemail.id for voicemail in listed])
    db.execute("DELETE FROM voicemails WHERE id NOT IN (SELECT value FROM json_each(?))", (kept,))
    store(db, listed)


def set_heard(db: Connection, voicemail_id: VoicemailId, heard: bool) -> None:
    db.execute("UPDATE voicemails SET heard = ? WHERE id = ?", (int(heard), voicemail_id))


def set_deleted(db: Connection, voicemail_ids: Iterable[str]) -> None:
    """They are shown no more. Those that were deleted more than a day ago can't be taken back any longer."""
    at = datetime.now(UTC)
    db.execute("DELETE FROM voicemails WHERE deleted_at < ?", (to_microseconds(at - KEPT_DELETED),))
    db.executemany(
        "UPDATE voicemails SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
        [(to_microseconds(at), voicemail_id) for voicemail_id in voicemail_ids],
    )


def set_restored(db: Connection, voicemail_ids: Iterable[str]) -> None:
    db.executemany("UPDATE voicemails SET deleted_at = NULL WHERE id = ?", [(id_,) for id_ in voicemail_ids])


def load(db: Connection, number_id: NumberId | None) -> tuple[Voicemail, ...]:
    """Newest first, with what waits laid over them."""
    return _select(db, "? IS NULL OR number_id = ?", (number_id, number_id))


def find(db: Connection, voicemail_ids: Iterable[str]) -> tuple[Voicemail, ...]:
    """Those of them that are shown, newest first."""
    return _select(db, "id IN (SELECT value FROM json_each(?))", (json.dumps(list(voicemail_ids)),))


def _select(db: Connection, where: str, values: tuple[Any, ...]) -> tuple[Voicemail, ...]:
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM shown_voicemails WHERE {where} ORDER BY received_at DESC, id DESC", values
    ).fetchall()
    return tuple(
        Voicemail(
            VoicemailId(id_),
            NumberId(number),
            Address(peer),
            from_microseconds(at),
            duration,
            bool(heard),
            call_id,
        )
        for id_, number, peer, at, duration, heard, call_id in rows
    )


# --- what was said ----------------------------------------------------------------------------------------
def keep_sound(db: Connection, voicemail_id: VoicemailId, sound: KeptSound, *, at: datetime) -> None:
    """Nothing is kept of a voicemail that is gone."""
    db.execute(
        "INSERT OR REPLACE INTO voicemail_sounds (voicemail_id, body, peaks, seconds, kept_at)"
        " SELECT id, ?, ?, ?, ? FROM voicemails WHERE id = ?",
        (sound.body, sound.waveform.peaks, sound.waveform.seconds, to_microseconds(at), voicemail_id),
    )
    db.execute(
        "DELETE FROM voicemail_sounds WHERE voicemail_id IN (SELECT voicemail_id FROM (SELECT voicemail_id,"
        " sum(length(body)) OVER (ORDER BY kept_at DESC, voicemail_id) AS held FROM voicemail_sounds)"
        " WHERE held > ?)",
        (MOST_KEPT,),
    )


def sound(db: Connection, voicemail_id: VoicemailId) -> KeptSound | None:
    row = db.execute(
        "SELECT body, peaks, seconds FROM voicemail_sounds WHERE voicemail_id = ?", (voicemail_id,)
    ).fetchone()
    return None if row is None else KeptSound(bytes(row[0]), Waveform(bytes(row[1]), row[2]))


def without_sound(db: Connection, *, since: datetime, limit: int) -> tuple[VoicemailId, ...]:
    """Those that came since then and were not fetched yet, newest first."""
    rows = db.execute(
        "SELECT id FROM shown_voicemails v WHERE received_at >= ?"
        " AND NOT EXISTS (SELECT 1 FROM voicemail_sounds s WHERE s.voicemail_id = v.id)"
        " ORDER BY received_at DESC LIMIT ?",
        (to_microseconds(since), limit),
    ).fetchall()
    return tuple(VoicemailId(id_) for (id_,) in rows)


def keep_place(db: Connection, voicemail_id: VoicemailId, second: float) -> None:
    """Where somebody stopped listening; 0 for the beginning."""
    if second > 0:
        db.execute("INSERT OR REPLACE INTO voicemail_places VALUES (?, ?)", (voicemail_id, second))
    else:
        db.execute("DELETE FROM voicemail_places WHERE voicemail_id = ?", (voicemail_id,))


def place(db: Connection, voicemail_id: VoicemailId) -> float:
    row = db.execute("SELECT second FROM voicemail_places WHERE voicemail_id = ?", (voicemail_id,)).fetchone()
    return 0.0 if row is None else float(row[0])
