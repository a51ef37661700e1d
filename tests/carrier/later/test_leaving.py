"""What is due leaves once and in order, whoever sends it; what can't be sent is told to its writer.

The clock of these carriers is half a year ahead of the one that runs beside them, which so finds nothing due.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from carrier.account import opening
from carrier.account.tariff import ALLOWANCE
from carrier.api import schemas
from carrier.files.blobs import Blobs
from carrier.later.leaving import Leaving
from carrier.later.limits import LATEST, PUNCTUAL
from carrier.later.scheduling import Scheduling
from carrier.later.zone_rules import follow_zone_rules
from carrier.messages.sending import Sending
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.signals import Signals
from carrier.store.tables import Account, Message, Number, ScheduledMessage
from tests.carrier.later.zones import MADE_UP, rules
from tests.carrier.running import Person, RunningCarrier

ABROAD = "+12125550123"
"""Costs credit."""


def half_a_year_ahead() -> datetime:
    return (datetime.now(UTC) + timedelta(days=180)).replace(second=0, microsecond=0)


@dataclass
class Desk:
    """One carrier's part of sending later, at an hour of its own."""

    running: RunningCarrier
    now: datetime = field(default_factory=half_a_year_ahead)

    def __post_init__(self) -> None:
        database = self.running.carrier.database
        sending = Sending(database, self.running.settings, self.clock)
        self.scheduling = Scheduling(database, Blobs(self.running.settings.files), sending, self.clock)
        self.leaving = Leaving(database, Signals(), sending, self.clock)

    def clock(self) -> datetime:
        return self.now

    def caller(self, person: Person) -> Caller:
        return Caller(person.account_id, "a device")

    def schedule(
        self, person: Person, to: str, *, ahead: timedelta, text: str = "later", zone: str = "UTC"
    ) -> schemas.ScheduledMessage:
        wall = (self.now + ahead).strftime("%Y-%m-%dT%H:%M")
        return self.scheduling.schedule(
            self.caller(person),
            schemas.ScheduleMessage(
                id=uuid4(),
                number_id=UUID(person.number_ids[0]),
                to=to,
                text=text,
                when=schemas.When(wall=wall, zone=zone),
            ),
        )[0]

    def one(self, person: Person, message_id: UUID) -> schemas.ScheduledMessage:
        return self.scheduling.one(self.caller(person), message_id)

    def sent(self, person: Person) -> list[str]:
        """Ids of what left, in the order in which it left."""
        with self.running.carrier.database.read() as session:
            rows = session.query(Message).filter_by(account_id=person.account_id, direction="outgoing")
            return [row.id for row in rows.order_by(Message.sequence)]


@pytest.fixture
def desk(running: RunningCarrier) -> Desk:
    return Desk(running)


def test_nothing_leaves_before_its_time_and_it_is_known_how_long_that_is(
    running: RunningCarrier, desk: Desk
) -> None:
    anna = running.person()
    waiting = desk.schedule(anna, running.number(), ahead=timedelta(minutes=1))
    desk.leaving.send_due()
    desk.now += timedelta(seconds=59)
    assert timedelta() < desk.leaving.send_due() <= timedelta(seconds=1)
    assert desk.sent(anna) == []
    desk.now += timedelta(seconds=1)
    desk.leaving.send_due()
    assert desk.sent(anna) == [str(waiting.id)]
    assert desk.leaving.send_due() > timedelta(seconds=1)
    assert desk.sent(anna) == [str(waiting.id)]


def test_several_carriers_send_everything_once_and_each_persons_in_order(running: RunningCarrier) -> None:
    desks = [Desk(running) for _ in range(4)]
    people = [running.person() for _ in range(3)]
    wanted: dict[str, list[str]] = {}
    for turn in range(8):
        for person in people:
            desks[0].now += timedelta(milliseconds=1)
            waiting = desks[0].schedule(person, running.number(), ahead=timedelta(minutes=1 + turn // 2))
            wanted.setdefault(person.account_id, []).append(str(waiting.id))
    for desk in desks:
        desk.now += timedelta(minutes=30)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda desk: [desk.leaving.send_due() for _ in range(10)], desks))
    desks[0].leaving.send_due()
    for person in people:
        assert desks[0].sent(person) == wanted[person.account_id]


