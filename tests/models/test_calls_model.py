"""Calls as they are shown: each end in its own words, and nothing rings that has stopped (CALL-4, CALL-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.connection import Engine
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import HIDDEN, Address, NumberId, NumberStatus
from tests.galleries.calls import call
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WARSAW, WORK, Sample
from tests.models.conftest import Until
from ui.models.calls import CallsModel
from ui.words import why_call_ended, why_call_failed_briefly

ONE = CallId("one")


@pytest.fixture
def calls(sample: Sample) -> CallsModel:
    return CallsModel(sample.store, sample.calls, sample.start, monotonic=lambda: 1134.0)


def begin(
    sample: Sample,
    direction: Direction = Direction.INCOMING,
    peer: Address = KARIM,
    number: NumberId = WORK,
    name: str = "",
) -> None:
    sample.store.apply(
        e.CallBegan(Call(ONE, direction, number, peer, name, Phase.RINGING, datetime.now(UTC)))
    )


def test_every_end_of_a_call_has_its_own_words() -> None:
    said = {why_call_ended(end, name="Marie", number="Work") for end in EndOfCall}
    assert len(said) == len(EndOfCall)
    assert not any(end.value in words for end in EndOfCall for words in said if "-" in end.value)
    for end in EndOfCall:
        why_call_failed_briefly(end)


def test_an_incoming_call_says_who_and_to_which_number(calls: CallsModel, sample: Sample) -> None:
    rang: list[object] = []
    calls.rang.connect(rang.append)
    begin(sample)
    view = calls.ringing[0]
    assert (view.name, view.mine, view.country) == ("Karim Benali", "Work", "France")
    assert view.announcement.startswith("Incoming call from Karim Benali")
    assert len(rang) == 1
    assert calls.barred == ()


def test_a_claimed_name_gives_way_to_a_contact_and_is_bounded(calls: CallsModel, sample: Sample) -> None:
    begin(sample, name="Your Bank")
    assert calls.ringing[0].name == "Karim Benali"
    sample.store.apply(e.CallEnded(ONE, EndOfCall.CANCELLED))
    sample.store.apply(e.CallDismissed(ONE))
    begin(sample, peer=Address("+33145678900"), name="\u202e<b>" + "x" * 500)
    assert len(calls.ringing[0].name) <= 40
    assert "\u202e" not in calls.ringing[0].name


async def test_a_missed_call_leaves_no_bar_and_is_let_go(
    calls: CallsModel, sample: Sample, until: Until
) -> None:
    begin(sample)
    sample.store.apply(e.CallEnded(ONE, EndOfCall.CANCELLED))
    assert calls.ringing == ()
    assert calls.barred == ()
    await until(lambda: not sample.store.state.calls)


async def test_answering_starts_the_timer_on_the_monotonic_clock(
    calls: CallsModel, sample: Sample, until: Until
) -> None:
    begin(sample)
    sample.store.apply(e.CallAnswered(ONE, datetime.now(UTC), 1000.0, "G722/16000", encrypted=True))
    view = calls.barred[0]
    assert view.elapsed(calls.monotonic()) == "2:14"
    assert view.codec == "G.722 (HD)"
    calls.mute(ONE, True)
    await until(lambda: calls.barred[0].muted)
    calls.send_tone(ONE, "5")
    await until(lambda: calls.barred[0].tones == "5")


def test_a_failure_stays_until_it_is_read(calls: CallsModel, sample: Sample) -> None:
    begin(sample, Direction.OUTGOING)
    sample.store.apply(e.CallEnded(ONE, EndOfCall.NO_CREDIT, "402"))
    assert "credit" in calls.barred[0].words
    calls.dismiss(ONE)
    assert calls.barred == ()


async def test_call_again_calls_the_same_number_from_the_same_number(
    calls: CallsModel, sample: Sample, until: Until
) -> None:
    begin(sample, Direction.OUTGOING)
    sample.store.apply(e.CallEnded(ONE, EndOfCall.BUSY))
    calls.call_again(ONE)
    await until(lambda: sample.calls.dialled)
    assert sample.calls.dialled == [(KARIM, WORK)]


def test_a_message_goes_to_the_caller_from_the_number_called(calls: CallsModel, sample: Sample) -> None:
    wanted: list[object] = []
    calls.message_wanted.connect(wanted.append)
    begin(sample)
    calls.message(ONE)
    assert wanted == [ThreadKey(WORK, KARIM)]


@pytest.mark.parametrize(
    ("peer", "number"), [(Address(""), WORK), (MARIE, WARSAW), (Address("INFO"), PRIVATE)]
)
def test_no_message_is_offered_where_none_can_go(
    calls: CallsModel, sample: Sample, peer: Address, number: NumberId
) -> None:
    begin(sample, peer=peer, number=number)
    assert not calls.ringing[0].can_message


def test_the_engine_coming_back_is_said(calls: CallsModel, sample: Sample) -> None:
    sample.store.apply(e.EngineChanged(Engine.RESTARTING))
    assert "started again" in calls.engine_words
    sample.store.apply(e.EngineChanged(Engine.RUNNING))
    assert calls.engine_words == ""


def test_nothing_is_told_when_nothing_changed(calls: CallsModel, sample: Sample) -> None:
    begin(sample)
    told: list[bool] = []
    calls.changed.connect(lambda: told.append(True))
    sample.store.apply(e.CallMuted(ONE, muted=False))
    sample.store.apply(e.CallRang(ONE))
    assert told == []


@pytest.mark.parametrize(
    ("end", "again"),
    [
        (EndOfCall.BUSY, True),
        (EndOfCall.NOT_REGISTERED, True),
        (EndOfCall.PREMIUM_RATE, False),
        (EndOfCall.EMERGENCY_NOT_SUPPORTED, False),
        (EndOfCall.ANSWERED_ELSEWHERE, False),
    ],
)
async def test_calling_again_is_offered_where_it_may_come_further(
    sample: Sample, end: EndOfCall, again: bool
) -> None:
    model = CallsModel(sample.store, sample.calls, sample.start)
    key = call(sample, MARIE, PRIVATE, phase=Phase.RINGING)
    assert not model.views[0].can_call_again
    sample.store.apply(e.CallEnded(key, end))
    assert model.views[0].can_call_again is again


async def test_a_number_that_is_off_is_not_called_from_again(sample: Sample) -> None:
    model = CallsModel(sample.store, sample.calls, sample.start)
    key = call(sample, MARIE, PRIVATE, phase=Phase.RINGING)
    sample.store.apply(e.CallEnded(key, EndOfCall.NUMBER_OFF))
    numbers = tuple(
        replace(n, status=NumberStatus.OFF) if n.id == PRIVATE else n for n in sample.store.state.numbers
    )
    sample.store.apply(e.NumbersChanged(numbers))
    assert not model.views[0].can_call_again


def test_a_call_to_my_own_voicemail_says_so_and_offers_no_calling_back(
    calls: CallsModel, sample: Sample
) -> None:
    begun = Call(ONE, Direction.OUTGOING, WORK, HIDDEN, "", Phase.TALKING, datetime.now(UTC))
    sample.store.apply(e.CallBegan(replace(begun, to_voicemail=True)))
    view = calls.view(ONE)
    assert view is not None
    assert (view.name, view.mine, view.can_message) == ("Your voicemail", "Work", False)
    sample.store.apply(e.CallEnded(ONE, EndOfCall.REMOTE_HUNG_UP))
    view = calls.view(ONE)
    assert view is not None
    assert (view.can_call_again, view.can_message) == (False, False)
