"""What an account wants of a thread: muted, pinned, marked as unread. The last word counts (MSG-1)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import own_number
from carrier.store.thread_tables import ThreadFlags


class Flags:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def flags(self, caller: Caller) -> schemas.ThreadFlagsList:
        with self._database.read() as session:
            rows = session.scalars(
                select(ThreadFlags)
                .where(ThreadFlags.account_id == caller.account_id)
                .order_by(ThreadFlags.number_id, ThreadFlags.peer)
            ).all()
        return schemas.ThreadFlagsList(threads=[shapes.thread_flags(row) for row in rows])

    def change(self, caller: Caller, wanted: schemas.ThreadFlagsChange) -> schemas.ThreadFlags:
        """Change what is given; an event where that is news."""
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            own_number(session, caller.account_id, wanted.number_id)
            row = find_flags(session, caller.account_id, wanted.number_id, wanted.peer)
            is_new = row is None
            if row is None:
                row = ThreadFlags(
                    account_id=caller.account_id,
                    number_id=str(wanted.number_id),
                    peer=wanted.peer,
                    muted=False,
                    pinned=False,
                    marked_unread=False,
                )
            before = shapes.thread_flags(row)
            for name in ("muted", "pinned", "marked_unread"):
                value = getattr(wanted, name)
                if value is not None:
                    setattr(row, name, value)
            after = shapes.thread_flags(row)
            if after != before:
                if is_new:
                    session.add(row)
                tell_flags(session, row, self._clock)
            return after


def find_flags(session: Session, account_id: str, number_id: UUID, peer: str) -> ThreadFlags | None:
    return session.get(ThreadFlags, (account_id, str(number_id), peer))


def tell_flags(session: Session, row: ThreadFlags, clock: Clock) -> None:
    """Every device hears what the thread is now; one without any flag needs no row."""
    event = schemas.ThreadFlagsChanged(thread=shapes.thread_flags(row))
    append_event(session, row.account_id, event, clock())
    if not (row.muted or row.pinned or row.marked_unread):
        session.delete(row)
