"""Which messages went out together."""

from __future__ import annotations

import json
from collections.abc import Iterable

from desktop.domain.messages import GroupId, MessageId
from desktop.storage.database import Connection


def add(db: Connection, group: GroupId, message_id: str) -> None:
    db.execute("INSERT OR IGNORE INTO message_groups VALUES (?, ?)", (message_id, group))


def replace(db: Connection, message_id: MessageId, by: MessageId) -> None:
    """A failed one was sent again as another: it takes its place."""
    db.execute("UPDATE message_groups SET message_id = ? WHERE message_id = ?", (by, message_id))


def load(db: Connection, message_ids: Iterable[str]) -> dict[str, GroupId]:
    """By message; those that went out alone are left out."""
    rows = db.execute(
        "SELECT message_id, group_id FROM message_groups"
        " WHERE message_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(message_ids)),),
    ).fetchall()
    return {message_id: GroupId(group) for message_id, group in rows}


def members(db: Connection, group: GroupId) -> tuple[MessageId, ...]:
    rows = db.execute("SELECT message_id FROM message_groups WHERE group_id = ?", (group,)).fetchall()
    return tuple(MessageId(message_id) for (message_id,) in rows)


def forget_lone(db: Connection) -> None:
    """Of messages that nobody knows any more."""
    db.execute(
        "DELETE FROM message_groups WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = message_id)"
        " AND NOT EXISTS (SELECT 1 FROM deleted_messages d WHERE d.id = message_id)"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = message_id)"
    )
