"""The list of conversations. Its table is derived: `refresh` writes a thread's row anew after each change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from desktop.domain.calls import Direction
from desktop.domain.messages import MessageStatus, Thread, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

LAST_TEXT = 200
_COLUMNS = (
    "t.number_id, t.peer, t.last_text, t.last_direction, t.last_status, t.last_at, t.unread,"
    " coalesce((SELECT d.text FROM drafts d WHERE d.number_id = t.number_id AND d.peer = t.peer), '')"
)


def refresh(db: Connection, threads: Iterable[ThreadKey]) -> None:
    for thread in set(threads):
        key = (thread.number_id, thread.peer)
        last = _last(db, "waiting_messages", key) or _last(db, "carried_messages", key)
        if last is None:  # a conversation that was only begun is one too
            draft = db.execute(
                "SELECT '', 'outgoing', 'waiting', changed_at FROM drafts WHERE number_id = ? AND peer = ?",
                key,
            ).fetchone()
            if draft is None:
                db.execute("DELETE FROM threads WHERE number_id = ? AND peer = ?", key)
                continue
            last = draft
        db.execute(
            "INSERT INTO threads VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " last_text = excluded.last_text, last_direction = excluded.last_direction, "
            " last_status = excluded.last_status, last_at = excluded.last_at, unread = excluded.unread",
            (*key, *last, _unread(db, thread)),
        )


def refresh_all(db: Connection) -> None:
    rows = db.execute(
        "SELECT number_id, peer FROM threads UNION SELECT DISTINCT number_id, peer FROM messages"
        " UNION SELECT number_id, peer FROM outbox WHERE kind = 'send-message'"
        " UNION SELECT number_id, peer FROM drafts"
    ).fetchall()
    refresh(db, (ThreadKey(NumberId(number), Address(peer)) for number, peer in rows))


def load(
    db: Connection, number_id: NumberId | None, *, before: datetime | None, limit: int
) -> tuple[Thread, ...]:
    """Newest first."""
    below = 2**62 if before is None else to_microseconds(before)
    if number_id is None:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM threads t WHERE t.last_at < ? ORDER BY t.last_at DESC LIMIT ?",
            (below, limit),
        )
    else:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM threads t WHERE t.number_id = ? AND t.last_at < ?"
            " ORDER BY t.last_at DESC LIMIT ?",
            (number_id, below, limit),
        )
    return tuple(_thread(row) for row in rows.fetchall())


def find(db: Connection, thread: ThreadKey) -> Thread | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM threads t WHERE t.number_id = ? AND t.peer = ?",
        (thread.number_id, thread.peer),
    ).fetchone()
    return None if row is None else _thread(row)


def _last(db: Connection, part: str, key: tuple[str, str]) -> Any:
    return db.execute(
        f"SELECT substr(text, 1, {LAST_TEXT}), direction, status, created_at FROM {part}"
        " WHERE number_id = ? AND peer = ? ORDER BY sequence DESC LIMIT 1",
        key,
    ).fetchone()


def _unread(db: Connection, thread: ThreadKey) -> int:
    row = db.execute(
        "SELECT count(*) FROM messages m WHERE m.number_id = ? AND m.peer = ? AND m.read = 0 AND m.sequence >"
        " coalesce((SELECT max(o.up_to) FROM outbox o WHERE o.kind = 'mark-read' AND o.number_id"
        " = m.number_id AND o.peer = m.peer), 0)",
        (thread.number_id, thread.peer),
    ).fetchone()
    return int(row[0])


def _thread(row: Any) -> Thread:
    number_id, peer, text, direction, status, at, unread, draft = row
    return Thread(
        key=ThreadKey(NumberId(number_id), Address(peer)),
        last_text=text,
        last_direction=Direction(direction),
        last_status=MessageStatus(status),
        last_at=from_microseconds(at),
        unread=unread,
        draft=draft,
    )
