"""Choosing when a message leaves, and what is said of those that wait (MSG-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.later import CancelScheduled, ScheduledState
from desktop.domain.messages import Attachment, MessageFailure, MessageId, ThreadKey
from desktop.domain.numbers import Address
from desktop.domain.wall_time import WallTime, wall_time
from desktop.services.their_clock import TheirZone, zone_of_number
from tests.fakes_files import MemoryFiles
from tests.fakes_later import MemoryLater, waiting
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample
from tests.models.conftest import Until
from ui.models.attaching import AttachingModel
from ui.models.composer import ComposerModel
from ui.models.later import LaterModel
from ui.models.plain import plain
from ui.models.quick_times import Quick, quick_times
from ui.models.waiting import WaitingModel

PARIS = "Europe/Paris"
NOW = datetime(2026, 11, 26, 13, 40, tzinfo=UTC)  # a Thursday, 14:40 in Paris
HERE = ThreadKey(PRIVATE, MARIE)
NEW_YORK, LONDON_MOBILE = Address("+12125550123"), Address("+447400123456")


def paris(written: str) -> datetime:
    return WallTime(datetime.fromisoformat(written), PARIS).instant()


def offered(written: str) -> dict[Quick, str]:
    return {each.kind: each.when.written for each in quick_times(paris(written), PARIS)}


# --- quick choices ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            "2026-11-26T14:40",
            {
                Quick.IN_AN_HOUR: "2026-11-26T15:40",
                Quick.THIS_EVENING: "2026-11-26T19:00",
                Quick.TOMORROW_MORNING: "2026-11-27T08:00",
                Quick.MONDAY_MORNING: "2026-11-30T08:00",
            },
        ),
        (
            "2026-11-26T23:50",
            {
                Quick.TOMORROW_MORNING: "2026-11-27T08:00",
                Quick.TOMORROW_EVENING: "2026-11-27T19:00",
                Quick.MONDAY_MORNING: "2026-11-30T08:00",
            },
        ),
        (
            "2026-11-27T02:10",
            {
                Quick.THIS_MORNING: "2026-11-27T08:00",
                Quick.THIS_EVENING: "2026-11-27T19:00",
                Quick.MONDAY_MORNING: "2026-11-30T08:00",
            },
        ),
        (  # in an hour is this evening
            "2026-11-26T17:59:01",
            {
                Quick.IN_AN_HOUR: "2026-11-26T19:00",
                Quick.TOMORROW_MORNING: "2026-11-27T08:00",
                Quick.MONDAY_MORNING: "2026-11-30T08:00",
            },
        ),
        (  # on a Sunday, tomorrow morning is Monday morning
            "2026-11-29T18:30",
            {
                Quick.IN_AN_HOUR: "2026-11-29T19:30",
                Quick.TOMORROW_MORNING: "2026-11-30T08:00",
                Quick.TOMORROW_EVENING: "2026-11-30T19:00",
            },
        ),
        (  # the evening before the clocks go forward
            "2026-03-28T20:00",
            {
                Quick.IN_AN_HOUR: "2026-03-28T21:00",
                Quick.TOMORROW_MORNING: "2026-03-29T08:00",
                Quick.TOMORROW_EVENING: "2026-03-29T19:00",
                Quick.MONDAY_MORNING: "2026-03-30T08:00",
            },
        ),
    ],
)
def test_quick_choices_make_sense_at_this_hour(now: str, expected: dict[Quick, str]) -> None:
    assert offered(now) == expected


@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(["Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]),
)
def test_no_quick_choice_has_passed_stands_in_the_night_or_comes_twice(now: datetime, zone: str) -> None:
    choices = quick_times(now, zone)
    assert len(choices) >= 2
    instants = [each.when.instant() for each in choices]
    assert instants == sorted(set(instants))
    assert all(at >= now + timedelta(minutes=59) for at in instants)
    assert all(7 <= each.when.local.hour <= 22 for each in choices)


# --- choosing ---------------------------------------------------------------------------------------------
class Picker:
    def __init__(self, sample: Sample, thread: ThreadKey = HERE) -> None:
        self.now = NOW
        self.service = MemoryLater(sample.store)
        self.composer = ComposerModel(sample.store, sample.messages, sample.start, clock=self.clock)
        self.model = LaterModel(
            sample.store, self.service, self.composer, sample.start, clock=self.clock, zone=lambda: PARIS
        )
        self.told: list[str] = []
        self.model.told.connect(self.told.append)
        self.composer.open(thread)

    def clock(self) -> datetime:
        return self.now

    def close(self) -> None:
        self.model.close()
        self.composer.close()


def confirmable(picker: Picker) -> bool:
    return picker.model.can_confirm


@pytest.fixture
def picker(sample: Sample) -> Iterator[Picker]:
    made = Picker(sample)
    yield made
    made.close()


async def test_files_that_were_picked_wait_each_as_a_message_of_its_own(
    picker: Picker, sample: Sample, until: Until
) -> None:
    attaching = AttachingModel(sample.store, MemoryFiles(sample.store), sample.start, clock=picker.clock)
    attaching.open(HERE)
    picker.model.begin(attaching)
    assert not picker.model.is_open
    for name in ("a.png", "b.png"):
        attaching.paste(name, name.encode())
    picker.composer.edit("not with them")
    picker.model.begin(attaching)
    picker.service.refuses = Mendable("too-many-waiting")
    picker.model.confirm()
    await until(lambda: attaching.problem)
    assert len(attaching.rows) == 2  # not lost
    picker.service.refuses = None
    picker.model.begin(attaching)
    picker.model.confirm()
    await until(lambda: len(sample.store.state.scheduled) == 2)
    assert {each.file.name for each in sample.store.state.scheduled if each.file} == {"a.png", "b.png"}
    assert not attaching.can_send
    assert picker.composer.text == "not with them"
    attaching.close()


async def test_the_text_of_one_with_a_file_may_be_emptied(picker: Picker, sample: Sample) -> None:
    kept = Attachment("f", "Plan.pdf", "application/pdf", 3)
    one = replace(waiting(HERE, "Here it is", wall_time(NOW + timedelta(days=1), PARIS)), file=kept)
    sample.store.apply(e.ScheduledChanged((one,)))
    picker.model.begin_change(one.id)
    picker.model.write("")
    assert picker.model.can_confirm
    assert plain(picker.model.file_name) == "Plan.pdf"


async def test_one_with_a_file_is_listed_by_its_name_and_cancelled_for_good(
    all_waiting: Waiting, sample: Sample, until: Until
) -> None:
    kept = Attachment("f", "Plan.pdf", "application/pdf", 3)
    one = replace(waiting(HERE, "", wall_time(NOW + timedelta(days=1), PARIS)), file=kept)
    sample.store.apply(e.ScheduledChanged((one,)))
    all_waiting.model.find("plan")
    (row,) = all_waiting.model.rows.rows
    assert plain(row.text) == "Plan.pdf"
    undone: list[object] = []
    all_waiting.model.told.connect(lambda _words, undo: undone.append(undo))
    all_waiting.model.cancel(row)
    await until(lambda: undone)
    assert undone == [None]  # its bytes are gone from the carrier


async def test_what_is_written_waits_and_the_field_is_empty(
    picker: Picker, sample: Sample, until: Until
) -> None:
    picker.model.begin()  # there is nothing to send
    assert picker.model.when != wall_time(NOW + timedelta(hours=1), PARIS)
    picker.composer.edit("happy birthday")
    picker.model.begin()
    picker.model.choose_local(datetime(2026, 11, 28, 9, 0))  # noqa: DTZ001 (on a wall)
    assert "Saturday" in picker.model.meaning
    picker.model.confirm()
    await until(lambda: sample.store.state.scheduled)
    (kept,) = sample.store.state.scheduled
    assert (kept.text, kept.when.written, kept.when.zone) == ("happy birthday", "2026-11-28T09:00", PARIS)
    assert (picker.composer.text, picker.model.is_open) == ("", False)
    assert len(picker.told) == 1


async def test_what_the_service_refuses_comes_back_into_the_field(
    picker: Picker, sample: Sample, until: Until
) -> None:
    picker.service.refuses = Mendable("too-many-waiting")
    picker.composer.edit("one too many")
    picker.model.begin()
    picker.model.confirm()
    await until(lambda: picker.composer.problem)
    assert picker.composer.text == "one too many"
    assert sample.store.state.scheduled == ()


def test_a_time_that_has_passed_or_is_too_far_can_not_be_chosen(picker: Picker) -> None:
    picker.composer.edit("when?")
    picker.model.begin()
    assert confirmable(picker)
    for at in (NOW - timedelta(minutes=5), NOW + timedelta(days=367)):
        picker.model.choose(wall_time(at, PARIS))
        assert not confirmable(picker)
        assert picker.model.meaning == picker.model.why_not_then != ""
    picker.model.choose(wall_time(NOW, PARIS))
    assert confirmable(picker)
    picker.now += timedelta(minutes=10)  # it stood open meanwhile
    assert not confirmable(picker)


def test_a_night_of_clock_change_is_said_before(picker: Picker) -> None:
    picker.composer.edit("at night")
    picker.model.begin()
    picker.model.choose_local(datetime(2027, 3, 28, 2, 30))  # noqa: DTZ001 (on a wall)
    assert "03:30" in picker.model.meaning
    assert "skip" in picker.model.meaning
    picker.model.choose_local(datetime(2027, 10, 31, 2, 30))  # noqa: DTZ001 (on a wall)
    assert picker.model.comes_twice
    first = picker.model.when.instant()
    picker.model.choose_second(True)
    assert picker.model.when.instant() == first + timedelta(hours=1)
    picker.model.choose_local(datetime(2027, 10, 31, 2, 45))  # noqa: DTZ001 (on a wall)
    assert picker.model.when.second  # another minute of the same hour stays the second
    picker.model.choose_local(datetime(2027, 10, 31, 12, 0))  # noqa: DTZ001 (on a wall)
    assert not picker.model.when.second


def test_their_clock_is_shown_where_it_differs_and_is_known(sample: Sample) -> None:
    places = {NEW_YORK: "New York", LONDON_MOBILE: "United Kingdom", MARIE: "", Address("+80012345678"): ""}
    for peer, shown in places.items():
        picker = Picker(sample, ThreadKey(WORK, peer))
        picker.composer.edit("good morning")
        picker.model.begin()
        assert (shown in picker.model.their_time) if shown else not picker.model.their_time
        picker.close()
    assert zone_of_number(NEW_YORK, at=NOW) == TheirZone("America/New_York", is_only=True)
    assert zone_of_number(Address("+18005550123"), at=NOW) is None
    assert zone_of_number(Address("72345"), at=NOW) is None


def test_another_conversation_is_not_written_to_by_mistake(picker: Picker) -> None:
    picker.composer.edit("for Marie")
    picker.model.begin()
    picker.composer.open(ThreadKey(WORK, KARIM))
    assert not picker.model.is_open


async def test_what_waits_is_changed_and_told_when_it_has_left_meanwhile(
    picker: Picker, sample: Sample, until: Until
) -> None:
    picker.service._show((waiting(HERE, "first", wall_time(NOW + timedelta(days=1), PARIS), id_="a"),))
    picker.model.begin_change(MessageId("a"))
    assert (picker.model.text, picker.model.when) == ("first", wall_time(NOW + timedelta(days=1), PARIS))
    picker.model.write("second")
    picker.model.confirm()
    await until(lambda: not picker.model.is_open)
    assert sample.store.state.scheduled[0].text == "second"
    picker.model.begin_change(MessageId("a"))
    await picker.service.cancel(MessageId("a"))  # as when it leaves
    assert "left" in picker.model.problem


# --- what waits -------------------------------------------------------------------------------------------
class Waiting:
    def __init__(self, sample: Sample) -> None:
        self.now = NOW
        self.service = MemoryLater(
            sample.store,
            waiting(HERE, "tomorrow", wall_time(NOW + timedelta(days=1), PARIS), id_="a"),
            waiting(ThreadKey(WORK, KARIM), "soon", wall_time(NOW + timedelta(minutes=5), PARIS), id_="b"),
            replace(
                waiting(ThreadKey(WORK, KARIM), "never", wall_time(NOW - timedelta(hours=1), PARIS), id_="c"),
                state=ScheduledState.REFUSED,
                reason=MessageFailure.NUMBER_OFF,
            ),
            replace(
                waiting(HERE, "late", wall_time(NOW - timedelta(hours=2), PARIS), id_="d"),
                state=ScheduledState.SENT,
                late=timedelta(minutes=40),
                settled_at=NOW - timedelta(hours=1),
            ),
        )
        self.model = WaitingModel(
            sample.store, self.service, sample.start, clock=lambda: self.now, zone=lambda: PARIS, tells=True
        )
        self.told: list[str] = []
        self.undo: list[object] = []
        self.model.told.connect(self._tell)

    def _tell(self, text: str, undo: object) -> None:
        self.told.append(text)
        self.undo.append(undo)

    @property
    def shown(self) -> list[str]:
        return [row.key for row in self.model.rows.rows]


@pytest.fixture
def all_waiting(sample: Sample) -> Iterator[Waiting]:
    made = Waiting(sample)
    yield made
    made.model.close()


def test_what_failed_stands_first_then_what_waits_then_what_was_late(all_waiting: Waiting) -> None:
    assert all_waiting.shown == ["c", "b", "a", "d"]
    failed, soon, tomorrow, late = all_waiting.model.rows.rows
    assert failed.failed
    assert "switched off" in failed.words
    assert "14:45" in soon.words
    assert "tomorrow" in tomorrow.words
    assert "40 minutes" in late.words
    assert not late.can_act
    assert "1 message could not be sent" in all_waiting.model.count_words


def test_it_is_shown_for_each_number_for_each_conversation_and_found_by_its_words(
    all_waiting: Waiting,
) -> None:
    all_waiting.model.show_number(WORK)
    assert all_waiting.shown == ["c", "b"]
    all_waiting.model.show_number(None)
    all_waiting.model.find("TOMORR")
    assert all_waiting.shown == ["a"]
    all_waiting.model.find("")
    all_waiting.model.show_thread(HERE)
    assert all_waiting.shown == ["a", "d"]
    all_waiting.model.show_thread(None)
    assert all_waiting.shown == []
    assert all_waiting.model.count_words == ""


def test_at_its_time_it_is_leaving_and_nothing_can_be_done(all_waiting: Waiting) -> None:
    all_waiting.now += timedelta(minutes=6)
    all_waiting.model.retranslate()
    soon = all_waiting.model.rows.rows[1]
    assert (soon.key, soon.leaving, soon.can_act) == ("b", True, False)
    all_waiting.model.cancel(soon)
    all_waiting.model.send_now(soon)
    assert all_waiting.service.sent == []


def test_one_that_the_carrier_does_not_have_does_not_seem_to_leave(sample: Sample) -> None:
    one = waiting(HERE, "offline", wall_time(NOW - timedelta(minutes=1), PARIS))
    MemoryLater(sample.store, replace(one, unanswered=True))
    model = WaitingModel(
        sample.store,
        MemoryLater(sample.store, *sample.store.state.scheduled),
        sample.start,
        clock=lambda: NOW,
    )
    assert model.rows.rows[0].can_act
    assert "does not have it yet" in model.rows.rows[0].words
    model.close()


async def test_cancelled_it_can_be_taken_back(all_waiting: Waiting, sample: Sample, until: Until) -> None:
    all_waiting.model.cancel(all_waiting.model.rows.rows[1])
    await until(lambda: all_waiting.told)
    assert all_waiting.shown == ["c", "a", "d"]
    (undo,) = all_waiting.undo
    assert callable(undo)
    undo()
    await until(lambda: len(sample.store.state.scheduled) == 4)
    assert [row.text for row in all_waiting.model.rows.rows][:2] == ["never", "soon"]


async def test_sent_now_it_is_sent(all_waiting: Waiting, until: Until) -> None:
    all_waiting.model.send_now(all_waiting.model.rows.rows[0])
    await until(lambda: all_waiting.service.sent == ["c"])


def test_what_the_carrier_would_not_do_is_told(all_waiting: Waiting, sample: Sample) -> None:
    sample.store.apply(e.ScheduledNotDone(CancelScheduled(MessageId("b")), "already-sent"))
    sample.store.apply(e.ScheduledNotDone(CancelScheduled(MessageId("b")), "number-off"))
    assert "could not be cancelled" in all_waiting.told[0]
    assert "switched off" in all_waiting.told[1]


def test_a_late_one_is_told_for_a_day(all_waiting: Waiting) -> None:
    all_waiting.now += timedelta(days=1)
    all_waiting.model.retranslate()
    assert "d" not in all_waiting.shown
