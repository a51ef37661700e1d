"""What is known of the files of messages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from desktop.domain.messages import Attachment
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

_COLUMNS = "id, name, type, size, width, height, seconds, expires_at"


def store(db: Connection, message_id: str, files: Iterable[Attachment]) -> None:
    db.execute("DELETE FROM attachments WHERE message_id = ?", (message_id,))
    for place, file in enumerate(files):
        db.execute(
            f"INSERT INTO attachments (message_id, place, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                message_id,
                place,
                file.id,
                file.name,
                file.type,
                file.size,
                file.width,
                file.height,
                file.seconds,
                None if file.expires_at is None else to_microseconds(file.expires_at),
            ),
        )


def move(db: Connection, message_id: str, to: str) -> None:
    """To the message that is sent in its place."""
    db.execute("UPDATE attachments SET message_id = ? WHERE message_id = ?", (to, message_id))


def forget_lone(db: Connection) -> None:
    """Of messages that nobody knows any more, deleted or not."""
    db.execute(
        "DELETE FROM attachments WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = message_id)"
        " AND NOT EXISTS (SELECT 1 FROM deleted_messages d WHERE d.id = message_id)"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = message_id)"
        " AND NOT EXISTS (SELECT 1 FROM scheduled_messages s WHERE s.id = message_id"
        " AND s.state IN ('waiting', 'refused', 'sent'))"
        " AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.message_id = attachments.message_id)"
    )


def load(db: Connection, message_ids: Iterable[str]) -> dict[str, tuple[Attachment, ...]]:
    """By message; those without files are left out."""
    found: dict[str, list[Attachment]] = {}
    for message_id, *row in db.execute(
        f"SELECT message_id, {_COLUMNS} FROM attachments"
        " WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, place",
        (json.dumps(list(message_ids)),),
    ).fetchall():
        found.setdefault(message_id, []).append(_attachment(row))
    return {message_id: tuple(files) for message_id, files in found.items()}


def _attachment(row: Any) -> Attachment:
    id_, name, type_, size, width, height, seconds, expires_at = row
    return Attachment(
        id_,
        name,
        type_,
        size,
        width,
        height,
        seconds,
        None if expires_at is None else from_microseconds(expires_at),
    )
