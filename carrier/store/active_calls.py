"""The calls that go on, as all devices of an account are told of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.sessions.devices import lock_account
from carrier.sip.directory import ActiveCall
from carrier.store import shapes, tables
from carrier.store.events import append_event


def replace_active(session: Session, account_id: str, calls: Iterable[ActiveCall], now: datetime) -> None:
    """Keeps exactly these, and tells of them."""
    lock_account(session, account_id)
    session.execute(delete(tables.ActiveCall).where(tables.ActiveCall.account_id == account_id))
    rows = [
        tables.ActiveCall(
            account_id=account_id,
            call_id=call.call_id,
            number_id=call.number_id,
            peer=call.peer[:32],
            direction=call.direction,
            device_id=call.device_id,
            answered_at=call.answered_at,
        )
        for call in calls
    ]
    session.add_all(rows)
    event = schemas.ActiveCallsChanged(calls=[shapes.active_call(row) for row in rows])
    append_event(session, account_id, event, now)


def forget_all_active(session: Session, now: datetime) -> None:
    """The calls of an edge that is gone went with it."""
    for account_id in session.scalars(select(tables.ActiveCall.account_id).distinct()).all():
        replace_active(session, account_id, (), now)


def active_calls(session: Session, account_id: str) -> schemas.ActiveCalls:
    rows = session.scalars(
        select(tables.ActiveCall)
        .where(tables.ActiveCall.account_id == account_id)
        .order_by(tables.ActiveCall.answered_at, tables.ActiveCall.call_id)
    )
    return schemas.ActiveCalls(calls=[shapes.active_call(row) for row in rows])
