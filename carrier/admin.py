"""`fiveline-carrier admin`: works on the database, also beside a running server, which hears of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.problems import TITLES, Refusal
from carrier.sessions.devices import end_all_devices
from carrier.sessions.passwords import Passwords
from carrier.sessions.signing_in import fold_email
from carrier.sessions.wrong_passwords import forget_wrong_passwords
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database, UnusableDatabase
from carrier.store.owned import numbers_of
from carrier.store.tables import Account, Mail
from carrier.voicemail.languages import Language

Command = Callable[[Session, argparse.Namespace], str]


def add_admin_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    plans = [plan.value for plan in schemas.Plan]

    def command(name: str, function: Command, help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_text)
        added.set_defaults(run=function)
        return added

    account = command("create-account", _create_account, "the password is read from standard input")
    account.add_argument("email")
    account.add_argument("--name", default="")
    account.add_argument("--plan", choices=plans, default="starter")
    number = command("create-number", _create_number, "give an account a number")
    number.add_argument("email")
    number.add_argument("e164")
    number.add_argument("--name", default="")
    number.add_argument("--unverified", action="store_true")
    plan = command("set-plan", _set_plan, "Starter ends the account's sessions")
    plan.add_argument("email")
    plan.add_argument("plan", choices=plans)
    credit = command("set-credit", _set_credit, "in cents; without any, calls abroad are refused")
    credit.add_argument("email")
    credit.add_argument("cents", type=int)
    password = command("set-password", _set_password, "read from standard input; unlocks, ends sessions")
    password.add_argument("email")
    for name, function in (("verify-number", _verify_number), ("switch-number-off", _switch_number_off)):
        command(name, function, "").add_argument("e164")
    voicemail = command("set-voicemail", _set_voicemail, "what is given is changed, the rest stays")
    voicemail.add_argument("e164")
    voicemail.add_argument("--switch", choices=("on", "off"))
    voicemail.add_argument("--answer-after", type=int, metavar="SECONDS")
    voicemail.add_argument("--off-says", choices=[each.value for each in schemas.OffSays])
    voicemail.add_argument("--language", choices=[each.value for each in Language])
    for name, function in (("unlock", _unlock), ("end-sessions", _end_sessions)):
        command(name, function, "").add_argument("email")
    command("list-accounts", _list_accounts, "")
    command("list-mail", _list_mail, "mail that would have been sent")


def run_admin(options: argparse.Namespace) -> int:
    settings = Settings(data=options.data, database_url=options.database_url)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database, Signals())
    try:
        database.migrate()
        with database.write() as session:
            told = options.run(session, options)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.detail or TITLES[refusal.word]}\n")
        return 1
    except UnusableDatabase as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        database.close()
    if told:
        sys.stdout.write(told + "\n")
    return 0


def _create_account(session: Session, options: argparse.Namespace) -> str:
    account = opening.open_account(
        session,
        email=options.email,
        name=options.name or options.email.split("@")[0],
        password_hash=_hashed_password(),
        plan=schemas.Plan(options.plan),
        now=utc_now(),
    )
    return account.id


def _create_number(session: Session, options: argparse.Namespace) -> str:
    status = schemas.NumberStatus.unverified if options.unverified else schemas.NumberStatus.active
    number = opening.give_number(
        session,
        opening.the_account(session, options.email).id,
        e164=options.e164,
        name=options.name or options.e164,
        now=utc_now(),
        status=status,
    )
    return number.id


def _set_plan(session: Session, options: argparse.Namespace) -> str:
    opening.set_plan(session, options.email, schemas.Plan(options.plan), utc_now())
    return ""


def _set_credit(session: Session, options: argparse.Namespace) -> str:
    opening.set_credit(session, options.email, options.cents, utc_now())
    return ""


def _set_password(session: Session, options: argparse.Namespace) -> str:
    opening.set_password(session, options.email, _hashed_password(), utc_now())
    forget_wrong_passwords(session, fold_email(options.email))
    return ""


def _verify_number(session: Session, options: argparse.Namespace) -> str:
    opening.set_number_status(session, options.e164, schemas.NumberStatus.active, utc_now())
    return ""


def _switch_number_off(session: Session, options: argparse.Namespace) -> str:
    opening.set_number_status(session, options.e164, schemas.NumberStatus.off, utc_now())
    return ""


def _set_voicemail(session: Session, options: argparse.Namespace) -> str:
    try:
        wanted = schemas.VoicemailChange(
            on=None if options.switch is None else options.switch == "on",
            answer_after_seconds=options.answer_after,
            off_says=options.off_says,
            language=options.language,
        )
    except ValidationError:
        raise Refusal(422, "invalid-request", "Between 5 and 60 seconds") from None
    opening.change_voicemail(session, options.e164, wanted, utc_now())
    return ""


def _unlock(session: Session, options: argparse.Namespace) -> str:
    forget_wrong_passwords(session, fold_email(options.email))
    return ""


def _end_sessions(session: Session, options: argparse.Namespace) -> str:
    account = opening.the_account(session, options.email)
    ended = end_all_devices(session, account.id, reason="signed_out_elsewhere", now=utc_now())
    return f"{ended} ended"


def _list_accounts(session: Session, options: argparse.Namespace) -> str:
    return "\n".join(
        f"{account.email} {account.plan} {' '.join(each.e164 for each in numbers_of(session, account.id))}"
        for account in session.scalars(select(Account).order_by(Account.email))
    )


def _list_mail(session: Session, options: argparse.Namespace) -> str:
    return "\n\n".join(
        f"To: {mail.to}\nDate: {mail.created_at.isoformat()}\nSubject: {mail.subject}\n\n{mail.body}"
        for mail in session.scalars(select(Mail).order_by(Mail.id))
    )


def _hashed_password() -> str:
    """From standard input: a command line can be read by every user of the machine."""
    if sys.stdin.isatty():
        sys.stderr.write("Password: ")
    password = sys.stdin.readline().rstrip(os.linesep)
    opening.check_password(password)
    return Passwords().hash(password)
