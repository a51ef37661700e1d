"""The list of conversations. Its table is derived: `refresh` writes a thread's row anew after each change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop.domain.calls import Direction
from desktop.domain.messages import MessageStatus, Place, Thread, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.storage import thread_flags
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

LAST_TEXT = 200
_FILE = "SELECT a.name FROM attachments a WHERE a.message_id = id ORDER BY a.place LIMIT 1"
"""A file that was sent is shown by its name, not by its link; so is one that came without a word."""
_WAITING = (
    "SELECT s.number_id, s.peer, coalesce(s.made_at, s.due_at) AS at FROM scheduled_messages s"
    " WHERE s.state IN ('waiting', 'refused') AND NOT EXISTS (SELECT 1 FROM outbox c"
    " WHERE c.kind = 'cancel-scheduled' AND json_extract(c.body, '$.message') = s.id)"
    " UNION ALL SELECT s.number_id, s.peer, coalesce(s.made_at, s.due_at) FROM scheduled_messages s"
    " WHERE s.state = 'sent' AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = s.id)"
    " AND NOT EXISTS (SELECT 1 FROM deleted_messages d WHERE d.id = s.id)"
    " UNION ALL SELECT o.number_id, o.peer, o.made_at FROM outbox o WHERE o.kind = 'schedule'"
)
"""What leaves later, was refused, or has left while its message is still to come; and when it was written."""
_COLUMNS = (
    "t.number_id, t.peer, t.last_text, t.last_direction, t.last_status, t.last_at, t.unread,"
    " t.muted, t.pinned, t.marked_unread, t.only_waits,"
    " coalesce((SELECT d.text FROM drafts d WHERE d.number_id = t.number_id AND d.peer = t.peer), '')"
)


def flagged(db: Connection) -> list[ThreadKey]:
    """Threads whose row shows a flag."""
    rows = db.execute("SELECT number_id, peer FROM threads WHERE muted OR pinned OR marked_unread").fetchall()
    return [ThreadKey(NumberId(number), Address(peer)) for number, peer in rows]


def refresh(db: Connection, threads: Iterable[ThreadKey]) -> None:
    for thread in set(threads):
        key = (thread.number_id, thread.peer)
        last = _last(db, "waiting_messages", key) or _last(db, "carried_messages", key)
        draft = db.execute(
            "SELECT '', 'outgoing', 'waiting', changed_at FROM drafts WHERE number_id = ? AND peer = ?",
            key,
        ).fetchone()
        if draft is not None:  # what is being written comes to the top; one that was only begun is one too
            last = draft if last is None else (*last[:3], max(last[3], draft[3]))
        only_waits = last is None
        if last is None:
            last = _waits(db, key)
        if last is None:
            db.execute("DELETE FROM threads WHERE number_id = ? AND peer = ?", key)
            continue
        unread, flags = _unread(db, thread), thread_flags.find(db, thread)
        badge = 0 if flags.muted else max(unread, int(flags.marked_unread))
        db.execute(
            "INSERT OR REPLACE INTO threads (number_id, peer, last_text, last_direction, last_status,"
            " last_at, unread, muted, pinned, marked_unread, badge, only_waits)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, *last, unread, flags.muted, flags.pinned, flags.marked_unread, badge, only_waits),
        )


def show_waiting(db: Connection) -> None:
    """What leaves later has changed: threads in which nothing else is come and go."""
    rows = db.execute(
        "SELECT number_id, peer FROM threads WHERE only_waits"
        f" UNION SELECT number_id, peer FROM ({_WAITING}) w WHERE NOT EXISTS"
        " (SELECT 1 FROM threads t WHERE t.number_id = w.number_id AND t.peer = w.peer)"
    ).fetchall()
    refresh(db, (ThreadKey(NumberId(number), Address(peer)) for number, peer in rows))


def refresh_all(db: Connection) -> None:
    rows = db.execute(
        "SELECT number_id, peer FROM threads UNION SELECT DISTINCT number_id, peer FROM messages"
        " UNION SELECT number_id, peer FROM outbox WHERE kind = 'send-message'"
        " UNION SELECT number_id, peer FROM drafts"
        " UNION SELECT number_id, peer FROM uploads WHERE NOT awaited"
        f" UNION SELECT number_id, peer FROM ({_WAITING})"
    ).fetchall()
    refresh(db, (ThreadKey(NumberId(number), Address(peer)) for number, peer in rows))


def load(
    db: Connection, number_id: NumberId | None, *, before: Place | None, limit: int
) -> tuple[Thread, ...]:
    """Pinned ones first, then newest first."""
    below = (2, 0) if before is None else (int(before[0]), to_microseconds(before[1]))
    if number_id is None:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM threads t WHERE (t.pinned, t.last_at) < (?, ?)"
            " ORDER BY t.pinned DESC, t.last_at DESC LIMIT ?",
            (*below, limit),
        )
    else:
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM threads t WHERE t.number_id = ? AND (t.pinned, t.last_at) < (?, ?)"
            " ORDER BY t.pinned DESC, t.last_at DESC LIMIT ?",
            (number_id, *below, limit),
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
        f"SELECT substr(coalesce(CASE WHEN direction = 'outgoing' OR text = '' THEN ({_FILE}) END, text), 1,"
        f" {LAST_TEXT}), direction, status, created_at FROM {part}"
        " WHERE number_id = ? AND peer = ? ORDER BY sequence DESC LIMIT 1",
        key,
    ).fetchone()


def _waits(db: Connection, key: tuple[str, str]) -> Any:
    return db.execute(
        f"SELECT '', 'outgoing', 'waiting', max(at) FROM ({_WAITING}) WHERE number_id = ? AND peer = ?"
        " HAVING count(*) > 0",
        key,
    ).fetchone()


def _unread(db: Connection, thread: ThreadKey) -> int:
    row = db.execute(
        "SELECT count(*) FROM messages m WHERE m.number_id = ? AND m.peer = ? AND m.read = 0 AND m.sequence >"
        " coalesce((SELECT max(o.up_to) FROM outbox o WHERE o.kind = 'mark-read' AND o.number_id"
        " = m.number_id AND o.peer = m.peer), 0) AND m.sequence > coalesce((SELECT max(g.up_to) FROM"
        " going_threads g WHERE g.number_id = m.number_id AND g.peer = m.peer), 0)"
        " AND NOT EXISTS (SELECT 1 FROM going_messages g WHERE g.message_id = m.id)",
        (thread.number_id, thread.peer),
    ).fetchone()
    return int(row[0])


def _thread(row: Any) -> Thread:
    number_id, peer, text, direction, status, at, unread, muted, pinned, marked, only_waits, draft = row
    return Thread(
        key=ThreadKey(NumberId(number_id), Address(peer)),
        last_text=text,
        last_direction=Direction(direction),
        last_status=MessageStatus(status),
        last_at=from_microseconds(at),
        unread=unread,
        draft=draft,
        muted=bool(muted),
        pinned=bool(pinned),
        marked_unread=bool(marked),
        only_waits=bool(only_waits) and not draft,
    )
