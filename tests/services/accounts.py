"""What support does to an account while a test goes on, as `fiveline-carrier admin` does it."""

from __future__ import annotations

from argparse import Namespace

from carrier.admin import _end_sessions as end_sessions
from carrier.admin import _set_plan as change_plan
from carrier.store.tables import Account
from tests.carrier.running import Person, RunningCarrier


def set_plan(carrier: RunningCarrier, account_id: str, plan: str) -> None:
    with carrier.carrier.database.write() as session:
        email = session.get_one(Account, account_id).email
        change_plan(session, Namespace(email=email, plan=plan))


def end_all_sessions(carrier: RunningCarrier, person: Person) -> None:
    with carrier.carrier.database.write() as session:
        end_sessions(session, Namespace(email=person.email))
