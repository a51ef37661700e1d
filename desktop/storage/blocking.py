"""Blocked numbers in the cache."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.blocking import BlockedNumber
from desktop.domain.numbers import Address
from desktop.domain.outbox import Block, Unblock
from desktop.storage import outbox
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds


def store_all(db: Connection, blocked: Iterable[BlockedNumber]) -> None:
    """Keep the carrier's list; what is not in it is gone."""
    db.execute("DELETE FROM blocked_numbers")
    for each in blocked:
        store(db, each)


def store(db: Connection, blocked: BlockedNumber) -> None:
    """The first time counts: the carrier's, where it is known."""
    db.execute(
        "INSERT OR REPLACE INTO blocked_numbers VALUES (?, ?)",
        (blocked.address, to_microseconds(blocked.blocked_at)),
    )


def remove(db: Connection, address: Address) -> None:
    db.execute("DELETE FROM blocked_numbers WHERE address = ?", (address,))


def load(db: Connection) -> tuple[BlockedNumber, ...]:
    """Newest first, with waiting changes laid over them."""
    blocked = {
        Address(address): from_microseconds(at)
        for address, at in db.execute("SELECT address, blocked_at FROM blocked_numbers").fetchall()
    }
    for intent in outbox.waiting_of(db, Block, Unblock):
        if isinstance(intent.act, Block):
            blocked.setdefault(intent.act.address, intent.made_at)
        elif isinstance(intent.act, Unblock):
            blocked.pop(intent.act.address, None)
    newest_first = sorted(blocked.items(), key=lambda each: (each[1], each[0]), reverse=True)
    return tuple(BlockedNumber(address, at) for address, at in newest_first)
