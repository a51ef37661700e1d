"""Messages in the cache: the carrier's, with those that wait laid over them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop.domain.calls import Direction
from desktop.domain.messages import Attachment, GroupId, Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import failure_of
from desktop.storage import attachments, deletions, groups
from desktop.storage.database import Connection
from desktop.storage.found import Index
from desktop.storage.instants import from_microseconds, to_microseconds

_COLUMNS = "id, number_id, peer, direction, text, created_at, status, sequence, failure, read"


def store(db: Connection, messages: Iterable[Message], *, generation: int) -> frozenset[str]:
    """Keep what the carrier said. Returns the ids that the cache did not know.

    An intent to send one of them has arrived, whatever became of its answer: it goes.
    """
    came: set[str] = set()
    index = Index(db)
    for message in messages:
        if deletions.store_deleted(db, message, generation=generation) or deletions.stays_away(
            db, message, generation=generation
        ):
            _set_arrived(db, message.id, message.files)
            continue
        before = db.execute("SELECT row, text FROM messages WHERE id = ?", (message.id,)).fetchone()
        kept = db.execute(
            "INSERT INTO messages (id, number_id, peer, direction, text, created_at, status, sequence,"
            " failure, read, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO"
            " UPDATE SET text = excluded.text, status = excluded.status, sequence = excluded.sequence,"
            " failure = excluded.failure, read = excluded.read, generation = excluded.generation",
            (
                message.id,
                message.thread.number_id,
                message.thread.peer,
                message.direction.value,
                message.text,
                to_microseconds(message.created_at),
                message.status.value,
                message.sequence,
                None if message.failure is None else message.failure.value,
                int(message.read),
                generation,
            ),
        )
        if before is None:
            came.add(message.id)
            _index(index, kept.lastrowid, message)
        elif before[1] != message.text or _names_differ(db, message):
            index.remove(before[0])
            _index(index, before[0], message)
        _set_arrived(db, message.id, message.files)
        if message.group is not None:
            groups.add(db, message.group, message.id)
    return frozenset(came)


def is_carried(db: Connection, message_id: MessageId) -> bool:
    """Whether the carrier has told of it."""
    kept = db.execute("SELECT 1 FROM messages WHERE id = ?", (message_id,)).fetchone() is not None
    return kept or deletions.is_deleted(db, message_id)


def set_read(db: Connection, thread: ThreadKey, up_to: int) -> None:
    db.execute(
        "UPDATE messages SET read = 1 WHERE number_id = ? AND peer = ? AND sequence <= ? AND read = 0",
        (thread.number_id, thread.peer, up_to),
    )


def forget_older(db: Connection, generation: int) -> None:
    """Drop what the last listing did not hold."""
    db.execute("DELETE FROM messages WHERE generation < ?", (generation,))
    deletions.forget_older(db, generation)
    attachments.forget_lone(db)
    groups.forget_lone(db)


def hide(db: Connection, message_id: MessageId) -> None:
    db.execute("INSERT OR IGNORE INTO hidden_messages VALUES (?)", (message_id,))


def unhide(db: Connection, message_id: MessageId) -> None:
    db.execute("DELETE FROM hidden_messages WHERE id = ?", (message_id,))


def find(db: Connection, message_id: MessageId) -> Message | None:
    return next(iter(find_all(db, (message_id,))), None)


def at_place(db: Connection, place: int) -> Message | None:
    """The one that the index of words has there, if it is shown."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM carried_messages WHERE id = (SELECT m.id FROM found_places p JOIN messages m"
        " ON m.row = p.message WHERE p.place = ?)",
        (place,),
    ).fetchone()
    return None if row is None else _messages(db, [row])[0]


def find_all(db: Connection, message_ids: Iterable[str]) -> tuple[Message, ...]:
    """Those that are shown, in the order of `message_ids`."""
    one = f"SELECT {_COLUMNS} FROM shown_messages WHERE id = ?"
    rows = (db.execute(one, (message_id,)).fetchone() for message_id in message_ids)
    return _messages(db, [row for row in rows if row is not None])


def load(db: Connection, thread: ThreadKey, *, before: int | None, limit: int) -> tuple[Message, ...]:
    """Messages below `before`, oldest first."""
    rows: list[Any] = []
    for part in ("waiting_messages", "carried_messages"):  # what waits stands behind all that was carried
        rows += db.execute(
            f"SELECT {_COLUMNS} FROM {part} WHERE number_id = ? AND peer = ? AND sequence < ?"
            " ORDER BY sequence DESC LIMIT ?",
            (thread.number_id, thread.peer, 2**62 if before is None else before, limit - len(rows)),
        ).fetchall()
    return _messages(db, list(reversed(rows)))


def load_newer(db: Connection, thread: ThreadKey, *, after: int, limit: int) -> tuple[Message, ...]:
    """Messages above `after`, oldest first."""
    rows: list[Any] = []
    for part in ("carried_messages", "waiting_messages"):
        rows += db.execute(
            f"SELECT {_COLUMNS} FROM {part} WHERE number_id = ? AND peer = ? AND sequence > ?"
            " ORDER BY sequence LIMIT ?",
            (thread.number_id, thread.peer, after, limit - len(rows)),
        ).fetchall()
    return _messages(db, rows)


def newest_of_all(db: Connection) -> int:
    """The highest sequence of the carrier's messages; 0 where there are none."""
    return int(db.execute("SELECT coalesce(max(sequence), 0) FROM messages").fetchone()[0])


def newest_sequence(db: Connection, thread: ThreadKey) -> int:
    """Of the carrier's messages in the thread; 0 where there are none."""
    row = db.execute(
        "SELECT max(sequence) FROM messages WHERE number_id = ? AND peer = ?", (thread.number_id, thread.peer)
    ).fetchone()
    return int(row[0] or 0)


def _index(index: Index, row: int, message: Message) -> None:
    thread = message.thread
    at = to_microseconds(message.created_at)
    names = tuple(file.name for file in message.files)
    index.add(row, thread.number_id, thread.peer, message.text, at, files=names)


def _names_differ(db: Connection, message: Message) -> bool:
    """A file came to a message that is known already."""
    if not message.files:
        return False
    known = attachments.load(db, (message.id,)).get(message.id, ())
    return [file.name for file in known] != [file.name for file in message.files]


def _set_arrived(db: Connection, message_id: MessageId, files: tuple[Attachment, ...]) -> None:
    if files:
        attachments.store(db, message_id, files)
    db.execute("DELETE FROM outbox WHERE id = ? AND kind = 'send-message'", (message_id,))


def _messages(db: Connection, rows: list[Any]) -> tuple[Message, ...]:
    """With their files and groups, which are looked for once."""
    ids = [row[0] for row in rows]
    files, group_of = (attachments.load(db, ids), groups.load(db, ids)) if ids else ({}, {})
    return tuple(_message(row, files.get(row[0], ()), group_of.get(row[0])) for row in rows)


def _message(row: Any, files: tuple[Attachment, ...], group: GroupId | None) -> Message:
    id_, number_id, peer, direction, text, created_at, status, sequence, failure, read = row
    return Message(
        id=MessageId(id_),
        thread=ThreadKey(NumberId(number_id), Address(peer)),
        direction=Direction(direction),
        text=text,
        created_at=from_microseconds(created_at),
        status=MessageStatus(status),
        sequence=sequence,
        failure=None if failure is None else failure_of(failure),
        read=bool(read),
        files=files,
        group=group,
    )
