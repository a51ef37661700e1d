"""What became of a message: told to its writer, in the transaction that learns it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from carrier.account.billing import give_back
from carrier.api import schemas
from carrier.store import shapes
from carrier.store.events import append_event
from carrier.store.tables import Account, Message

UNCONFIRMED = "unconfirmed"
"""Handed over, and nobody knows whether it arrived: it has not failed, and is not sent again."""

_AFTER = {
    schemas.MessageStatus.queued: (schemas.MessageStatus.delivered, schemas.MessageStatus.failed),
    schemas.MessageStatus.sent: (schemas.MessageStatus.delivered, schemas.MessageStatus.failed),
    schemas.MessageStatus.failed: (schemas.MessageStatus.delivered,),
}
"""What arrived stays arrived; what was thought lost may turn up."""


def settle_delivered(session: Session, reference: str, now: datetime) -> None:
    _settle(session, reference, schemas.MessageStatus.delivered, None, now)


def settle_failed(session: Session, reference: str, word: str, now: datetime) -> None:
    _settle(session, reference, schemas.MessageStatus.failed, word, now)


def settle_unconfirmed(session: Session, reference: str, now: datetime) -> None:
    row = _message(session, reference)
    if row is not None and row.status == schemas.MessageStatus.sent and row.failure is None:
        become(session, row, schemas.MessageStatus.sent, now, failure=UNCONFIRMED)


def _settle(
    session: Session, reference: str, status: schemas.MessageStatus, word: str | None, now: datetime
) -> None:
    row = _message(session, reference)
    if row is None or status not in _AFTER.get(schemas.MessageStatus(row.status), ()):
        return
    become(session, row, status, now, failure=word)


def become(
    session: Session,
    row: Message,
    status: schemas.MessageStatus,
    now: datetime,
    *,
    failure: str | None = None,
) -> None:
    """Its status from here on. What failed is given back; the caller has locked the account's row."""
    row.status, row.failure = status, failure
    if status is not schemas.MessageStatus.sent:
        row.due_at = None
    if status is schemas.MessageStatus.failed:
        give_back(session, row.account_id, row.id, now)
    append_event(session, row.account_id, schemas.MessageChanged(message=shapes.message(row)), now)


def _message(session: Session, reference: str) -> Message | None:
    """The message, locked behind its account; None where it was deleted since."""
    account_id, _, message_id = reference.partition("/")
    if session.get(Account, account_id, with_for_update=True) is None:
        return None
    return session.get(Message, (account_id, message_id), with_for_update=True)
