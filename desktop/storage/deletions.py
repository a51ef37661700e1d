"""Messages that the carrier has deleted stand aside, in a table of their own, until they can't be taken back.

What waits to be deleted is not moved: the view hides it (`going_messages`, `going_threads`). What waits to be
taken back is copied into its thread; the copy aside goes with the carrier's answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from desktop.domain.messages import DeletionId, Message, MessageId, ThreadKey
from desktop.domain.outbox import DeleteMessages
from desktop.storage import found
from desktop.storage.database import Connection
from desktop.storage.instants import to_microseconds

SLICE = 500
"""Messages that are moved at once: the cache is held for some 50 ms."""
KEPT = timedelta(days=8)
"""A little longer than the carrier: what another device takes back in the last minute is there."""
_MESSAGE = "id, number_id, peer, direction, text, created_at, status, sequence, failure, read, generation"


def set_deleted(
    db: Connection, deletion_id: DeletionId, thread: ThreadKey, message_ids: Iterable[str], up_to: int | None
) -> None:
    """The carrier tells of it, each deletion in its turn. Where they are to come back already, they stay."""
    if is_undone(db, deletion_id):
        return
    _forget_old(db)
    meant, values = _meant(thread, message_ids, up_to)
    # What the answer to a later deletion of ours took first belongs to this one.
    db.execute(
        f"UPDATE deleted_messages SET deletion_id = ?, told = 1 WHERE told = 0 AND {meant}",
        (deletion_id, *values),
    )
    _move_away(db, deletion_id, meant, values, told=True)


def move_some(db: Connection, act: DeleteMessages, *, limit: int = SLICE) -> bool:
    """Some of what the carrier's answer says to be deleted; whether more is left.

    A long conversation goes bit by bit, so that others can be read meanwhile. Its intent hides it until then.
    """
    if is_undone(db, act.deletion_id):
        return False
    meant, values = _meant(act.thread, act.message_ids, act.up_to)
    rows = db.execute(f"SELECT id FROM messages WHERE {meant} LIMIT ?", (*values, limit)).fetchall()
    ids = json.dumps([row[0] for row in rows])
    _move_away(db, act.deletion_id, "id IN (SELECT value FROM json_each(?))", (ids,), told=False)
    return len(rows) == limit


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


def bring_back(
    db: Connection, deletion_id: DeletionId, *, below: int | None = None, limit: int = SLICE
) -> int | None:
    """Somebody here takes it back: some of it is shown again, the newest first, before the carrier agrees.

    Returns the `below` with which to go on, None where nothing is left.
    """
    rows = db.execute(
        "SELECT id, sequence FROM deleted_messages WHERE deletion_id = ? AND sequence < ?"
        " ORDER BY sequence DESC LIMIT ?",
        (deletion_id, 2**62 if below is None else below, limit),
    ).fetchall()
    _copy_back(db, [row[0] for row in rows])
    return int(rows[-1][1]) if len(rows) == limit else None


def restore_some(db: Connection, deletion_id: DeletionId, *, limit: int = SLICE) -> bool:
    """Some of what the carrier has again; whether more is left."""
    rows = db.execute(
        "SELECT id FROM deleted_messages WHERE deletion_id = ? LIMIT ?", (deletion_id, limit)
    ).fetchall()
    ids = [row[0] for row in rows]
    _copy_back(db, ids)
    db.execute(
        "DELETE FROM deleted_messages WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
    )
    return len(rows) == limit


def set_restored(db: Connection, deletion_id: DeletionId) -> None:
    """The carrier has them back."""
    while restore_some(db, deletion_id):
        pass


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


def _meant(
    thread: ThreadKey, message_ids: Iterable[str], up_to: int | None
) -> tuple[str, tuple[object, ...]]:
    named = json.dumps(list(message_ids))
    return (
        "number_id = ? AND peer = ? AND (id IN (SELECT value FROM json_each(?)) OR sequence <= ?)",
        (thread.number_id, thread.peer, named, -1 if up_to is None else up_to),
    )


def _move_away(
    db: Connection, deletion_id: DeletionId, where: str, values: tuple[object, ...], *, told: bool
) -> None:
    at = to_microseconds(datetime.now(UTC))
    db.execute(
        f"INSERT OR REPLACE INTO deleted_messages ({_MESSAGE}, deletion_id, deleted_at, told)"
        f" SELECT {_MESSAGE}, ?, ?, ? FROM messages WHERE {where}",
        (deletion_id, at, int(told), *values),
    )
    db.execute(f"DELETE FROM messages WHERE {where}", values)


def _copy_back(db: Connection, message_ids: Sequence[str]) -> None:
    db.execute(
        f"INSERT OR IGNORE INTO messages ({_MESSAGE}) SELECT {_MESSAGE} FROM deleted_messages"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sequence",
        (json.dumps(list(message_ids)),),
    )
    found.take_in(db, message_ids)


def _forget_old(db: Connection) -> None:
    """What nobody can take back any more, with its files."""
    old = "SELECT id FROM deleted_messages WHERE deleted_at < ?"
    before = (to_microseconds(datetime.now(UTC) - KEPT),)
    files = f"SELECT a.id FROM attachments a WHERE a.message_id IN ({old})"
    db.execute(f"DELETE FROM kept_files WHERE needed = 0 AND id IN ({files})", before)
    db.execute(f"DELETE FROM attachments WHERE message_id IN ({old})", before)
    db.execute("DELETE FROM deleted_messages WHERE deleted_at < ?", before)
