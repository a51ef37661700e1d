"""The account's log of events: ids rise by one without a gap and become visible in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from carrier.store.database import announce
from carrier.store.owned import next_on
from carrier.store.tables import Account, Event


@dataclass(frozen=True, slots=True)
class StoredEvent:
    id: int
    type: str
    data: str


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the account's log stands."""

    last: int
    forgotten: int

    def reaches(self, cursor: int) -> bool:
        """Whether everything after `cursor` is still here, and `cursor` was ever given out."""
        return self.forgotten <= cursor <= self.last


def next_event_id(session: Session, account_id: str) -> int:
    """Taken in the transaction of the change.

    The UPDATE locks the account's row until the commit, so on PostgreSQL a later id can't be seen before an
    earlier one; a sequence could not promise that. SQLite has a single writer anyway.
    """
    return next_on(session, account_id, Account.last_event)


def append_event(
    session: Session, account_id: str, event: BaseModel, now: datetime, *, event_id: int | None = None
) -> None:
    """Log `event`, whose model has a `type`; readers hear of it once the transaction is committed."""
    session.add(
        Event(
            account_id=account_id,
            id=event_id or next_event_id(session, account_id),
            type=event.type,  # type: ignore[attr-defined]
            data=event.model_dump_json(),
            created_at=now,
        )
    )
    announce(session, account_id)


def extent(session: Session, account_id: str) -> Extent:
    last, forgotten = session.execute(
        select(Account.last_event, Account.forgotten_event).where(Account.id == account_id)
    ).one()
    return Extent(last, forgotten)


def events_after(session: Session, account_id: str, cursor: int, *, limit: int) -> list[StoredEvent]:
    rows = session.execute(
        select(Event.id, Event.type, Event.data)
        .where(Event.account_id == account_id, Event.id > cursor)
        .order_by(Event.id)
        .limit(limit)
    )
    return [StoredEvent(*row) for row in rows]


def forget_events(session: Session, account_id: str, *, kept: int) -> None:
    """Drop all but the newest `kept` events."""
    account = session.get_one(Account, account_id, with_for_update=True)
    boundary = account.last_event - kept
    if boundary > account.forgotten_event:
        session.execute(delete(Event).where(Event.account_id == account_id, Event.id <= boundary))
        account.forgotten_event = boundary