def test_after_an_outage_it_leaves_late_and_says_so(running: RunningCarrier, desk: Desk) -> None:
    anna = running.person()
    waiting = desk.schedule(anna, running.number(), ahead=timedelta(hours=1))
    desk.now += timedelta(hours=1) + LATEST
    desk.leaving.send_due()
    settled = desk.one(anna, waiting.id)
    assert settled.state == "sent"
    assert settled.late_seconds == LATEST.total_seconds() > PUNCTUAL.total_seconds()
    listed = desk.scheduling.scheduled(desk.caller(anna), number_id=None, after=None, limit=50)
    assert [each.id for each in listed.scheduled] == [waiting.id]  # its writer may read of it for a day
    desk.now += timedelta(days=1, seconds=1)
    assert not desk.scheduling.scheduled(desk.caller(anna), number_id=None, after=None, limit=50).scheduled


def test_after_a_longer_outage_it_stays_and_its_writer_may_send_it(
    running: RunningCarrier, desk: Desk
) -> None:
    anna = running.person()
    first, second = (desk.schedule(anna, running.number(), ahead=timedelta(hours=1)) for _ in range(2))
    desk.now += timedelta(hours=1, minutes=1) + LATEST
    desk.leaving.send_due()
    for each in (first, second):
        refused = desk.one(anna, each.id)
        assert (refused.state, refused.reason) == ("refused", "too-late")
    assert desk.sent(anna) == []
    desk.scheduling.send_now(desk.caller(anna), first.id)
    assert desk.sent(anna) == [str(first.id)]
    wall = (desk.now + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    change = schemas.ScheduledChange(revision=2, when=schemas.When(wall=wall, zone="UTC"))
    assert desk.scheduling.change(desk.caller(anna), second.id, change).state == "waiting"
    desk.now += timedelta(minutes=5)
    desk.leaving.send_due()
    assert desk.sent(anna) == [str(first.id), str(second.id)]


def switch(status: str) -> Callable[[RunningCarrier, Person], None]:
    def switched(running: RunningCarrier, person: Person) -> None:
        with running.carrier.database.write() as session:
            wanted = schemas.NumberStatus(status)
            opening.set_number_status(session, person.numbers[0], wanted, datetime.now(UTC))

    return switched


def delete_number(running: RunningCarrier, person: Person) -> None:
    with running.carrier.database.write() as session:
        session.execute(delete(Number).where(Number.id == person.number_ids[0]))


def end_plan(running: RunningCarrier, person: Person) -> None:
    with running.carrier.database.write() as session:
        opening.set_plan(session, person.email, schemas.Plan.starter, datetime.now(UTC))


def use_up_credit(running: RunningCarrier, person: Person) -> None:
    with running.carrier.database.write() as session:
        account = session.get_one(Account, person.account_id)
        account.credit_cents = 0
        account.allowance_month, account.allowance_used = f"{half_a_year_ahead():%Y-%m}", ALLOWANCE


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (switch("off"), "number-off"),
        (switch("expired"), "number-expired"),
        (delete_number, "number-deleted"),
        (end_plan, "premium-required"),
        (use_up_credit, "no-credit"),
    ],
)
def test_what_may_no_longer_be_sent_is_not_and_its_writer_is_told(
    running: RunningCarrier, desk: Desk, happens: Callable[[RunningCarrier, Person], None], reason: str
) -> None:
    anna = running.person()
    device = running.sign_in(anna)
    waiting = desk.schedule(anna, ABROAD, ahead=timedelta(minutes=1))
    happens(running, anna)
    hears = reason != "premium-required"  # those devices are signed out
    cursor = device.get("/v1/me")["event_cursor"] if hears else 0
    desk.now += timedelta(minutes=1)
    desk.leaving.send_due()
    refused = desk.one(anna, waiting.id)
    assert (refused.state, refused.reason) == ("refused", reason)
    assert desk.sent(anna) == []
    desk.leaving.send_due()
    assert desk.one(anna, waiting.id) == refused
    if hears:
        with device.events(cursor) as events:
            assert next(events).data["scheduled"] == refused.model_dump(mode="json")


