"""What is being written and was not sent."""

from __future__ import annotations

from desktop.domain.messages import Draft, ThreadKey
from desktop.storage import threads
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds


def save(db: Connection, draft: Draft) -> None:
    """Keep it; an empty one is forgotten."""
    key = (draft.thread.number_id, draft.thread.peer)
    if draft.text:
        db.execute(
            "INSERT INTO drafts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text,"
            " changed_at = excluded.changed_at",
            (*key, draft.text, to_microseconds(draft.changed_at)),
        )
    else:
        db.execute("DELETE FROM drafts WHERE number_id = ? AND peer = ?", key)
    threads.refresh(db, (draft.thread,))


def find(db: Connection, thread: ThreadKey) -> Draft | None:
    row = db.execute(
        "SELECT text, changed_at FROM drafts WHERE number_id = ? AND peer = ?",
        (thread.number_id, thread.peer),
    ).fetchone()
    return None if row is None else Draft(thread, str(row[0]), from_microseconds(row[1]))


def load(db: Connection, thread: ThreadKey) -> str:
    found = find(db, thread)
    return "" if found is None else found.text
