"""What is postponed holds up what stands behind it in its thread, and nothing else, however many are."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

from carrier.account.opening import give_number, open_account
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.messages.delivery import Delivery
from carrier.messages.sms import Delivered, OutgoingText
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.tables import Message

POSTPONED = 230
"""More threads than one batch holds messages."""


class Network:
    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, text: OutgoingText) -> Delivered:
        self.sent.append(text.text)
        return Delivered()


def test_behind_many_postponed_messages_nothing_leaves_before_them(database: Database) -> None:
    now, network = utc_now(), Network()
    with database.write() as session:
        plan = schemas.Plan.premium
        account = open_account(
            session, email="a@example.org", name="A", password_hash="-", plan=plan, now=now
        )
        number = give_number(session, account.id, e164="+33756123401", name="Mine", now=now)

        def write(peer: str, sequence: int, text: str, *, due_in: timedelta) -> None:
            session.add(
                Message(
                    account_id=account.id,
                    id=str(uuid4()),
                    number_id=number.id,
                    peer=peer,
                    direction=schemas.Direction.outgoing,
                    text=text,
                    created_at=now,
                    status=schemas.MessageStatus.queued,
                    segments=1,
                    sequence=sequence,
                    read=True,
                    due_at=now + due_in,
                )
            )

        for thread in range(POSTPONED):
            peer = f"+33612{thread:06}"
            write(peer, 3 * thread + 1, "before", due_in=-timedelta(seconds=1))
            write(peer, 3 * thread + 2, "postponed", due_in=timedelta(minutes=1))
            write(peer, 3 * thread + 3, "behind", due_in=-timedelta(seconds=1))
        write("+33199000001", 3 * POSTPONED + 1, "free", due_in=-timedelta(seconds=1))
    delivery = Delivery(database, Signals(), network, lambda: now)
    while asyncio.run(delivery.deliver_due()):
        pass
    assert sorted(set(network.sent)) == ["before", "free"]
    assert len(network.sent) == POSTPONED + 1
