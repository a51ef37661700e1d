"""Calls on the other devices of the account: what goes on there, and what was taken there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, CallRecord, Direction, EndOfCall, Outcome, Phase
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable
from desktop.domain.session import DeviceId
from tests.galleries.calls_elsewhere import ATTIC, LAPTOP, call_on, goes_on
from tests.galleries.sample import MARIE, PRIVATE, Sample, now
from tests.models.conftest import Until
from ui.models.calls import CallsModel
from ui.models.calls_elsewhere import CallsElsewhere


def plain(text: str) -> str:
    return "".join(c for c in text if c not in "\u2066\u2067\u2068\u2069")


@pytest.fixture
def model(sample: Sample) -> CallsElsewhere:
    return CallsElsewhere(sample.store, sample.calls, sample.start, clock=now)


def ring(sample: Sample, carrier_id: str) -> CallId:
    call_id = CallId("c")
    began = datetime.now(UTC)
    call = Call(call_id, Direction.INCOMING, PRIVATE, MARIE, "", Phase.RINGING, began, carrier_id=carrier_id)
    sample.store.apply(e.CallBegan(call))
    return call_id


def test_a_call_on_another_device_shows_with_whom_where_and_how_long(
    sample: Sample, model: CallsElsewhere
) -> None:
    goes_on(sample, call_on(LAPTOP))
    [view] = model.views
    assert plain(view.words(now())) == "Call with Marie Dupont on Laptop, 2:14"
    goes_on(sample, replace(call_on(LAPTOP), device_id=DeviceId("unknown")))
    assert plain(model.views[0].words(now())) == "Call with Marie Dupont on another device, 2:14"
    goes_on(sample)
    assert model.views == ()


def test_a_call_that_goes_on_here_is_none_elsewhere(sample: Sample, model: CallsElsewhere) -> None:
    goes_on(sample, call_on(DeviceId("d")))
    assert model.views == ()


def test_nothing_is_offered_while_the_carrier_is_away(sample: Sample, model: CallsElsewhere) -> None:
    goes_on(sample, call_on(LAPTOP))
    sample.store.apply(e.CarrierChanged(Carrier.AWAY))
    assert model.views == ()
    sample.store.apply(e.CarrierChanged(Carrier.UP))
    assert len(model.views) == 1


async def test_one_click_takes_it_over_and_the_offer_is_gone_at_once(
    sample: Sample, model: CallsElsewhere, until: Until
) -> None:
    goes_on(sample, call_on(LAPTOP))
    model.take_over("x0")
    await until(lambda: sample.store.state.calls)
    assert model.views == ()
    calls = CallsModel(sample.store, sample.calls, sample.start)
    assert calls.views[0].words == "Taking the call over…"


async def test_a_take_over_that_can_not_be_is_told(
    sample: Sample, model: CallsElsewhere, until: Until
) -> None:
    told: list[str] = []
    model.told.connect(told.append)
    goes_on(sample, call_on(LAPTOP))
    sample.calls.refuses = Mendable("too-many-calls")
    model.take_over("x0")
    await until(lambda: told)
    assert told == ["There are too many calls already. End one first."]


@pytest.mark.parametrize("told_first", [True, False])
def test_a_call_that_rang_here_tells_once_where_it_was_answered(
    sample: Sample, model: CallsElsewhere, told_first: bool
) -> None:
    told: list[str] = []
    model.told.connect(told.append)
    call_id = ring(sample, "x0")
    if told_first:
        goes_on(sample, call_on(LAPTOP))
    sample.store.apply(e.CallEnded(call_id, EndOfCall.ANSWERED_ELSEWHERE))
    if not told_first:
        goes_on(sample, call_on(LAPTOP))
    goes_on(sample, call_on(LAPTOP), call_on(ATTIC, 1))
    assert [plain(each) for each in told] == ["Answered on Laptop."]


def test_a_call_that_rang_here_tells_where_it_was_declined(sample: Sample, model: CallsElsewhere) -> None:
    told: list[str] = []
    model.told.connect(told.append)
    goes_on(sample)
    sample.store.apply(e.CallEnded(ring(sample, "x0"), EndOfCall.DECLINED))
    record = CallRecord("x0", PRIVATE, MARIE, Direction.INCOMING, Outcome.DECLINED, now(), 0.0)
    sample.store.apply(e.HistoryChanged((replace(record, declined_by=LAPTOP),)))
    assert [plain(each) for each in told] == ["Declined on Laptop."]


def test_a_call_that_was_declined_here_tells_nothing(sample: Sample, model: CallsElsewhere) -> None:
    told: list[str] = []
    model.told.connect(told.append)
    goes_on(sample)
    sample.store.apply(e.CallEnded(ring(sample, "x0"), EndOfCall.DECLINED))
    record = CallRecord("x0", PRIVATE, MARIE, Direction.INCOMING, Outcome.DECLINED, now(), 0.0)
    sample.store.apply(e.HistoryChanged((replace(record, declined_by=DeviceId("d")),)))
    assert told == []


def test_a_call_that_moved_away_says_where_to(sample: Sample) -> None:
    calls = CallsModel(sample.store, sample.calls, sample.start)
    call_id = ring(sample, "x0")
    sample.store.apply(e.CallAnswered(call_id, now(), 0.0, "", encrypted=True))
    sample.store.apply(e.CallEnded(call_id, EndOfCall.MOVED))
    assert calls.views[0].words == "Moved to another of your devices."
    goes_on(sample, call_on(LAPTOP))
    assert plain(calls.views[0].words) == "Moved to Laptop."