@pytest.mark.logs("stumbled and is tried again")
def test_one_that_stumbles_holds_up_no_other(
    running: RunningCarrier, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    anna = running.person()
    bad, good = (desk.schedule(anna, running.number(), ahead=timedelta(minutes=1)) for _ in range(2))
    with running.carrier.database.write() as session:
        session.get_one(ScheduledMessage, (anna.account_id, str(bad.id))).text = ""  # no message at all
    desk.now += timedelta(minutes=2)
    again = desk.leaving.send_due()
    assert timedelta(seconds=1) < again <= timedelta(seconds=5)
    assert desk.sent(anna) == [str(good.id)]
    assert [record.getMessage() for record in caplog.records] == [
        f"scheduled message {bad.id} stumbled and is tried again"
    ]
    with running.carrier.database.write() as session:
        session.get_one(ScheduledMessage, (anna.account_id, str(bad.id))).text = "mended"
    desk.now += timedelta(seconds=6)
    desk.leaving.send_due()
    assert desk.sent(anna) == [str(good.id), str(bad.id)]


@pytest.mark.parametrize("turn", range(6))
def test_a_change_that_comes_while_it_leaves_is_made_or_told_that_it_left(
    running: RunningCarrier, desk: Desk, turn: int
) -> None:
    anna = running.person()
    waiting = desk.schedule(anna, running.number(), ahead=timedelta(minutes=1), text="first")
    desk.now += timedelta(minutes=1)

    def change() -> str:
        try:
            if turn % 2:
                return desk.scheduling.cancel(desk.caller(anna), waiting.id).state
            desk.scheduling.change(
                desk.caller(anna), waiting.id, schemas.ScheduledChange(revision=1, text="second")
            )
        except Refusal as refusal:
            return refusal.word
        return "changed"

    with ThreadPoolExecutor(2) as pool:
        changing = pool.submit(change)
        pool.submit(desk.leaving.send_due).result()
        outcome = changing.result()
    desk.leaving.send_due()
    with running.carrier.database.read() as session:
        row = session.get(Message, (anna.account_id, str(waiting.id)))
    assert (outcome, row.text if row else None) in {
        ("already-sent", "first"),
        ("changed", "second"),
        ("cancelled", None),
    }


def test_when_the_rules_of_zones_change_the_wall_time_stays(
    running: RunningCarrier, desk: Desk, tmp_path: Path
) -> None:
    anna = running.person()
    device = running.sign_in(anna)
    with rules(tmp_path, version="2031a", hours=3):
        there = desk.schedule(anna, running.number(), ahead=timedelta(days=1, hours=3), zone=MADE_UP)
        gone = desk.schedule(anna, running.number(), ahead=timedelta(days=2, hours=3), zone=MADE_UP)
        assert there.due_at == desk.now + timedelta(days=1)
        assert follow_zone_rules(running.carrier.database, desk.now) == 0
    cursor = device.get("/v1/me")["event_cursor"]
    desk.scheduling.cancel(desk.caller(anna), gone.id)
    with rules(tmp_path, version="2031b", hours=5):
        assert follow_zone_rules(running.carrier.database, desk.now) == 1
        assert follow_zone_rules(running.carrier.database, desk.now) == 0
    moved = desk.one(anna, there.id)
    assert (moved.when, moved.due_at) == (there.when, there.due_at - timedelta(hours=2))
    assert moved.revision == 2
    with device.events(cursor + 1) as events:
        assert next(events).data["scheduled"]["due_at"] == moved.model_dump(mode="json")["due_at"]


@pytest.mark.logs("it leaves when it would have")
def test_a_zone_that_is_gone_leaves_its_messages_where_they_are(
    running: RunningCarrier, desk: Desk, tmp_path: Path
) -> None:
    anna = running.person()
    with rules(tmp_path, version="2031a", hours=3):
        waiting = desk.schedule(anna, running.number(), ahead=timedelta(hours=4), zone=MADE_UP)
    with rules(tmp_path, version="2031c", hours=None):
        assert follow_zone_rules(running.carrier.database, desk.now) == 0
    desk.now += timedelta(hours=1)
    desk.leaving.send_due()
    assert desk.one(anna, waiting.id).state == "sent"
