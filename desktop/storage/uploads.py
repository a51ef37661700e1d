"""Files on their way to the carrier, and contents that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from desktop.domain.files import Enclosed, FileId, PickedFile, Upload
from desktop.domain.messages import Attachment, MessageFailure, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import failure_of
from desktop.storage import attachments
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

MOST_KEPT = 128 * 1024 * 1024
"""Bytes of contents that can be fetched again."""
_COLUMNS = "id, message_id, number_id, peer, path, name, type, size, sha256, made_at, failure, awaited"


def add(db: Connection, upload: Upload) -> None:
    file = upload.file
    db.execute(
        f"INSERT OR IGNORE INTO uploads ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (
            upload.id,
            upload.message_id,
            upload.thread.number_id,
            upload.thread.peer,
            file.path,
            file.name,
            file.type,
            file.size,
            file.sha256,
            to_microseconds(upload.made_at),
            int(upload.awaited),
        ),
    )
    if not upload.awaited:
        attachments.store(db, upload.message_id, [Attachment(upload.id, file.name, file.type, file.size)])


def enclose(
    db: Connection, number_id: NumberId, enclosed: Enclosed, message_ids: Iterable[MessageId], *, at: datetime
) -> FileId:
    """Bring the file to the carrier for these messages, whose intents name it by the id that is returned."""
    file, file_id = enclosed.file, FileId(str(uuid4()))
    thread = ThreadKey(number_id, Address(""))
    add(db, Upload(file_id, MessageId(file_id), thread, file, at, awaited=True))
    if enclosed.body is not None:
        keep(db, file_id, enclosed.body, at=at, needed=True)
    for message_id in message_ids:
        attachments.store(db, message_id, [Attachment(file_id, file.name, file.type, file.size)])
    return file_id


def go_on(db: Connection, file_id: str) -> None:
    """Somebody asks again for what awaits it."""
    db.execute("UPDATE uploads SET failure = NULL WHERE id = ? AND awaited", (file_id,))


def take_unawaited(db: Connection) -> tuple[Upload, ...]:
    """Remove those that no intent names any more."""
    gone = _select(
        db,
        "awaited AND id NOT IN (SELECT json_extract(o.body, '$.file')"
        " FROM outbox o WHERE json_extract(o.body, '$.file') IS NOT NULL)",
    )
    for upload in gone:
        remove(db, upload.message_id)
    return gone


def waiting(db: Connection) -> tuple[Upload, ...]:
    """Those that may go on, oldest first."""
    return _select(db, "failure IS NULL")


def of_thread(db: Connection, thread: ThreadKey) -> tuple[Upload, ...]:
    return _select(db, "number_id = ? AND peer = ? AND NOT awaited", (thread.number_id, thread.peer))


def find(db: Connection, message_id: MessageId) -> Upload | None:
    return next(iter(_select(db, "message_id = ?", (message_id,))), None)


def find_file(db: Connection, file_id: str) -> Upload | None:
    return next(iter(_select(db, "id = ?", (file_id,))), None)


def set_failure(db: Connection, message_id: MessageId, failure: MessageFailure | None) -> None:
    value = None if failure is None else failure.value
    db.execute("UPDATE uploads SET failure = ? WHERE message_id = ?", (value, message_id))


def remove(db: Connection, message_id: MessageId) -> bool:
    """False where it is there no more."""
    gone = db.execute("DELETE FROM uploads WHERE message_id = ?", (message_id,))
    return int(gone.rowcount) > 0


def keep(db: Connection, file_id: str, body: bytes, *, at: datetime, needed: bool = False) -> None:
    """Keep the content, and forget the longest unused ones that can be fetched again."""
    db.execute(
        "INSERT OR REPLACE INTO kept_files (id, size, used_at, needed, body) VALUES (?, ?, ?, ?, ?)",
        (file_id, len(body), to_microseconds(at), int(needed), body),
    )
    total = int(db.execute("SELECT coalesce(sum(size), 0) FROM kept_files WHERE needed = 0").fetchone()[0])
    for old, size in db.execute(
        "SELECT id, size FROM kept_files WHERE needed = 0 ORDER BY used_at"
    ).fetchall():
        if total <= MOST_KEPT:
            break
        db.execute("DELETE FROM kept_files WHERE id = ?", (old,))
        total -= int(size)


def kept(db: Connection, file_id: str, *, at: datetime) -> bytes | None:
    row = db.execute("SELECT body FROM kept_files WHERE id = ?", (file_id,)).fetchone()
    if row is None:
        return None
    db.execute("UPDATE kept_files SET used_at = ? WHERE id = ?", (to_microseconds(at), file_id))
    return bytes(row[0])


def kept_piece(db: Connection, file_id: str, offset: int, size: int) -> bytes:
    """Empty where it is not kept."""
    row = db.execute(
        "SELECT substr(body, ?, ?) FROM kept_files WHERE id = ?", (offset + 1, size, file_id)
    ).fetchone()
    return b"" if row is None or row[0] is None else bytes(row[0])


def release(db: Connection, file_id: str) -> None:
    """It is at the carrier: from now on it can be fetched again."""
    db.execute("UPDATE kept_files SET needed = 0 WHERE id = ?", (file_id,))


def release_lone(db: Connection) -> None:
    """What was needed for uploads that were given up since."""
    db.execute("DELETE FROM kept_files WHERE needed = 1 AND id NOT IN (SELECT id FROM uploads)")


def forget(db: Connection, file_id: str) -> None:
    db.execute("DELETE FROM kept_files WHERE id = ?", (file_id,))


def _select(db: Connection, where: str, values: tuple[str, ...] = ()) -> tuple[Upload, ...]:
    """Oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM uploads WHERE {where} ORDER BY position", values).fetchall()
    return tuple(_upload(row) for row in rows)


def _upload(row: Any) -> Upload:
    id_, message_id, number_id, peer, path, name, type_, size, sha256, made_at, failure, awaited = row
    return Upload(
        FileId(id_),
        MessageId(message_id),
        ThreadKey(NumberId(number_id), Address(peer)),
        PickedFile(path, name, type_, size, sha256),
        from_microseconds(made_at),
        None if failure is None else failure_of(failure),
        bool(awaited),
    )
