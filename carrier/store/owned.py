"""Finding what belongs to an account. What belongs to another is not found, as if it did not exist."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from carrier.problems import Refusal, not_found
from carrier.store.tables import Account, Number

_REFUSED = {"off": "number-off", "expired": "number-expired", "unverified": "not-verified"}


def own_number(session: Session, account_id: str, number_id: UUID) -> Number:
    number = session.scalars(
        select(Number).where(Number.id == str(number_id), Number.account_id == account_id)
    ).one_or_none()
    if number is None:
        raise not_found()
    return number


def numbers_of(session: Session, account_id: str) -> list[Number]:
    return list(
        session.scalars(
            select(Number).where(Number.account_id == account_id).order_by(Number.position, Number.id)
        )
    )


def why_unusable(number: Number) -> str | None:
    """The word of the refusal, None where the number is in use."""
    return _REFUSED.get(number.status)


def require_usable(number: Number) -> None:
    if word := why_unusable(number):
        raise Refusal(403, word)


def next_on(session: Session, account_id: str, counter: InstrumentedAttribute[int]) -> int:
    """One more than the counter had. Locks the account's row until the commit."""
    return session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values({counter: counter + 1})
        .returning(counter)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def next_sequence(session: Session, account_id: str) -> int:
    """The next message's place."""
    return next_on(session, account_id, Account.last_sequence)


def next_call_sequence(session: Session, account_id: str) -> int:
    return next_on(session, account_id, Account.last_call)


def next_voicemail_sequence(session: Session, account_id: str) -> int:
    return next_on(session, account_id, Account.last_voicemail)
