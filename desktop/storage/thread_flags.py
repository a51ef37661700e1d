"""Threads that are muted, pinned or marked as unread, with the changes that wait laid over them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from desktop.domain.messages import ThreadFlags, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import ChangeThread
from desktop.storage.database import Connection


def store(db: Connection, flags: Iterable[ThreadFlags]) -> None:
    for each in flags:
        key = (each.key.number_id, each.key.peer)
        if each == ThreadFlags(each.key):
            db.execute("DELETE FROM thread_flags WHERE number_id = ? AND peer = ?", key)
        else:
            db.execute(
                "INSERT OR REPLACE INTO thread_flags (number_id, peer, muted, pinned, marked_unread)"
                " VALUES (?, ?, ?, ?, ?)",
                (*key, int(each.muted), int(each.pinned), int(each.marked_unread)),
            )


def store_all(db: Connection, flags: Iterable[ThreadFlags]) -> None:
    """Keep the carrier's list; what is not in it has no flag."""
    db.execute("DELETE FROM thread_flags")
    store(db, flags)


def change(db: Connection, act: ChangeThread) -> None:
    """What the carrier has taken."""
    store(db, [_changed(_kept(db, act.thread), act.muted, act.pinned, act.marked_unread)])


def set_read(db: Connection, thread: ThreadKey) -> None:
    """Reading a thread takes its mark away."""
    store(db, [replace(_kept(db, thread), marked_unread=False)])


def find(db: Connection, thread: ThreadKey) -> ThreadFlags:
    """With what waits laid over it."""
    flags = _kept(db, thread)
    rows = db.execute(
        "SELECT kind, body FROM outbox WHERE kind IN ('change-thread', 'mark-read') AND number_id = ?"
        " AND peer = ? AND failure IS NULL ORDER BY position",
        (thread.number_id, thread.peer),
    ).fetchall()
    for kind, text in rows:
        if kind == "mark-read":
            flags = replace(flags, marked_unread=False)
        else:
            body = json.loads(text)
            flags = _changed(flags, body["muted"], body["pinned"], body["marked_unread"])
    return flags


def muted(db: Connection) -> frozenset[ThreadKey]:
    """With what waits laid over it; threads without any message too."""
    rows = db.execute(
        "SELECT number_id, peer FROM thread_flags WHERE muted = 1"
        " UNION SELECT number_id, peer FROM outbox WHERE kind = 'change-thread'"
    ).fetchall()
    keys = (ThreadKey(NumberId(number), Address(peer)) for number, peer in rows)
    return frozenset(key for key in keys if find(db, key).muted)


def _kept(db: Connection, thread: ThreadKey) -> ThreadFlags:
    row: Any = db.execute(
        "SELECT muted, pinned, marked_unread FROM thread_flags WHERE number_id = ? AND peer = ?",
        (thread.number_id, thread.peer),
    ).fetchone()
    return ThreadFlags(thread) if row is None else ThreadFlags(thread, *(bool(each) for each in row))


def _changed(
    flags: ThreadFlags, muted: bool | None, pinned: bool | None, marked_unread: bool | None
) -> ThreadFlags:
    return ThreadFlags(
        flags.key,
        flags.muted if muted is None else muted,
        flags.pinned if pinned is None else pinned,
        flags.marked_unread if marked_unread is None else marked_unread,
    )
