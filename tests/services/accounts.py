"""What support does to an account while a test goes on, as `fiveline-carrier admin` does it."""

from __future__ import annotations

from argparse import Namespace
from uuid import uuid4

from carrier.admin import _end_sessions as end_sessions
from carrier.admin import _set_plan as change_plan
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.store import shapes
from carrier.store.events import append_event
from carrier.store.owned import next_sequence
from carrier.store.tables import Account, Message
from tests.carrier.running import Person, RunningCarrier


def set_plan(carrier: RunningCarrier, account_id: str, plan: str) -> None:
    with carrier.carrier.database.write() as session:
        email = session.get_one(Account, account_id).email
        change_plan(session, Namespace(email=email, plan=plan))


def end_all_sessions(carrier: RunningCarrier, person: Person) -> None:
    with carrier.carrier.database.write() as session:
        end_sessions(session, Namespace(email=person.email))


def let_arrive(carrier: RunningCarrier, person: Person, sender: str, count: int) -> None:
    """`count` messages from `sender` come to the first number of `person`, all in one moment."""
    with carrier.carrier.database.write() as session:
        for n in range(count):
            row = Message(
                account_id=person.account_id,
                id=str(uuid4()),
                number_id=person.number_ids[0],
                peer=sender,
                direction="incoming",
                text=f"message {n}",
                created_at=utc_now(),
                status="received",
                segments=1,
                sequence=next_sequence(session, person.account_id),
                read=False,
            )
            session.add(row)
            session.flush()
            event = schemas.MessageChanged(message=shapes.message(row))
            append_event(session, person.account_id, event, utc_now())
