"""What staff may do: open accounts, give numbers, set plans (for `admin` and the demonstration)."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID, uuid4

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.account.billing import tell_balance
from carrier.api import schemas
from carrier.numbering import capabilities
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import end_all_devices, lock_account
from carrier.sessions.signing_in import fold_email
from carrier.settings import NUMBERS_PER_ACCOUNT
from carrier.store import shapes
from carrier.store.events import append_event, next_event_id
from carrier.store.owned import numbers_of
from carrier.store.tables import Account, Number
from carrier.voicemail.languages import language_of
from carrier.voicemail.settings import change_settings

MOST_CREDIT = 10_000_000
_PASSWORD = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9]{6,256}", re.ASCII)


def check_password(password: str) -> None:
    """ACC-7: six or more characters, an upper-case and a lower-case letter, a digit, nothing else."""
    if not _PASSWORD.fullmatch(password):
        raise Refusal(422, "invalid-request", "Six or more letters and digits, with upper and lower case")


def open_account(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    plan: schemas.Plan,
    now: datetime,
    account_id: UUID | None = None,
) -> Account:
    if "@" not in email or len(email) > 254:
        raise Refusal(422, "invalid-request", "Not an e-mail address")
    if find_account(session, email) is not None:
        raise Refusal(422, "invalid-request", "This e-mail has an account")
    account = Account(
        id=str(account_id or uuid4()),
        email=fold_email(email),
        name=name,
        password_hash=password_hash,
        plan=plan,
        created_at=now,
        last_event=0,
        forgotten_event=0,
        last_sequence=0,
        last_call=0,
    )
    session.add(account)
    session.flush()
    return account


def set_credit(session: Session, email: str, cents: int, now: datetime) -> None:
    if not 0 <= cents <= MOST_CREDIT:
        raise Refusal(422, "invalid-request", f"Between 0 and {MOST_CREDIT} cents")
    account = lock_account(session, the_account(session, email).id)
    account.credit_cents = cents
    tell_balance(session, account, now)


def find_account(session: Session, email: str) -> Account | None:
    return session.scalars(select(Account).where(Account.email == fold_email(email))).one_or_none()


def the_account(session: Session, email: str) -> Account:
    account = find_account(session, email)
    if account is None:
        raise not_found()
    return account


def give_number(
    session: Session,
    account_id: str,
    *,
    e164: str,
    name: str,
    now: datetime,
    status: schemas.NumberStatus = schemas.NumberStatus.active,
    number_id: UUID | None = None,
) -> Number:
    """A further number, up to five (NUM-1), in the colour of its place."""
    lock_account(session, account_id)
    try:
        parsed = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        raise Refusal(422, "wrong-number") from None
    country = phonenumbers.region_code_for_number(parsed)
    if country is None or not phonenumbers.is_valid_number(parsed):
        raise Refusal(422, "wrong-number")
    if session.scalar(select(Number.id).where(Number.e164 == e164)) is not None:
        raise Refusal(422, "invalid-request", "This number is taken")
    held = numbers_of(session, account_id)
    if len(held) >= NUMBERS_PER_ACCOUNT:
        raise Refusal(422, "invalid-request", f"An account holds {NUMBERS_PER_ACCOUNT} numbers at most")
    number = Number(
        id=str(number_id or uuid4()),
        account_id=account_id,
        e164=e164,
        name=name,
        country=country,
        colour=len(held),
        position=len(held),
        status=status,
        refuses_hidden=False,
        voicemail_on="voicemail" in capabilities(country),
        answer_after_seconds=schemas.ANSWER_AFTER_SECONDS,
        voicemail_off_says=schemas.OffSays.rings_out,
        voicemail_language=language_of(country),
    )
    session.add(number)
    session.flush()
    tell_numbers(session, account_id, now)
    return number


def set_number_status(session: Session, e164: str, status: schemas.NumberStatus, now: datetime) -> None:
    number = session.scalars(select(Number).where(Number.e164 == e164)).one_or_none()
    if number is None:
        raise not_found()
    lock_account(session, number.account_id)
    if number.status != status:
        number.status = status
        tell_numbers(session, number.account_id, now)


def change_voicemail(session: Session, e164: str, wanted: schemas.VoicemailChange, now: datetime) -> None:
    number = session.scalars(select(Number).where(Number.e164 == e164)).one_or_none()
    if number is None:
        raise not_found()
    lock_account(session, number.account_id)
    before = shapes.number(number)
    change_settings(number, wanted)
    if shapes.number(number) != before:
        tell_numbers(session, number.account_id, now)


def set_plan(session: Session, email: str, plan: schemas.Plan, now: datetime) -> None:
    """Premium that ends takes the desktop away: its sessions end, and nothing else is lost (ACC-3)."""
    account = lock_account(session, the_account(session, email).id)
    if account.plan == plan:
        return
    account.plan = plan
    session.flush()
    event_id = next_event_id(session, account.id)
    changed = schemas.AccountChanged(me=shapes.me(account, cursor=event_id))
    append_event(session, account.id, changed, now, event_id=event_id)
    tell_balance(session, account, now)
    if plan is schemas.Plan.starter:
        end_all_devices(session, account.id, reason="premium_ended", now=now)


def set_password(session: Session, email: str, password_hash: str, now: datetime) -> None:
    """A new password ends every session (ACC-8); unlocking is the caller's business."""
    account = lock_account(session, the_account(session, email).id)
    account.password_hash = password_hash
    end_all_devices(session, account.id, reason="password_changed", now=now)


def tell_numbers(session: Session, account_id: str, now: datetime) -> None:
    session.flush()
    numbers = [shapes.number(each) for each in numbers_of(session, account_id)]
    append_event(session, account_id, schemas.NumbersChanged(numbers=numbers), now)
