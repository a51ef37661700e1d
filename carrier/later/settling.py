"""How a message that waited ends: it leaves, is refused, or is cancelled; all devices are told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.later.limits import PUNCTUAL
from carrier.messages.sending import Sending
from carrier.problems import Refusal
from carrier.store import shapes
from carrier.store.events import append_event
from carrier.store.tables import Account, Number, ScheduledMessage


def leave(session: Session, row: ScheduledMessage, sending: Sending) -> None:
    """Send it as any other of its writer's, under its own id. Raises `Refusal`; nothing is written then."""
    if session.get_one(Account, row.account_id).plan != schemas.Plan.premium:
        raise Refusal(403, "premium-required")
    number = session.get(Number, row.number_id)
    if number is None or number.account_id != row.account_id:
        raise Refusal(403, "number-deleted")
    wanted = schemas.SendMessage(
        id=UUID(row.id),
        number_id=UUID(row.number_id),
        to=row.peer,
        text=row.text,
        file_id=UUID(row.file_id) if row.file_id else None,
        group_id=UUID(row.group_id) if row.group_id else None,
    )
    with session.begin_nested():
        sending.send_within(session, row.account_id, wanted)


def settle(
    session: Session,
    row: ScheduledMessage,
    state: schemas.ScheduledState,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    row.state = state
    row.reason = reason
    row.settled_at = now
    if state == schemas.ScheduledState.sent and now - row.due_at > PUNCTUAL:
        row.late_seconds = int((now - row.due_at).total_seconds())
    row.revision += 1
    tell(session, row, now)


def tell(session: Session, row: ScheduledMessage, now: datetime) -> None:
    append_event(
        session, row.account_id, schemas.ScheduledMessageChanged(scheduled=shapes.scheduled(row)), now
    )
