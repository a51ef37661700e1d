"""Messages that the carrier has deleted stand aside, in a table of their own, until they can't be taken back.

What waits to be deleted is not moved: the view hides it (`going_messages`, `going_threads`). What waits to be
taken back is copied into its thread; the copy aside goes with the carrier's answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from desktop.domain.messages import DeletionId, Message, MessageId, ThreadKey
from desktop.storage import found
from desktop.storage.database import Connection
from desktop.storage.instants import to_microseconds

KEPT = timedelta(days=8)
"""A little longer than the carrier: what another device takes back in the last minute is there."""
_MESSAGE = "id, number_id, peer, direction, text, created_at, status, sequence, failure, read, generation"


def set_deleted(
    db: Connection, deletion_id: DeletionId, thread: ThreadKey, message_ids: Iterable[str], up_to: int | None
) -> None:
    """The carrier has deleted them. Where they are to come back already, they stay."""
    if is_undone(db, deletion_id):
        return
    at = datetime.now(UTC)
    db.execute("DELETE FROM deleted_messages WHERE deleted_at < ?", (to_microseconds(at - KEPT),))
    meant = (
        "number_id = ? AND peer = ? AND (id IN (SELECT value FROM json_each(?)) OR sequence <= ?)",
        (thread.number_id, thread.peer, json.dumps(list(message_ids)), -1 if up_to is None else up_to),
    )
    _move_away(db, deletion_id, at, *meant)


def store_deleted(db: Connection, message: Message, *, generation: int) -> bool:
    """Put aside what the carrier lists as deleted. False where it is none such, or is to come back."""
    if message.deletion is None or is_undone(db, message.deletion):
        return False
    forget(db, message.id)
    row = {
        "id": message.id,
        "number_id": message.thread.number_id,
        "peer": message.thread.peer,
        "direction": message.direction.value,
        "text": message.text,
        "created_at": to_microseconds(message.created_at),
        "status": message.status.value,
        "sequence": message.sequence,
        "failure": None if message.failure is None else message.failure.value,
        "read": int(message.read),
        "generation": generation,
        "deletion_id": message.deletion,
        "deleted_at": to_microseconds(datetime.now(UTC)),
    }
    db.execute("DELETE FROM messages WHERE id = ?", (message.id,))
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    db.execute(f"INSERT INTO deleted_messages ({names}) VALUES ({marks})", tuple(row.values()))
    return True


def stays_away(db: Connection, message: Message, *, generation: int) -> bool:
    """Whether an event that knows nothing of its deletion is older than it. A new listing is not."""
    found = db.execute(
        "SELECT generation, deletion_id FROM deleted_messages WHERE id = ?", (message.id,)
    ).fetchone()
    if found is None or is_undone(db, found[1]):
        return False
    if found[0] < generation:
        forget(db, message.id)
        return False
    db.execute(
        "UPDATE deleted_messages SET status = ?, failure = ? WHERE id = ?",
        (message.status.value, None if message.failure is None else message.failure.value, message.id),
    )
    return True


def bring_back(db: Connection, deletion_id: DeletionId) -> None:
    """Somebody here takes it back: it is shown again, before the carrier agrees."""
    db.execute(
        f"INSERT OR IGNORE INTO messages ({_MESSAGE}) SELECT {_MESSAGE} FROM deleted_messages"
        " WHERE deletion_id = ? ORDER BY sequence",
        (deletion_id,),
    )
    rows = db.execute("SELECT id FROM deleted_messages WHERE deletion_id = ?", (deletion_id,)).fetchall()
    found.take_in(db, (message_id for (message_id,) in rows))


def set_restored(db: Connection, deletion_id: DeletionId) -> None:
    """The carrier has them back."""
    bring_back(db, deletion_id)
    db.execute("DELETE FROM deleted_messages WHERE deletion_id = ?", (deletion_id,))


def send_away(db: Connection, deletion_id: DeletionId) -> None:
    """The carrier could not take it back: what was shown again goes."""
    db.execute(
        "DELETE FROM messages WHERE id IN (SELECT id FROM deleted_messages WHERE deletion_id = ?)",
        (deletion_id,),
    )


def is_undone(db: Connection, deletion_id: DeletionId) -> bool:
    """Whether the wish to take it back waits for the carrier."""
    row = db.execute(
        "SELECT 1 FROM outbox WHERE kind = 'undo-deletion' AND failure IS NULL"
        " AND json_extract(body, '$.deletion') = ?",
        (deletion_id,),
    ).fetchone()
    return row is not None


def is_deleted(db: Connection, message_id: MessageId) -> bool:
    return db.execute("SELECT 1 FROM deleted_messages WHERE id = ?", (message_id,)).fetchone() is not None


def forget(db: Connection, message_id: MessageId) -> None:
    db.execute("DELETE FROM deleted_messages WHERE id = ?", (message_id,))


def forget_older(db: Connection, generation: int) -> None:
    """Drop what the last listing did not hold."""
    db.execute("DELETE FROM deleted_messages WHERE generation < ?", (generation,))


def _move_away(
    db: Connection, deletion_id: DeletionId, at: datetime, where: str, values: tuple[object, ...]
) -> None:
    db.execute(
        f"INSERT OR REPLACE INTO deleted_messages ({_MESSAGE}, deletion_id, deleted_at)"
        f" SELECT {_MESSAGE}, ?, ? FROM messages WHERE {where}",
        (deletion_id, to_microseconds(at), *values),
    )
    db.execute(f"DELETE FROM messages WHERE {where}", values)
