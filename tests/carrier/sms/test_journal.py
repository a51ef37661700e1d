"""What the journal makes of time: receipts that nothing claims, answers and takers that never come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from carrier.account.opening import give_number, open_account
from carrier.api import schemas
from carrier.messages.journal import Journal, Part
from carrier.messages.sms import OutgoingText
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.sms_tables import OutgoingPart
from carrier.store.tables import Message

MINE, THEIRS = "+33199020001", "+33612345678"
MINUTE = timedelta(minutes=1)
TWO_DAYS = timedelta(days=2)


class Desk:
    """A journal, a clock that is set by hand, and somebody whose texts are in it."""

    def __init__(self, url: str) -> None:
        self.now = datetime(2026, 11, 26, 12, tzinfo=UTC)
        self.database = Database(url, Signals())
        self.database.migrate()
        self.journal = Journal(self.database, lambda: self.now)
        with self.database.write() as session:
            account = open_account(
                session,
                email="a@example.org",
                name="A",
                password_hash="-",
                plan=schemas.Plan.premium,
                now=self.now,
            )
            number = give_number(session, account.id, e164=MINE, name="Mine", now=self.now)
            self.account_id, self.number_id = account.id, number.id
        self._sequence = 0

    def close(self) -> None:
        self.database.close()

    def text(self, *bodies: bytes, to: str = THEIRS) -> str:
        """A message that is sent; its id."""
        message_id = str(uuid4())
        self._sequence += 1
        with self.database.write() as session:
            session.add(
                Message(
                    account_id=self.account_id,
                    id=message_id,
                    number_id=self.number_id,
                    peer=to,
                    direction="outgoing",
                    text="text",
                    created_at=self.now,
                    status="sent",
                    failure=None,
                    segments=1,
                    sequence=10_000 + self._sequence,
                    read=True,
                    origin=None,
                    due_at=None,
                )
            )
        out = OutgoingText(f"{self.account_id}/{message_id}", MINE, to, "text")
        self.journal.put(out, 0, bodies or [b"text"])
        self.journal.put(out, 0, [b"again", b"and again"])  # a known reference is left alone
        return message_id

    def handed(self, *bodies: bytes, to: str = THEIRS) -> tuple[str, Part]:
        """Handed over, and not answered."""
        message_id = self.text(*bodies, to=to)
        part = next(each for each in self.due() if each.recipient == to)
        assert self.journal.hand_over(part)
        assert not self.journal.hand_over(part), "once"
        return message_id, part

    def due(self) -> list[Part]:
        return self.journal.due(busy=(), limit=100)

    def receipt(self, network_id: str, fate: str = "delivered", *, to: str = THEIRS[1:]) -> None:
        self.journal.receive(
            network_id=network_id, same=[network_id], reference=None, sender=MINE[1:], recipient=to, fate=fate
        )

    def status(self, message_id: str) -> tuple[str, str | None]:
        with self.database.read() as session:
            row = session.get_one(Message, (self.account_id, message_id))
            return row.status, row.failure


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(f"sqlite:///{tmp_path / 'db'}")
    yield made
    made.close()


def test_a_receipt_that_nothing_claims_settles_the_one_part_that_it_can_mean(desk: Desk) -> None:
    message_id, _ = desk.handed()
    desk.receipt("unknown")
    desk.journal.match_strays()
    assert desk.status(message_id) == ("sent", None), "an answer may still bring this id"
    desk.now += MINUTE
    desk.journal.match_strays()
    assert desk.status(message_id) == ("delivered", None)


def test_where_two_can_be_meant_nobody_guesses(desk: Desk) -> None:
    first, _ = desk.handed()
    second, _ = desk.handed()
    desk.receipt("unknown")
    desk.now += MINUTE
    desk.journal.match_strays()
    assert desk.status(first) == desk.status(second) == ("sent", None)
    other, _ = desk.handed(to="+33612345679")
    desk.receipt("foreign", to="49301234567")
    desk.now += MINUTE
    desk.journal.match_strays()
    assert desk.status(other) == ("sent", None)


def test_its_writer_is_told_once_that_nobody_knows_and_it_is_never_due_again(desk: Desk) -> None:
    message_id, part = desk.handed()
    desk.journal.tell_of_unanswered(after=15 * MINUTE)
    assert desk.status(message_id) == ("sent", None)
    desk.now += 16 * MINUTE
    desk.journal.tell_of_unanswered(after=15 * MINUTE)
    assert desk.status(message_id) == ("sent", "unconfirmed")
    desk.now += timedelta(days=30)
    assert desk.due() == []
    desk.journal.take(part, "late", ["late"], asked_in=None)
    desk.receipt("late")
    assert desk.status(message_id) == ("delivered", None)


def test_a_text_that_nobody_takes_for_two_days_has_failed(desk: Desk) -> None:
    message_id, part = desk.handed()
    desk.journal.put_off(part, MINUTE, given_up_after=TWO_DAYS)
    assert desk.due() == []
    desk.now += TWO_DAYS + MINUTE
    (again,) = desk.due()
    assert desk.journal.hand_over(again)
    desk.journal.put_off(again, MINUTE, given_up_after=TWO_DAYS)
    assert desk.status(message_id) == ("failed", "unreachable")


def test_one_that_is_put_off_holds_those_after_it_to_the_same_person_alone(desk: Desk) -> None:
    _, part = desk.handed(b"1", b"2")
    desk.text(b"3")
    desk.text(b"other", to="+33612345679")
    desk.journal.put_off(part, MINUTE, given_up_after=TWO_DAYS)
    assert [each.body for each in desk.due()] == [b"other"]
    desk.now += MINUTE
    assert [each.body for each in desk.due()] == [b"1", b"other"]
    assert [each.body for each in desk.journal.due(busy=[(MINE, THEIRS)], limit=5)] == [b"other"]


def test_a_long_text_has_arrived_with_its_last_part_and_fails_with_the_first_that_does(desk: Desk) -> None:
    for last, outcome in (("delivered", ("delivered", None)), ("unreachable", ("failed", "unreachable"))):
        message_id = desk.text(b"1", b"2")
        for network_id, fate in (("a" + last, "delivered"), ("b" + last, last)):
            (part,) = desk.due()
            assert desk.journal.hand_over(part)
            desk.journal.take(part, network_id, [network_id], asked_in=None)
            assert desk.status(message_id) == ("sent", None)
            desk.receipt(network_id, fate)
        assert desk.status(message_id) == outcome


def test_the_network_is_asked_less_and_less_often(desk: Desk) -> None:
    _, part = desk.handed()
    desk.journal.take(part, "id", ["id"], asked_in=10 * MINUTE)
    asked = 0
    for _ in range(5 * 24 * 6):
        desk.now += 10 * MINUTE
        for each in desk.journal.to_ask():
            asked += 1
            desk.journal.answered(each, None)
    assert 5 < asked < 12
    with desk.database.read() as session:
        assert session.get_one(OutgoingPart, part.id).due_at is None


def test_for_a_network_that_knows_keys_what_has_no_answer_waits_again(desk: Desk) -> None:
    _, part = desk.handed()
    desk.journal.take_back(older_than=MINUTE)
    assert desk.due() == []
    desk.now += 2 * MINUTE
    desk.journal.take_back(older_than=MINUTE)
    assert [each.id for each in desk.due()] == [part.id]


def test_a_message_that_was_deleted_meanwhile_is_no_stumbling_block(desk: Desk) -> None:
    message_id, part = desk.handed()
    with desk.database.write() as session:
        session.delete(session.get_one(Message, (desk.account_id, message_id)))
    desk.journal.take(part, "id", ["id"], asked_in=None)
    desk.receipt("id")
    desk.receipt("id", "unreachable")
