"""Paying for messages: once for each, in the transaction that takes it, and given back where it failed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from carrier.account.tariff import (
    ALLOWANCE,
    ALLOWANCE_COUNTRY,
    CURRENCY,
    ELSEWHERE,
    FREE,
    RATES,
    price,
)
from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.settings import LIKE_A_TOKEN, Settings
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.tables import Account, Charge, Number


class Billing:
    """What there is to spend, and what things cost."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def balance(self, caller: Caller) -> schemas.Balance:
        with self._database.read() as session:
            return _balance(session.get_one(Account, caller.account_id), self._clock())

    def tariff(self) -> schemas.Tariff:
        rates = [
            schemas.Rate(prefix=prefix, country=country, cents=cents)
            for prefix, (country, cents) in sorted(RATES.items())
        ]
        return schemas.Tariff(
            currency=CURRENCY,
            rates=rates,
            elsewhere_cents=ELSEWHERE,
            file_link=self._settings.file_link(LIKE_A_TOKEN),
        )


def charge_message(
    session: Session, number: Number, *, message_id: str, to: str, segments: int, now: datetime
) -> None:
    """Take what the message costs, unless it was paid for before. Nothing is taken where it does not suffice.

    The caller has locked the account's row. Raises `Refusal` ("no-credit").
    """
    account = session.get_one(Account, number.account_id)
    if session.get(Charge, (account.id, message_id)) is not None:
        return
    cost = price(
        segments=segments,
        country=number.country,
        to=to,
        allowance_left=_allowance_left(account, now),
    )
    if cost == FREE:
        return
    if cost.cents > account.credit_cents:
        raise Refusal(402, "no-credit")
    month = _month(now)
    if cost.from_allowance:
        used = account.allowance_used if account.allowance_month == month else 0
        account.allowance_month, account.allowance_used = month, used + cost.from_allowance
    account.credit_cents -= cost.cents
    session.add(
        Charge(
            account_id=account.id,
            message_id=message_id,
            segments=segments,
            from_allowance=cost.from_allowance,
            cents=cost.cents,
            month=month,
            charged_at=now,
            returned_at=None,
        )
    )
    tell_balance(session, account, now)


def give_back(session: Session, account_id: str, message_id: str, now: datetime) -> None:
    """What a message cost that was not delivered; once. The caller has locked the account's row."""
    charge = session.get(Charge, (account_id, message_id))
    if charge is None or charge.returned_at is not None:
        return
    account = session.get_one(Account, account_id)
    charge.returned_at = now
    account.credit_cents += charge.cents
    if account.allowance_month == charge.month:  # a later month has its whole allowance anyway
        account.allowance_used = max(0, account.allowance_used - charge.from_allowance)
    tell_balance(session, account, now)


def tell_balance(session: Session, account: Account, now: datetime) -> None:
    append_event(session, account.id, schemas.BalanceChanged(balance=_balance(account, now)), now)


def _balance(account: Account, now: datetime) -> schemas.Balance:
    allowance = None
    if account.plan == schemas.Plan.premium:
        allowance = schemas.Allowance(
            country=ALLOWANCE_COUNTRY,
            total=ALLOWANCE,
            left=_allowance_left(account, now),
            renews_at=_next_month(now),
        )
    return schemas.Balance(currency=CURRENCY, credit_cents=account.credit_cents, allowance=allowance)


def _allowance_left(account: Account, now: datetime) -> int:
    if account.plan != schemas.Plan.premium:
        return 0
    used = account.allowance_used if account.allowance_month == _month(now) else 0
    return max(0, ALLOWANCE - used)


def _month(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m")


def _next_month(now: datetime) -> datetime:
    at = now.astimezone(UTC)
    year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)
    return datetime(year, month, 1, tzinfo=UTC)
