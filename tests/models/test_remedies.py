"""What one button does about a call that did not come about (CALL-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.numbers import Address, NumberId, NumberStatus
from tests.galleries.sample import LONDON, MARIE, NUMBERS, PRIVATE, WORK, Sample
from tests.models.conftest import Until
from ui.models.calls import CallsModel
from ui.models.remedy import Act

CALL = CallId("c")
ABROAD = Address("+447400123456")


@pytest.fixture
def model(sample: Sample) -> CallsModel:
    return CallsModel(sample.store, sample.calls, sample.start)


def fail(sample: Sample, end: EndOfCall, *, peer: Address = MARIE, number: NumberId = PRIVATE) -> None:
    began = datetime.now(UTC)
    sample.store.apply(e.CallBegan(Call(CALL, Direction.OUTGOING, number, peer, "", Phase.DIALING, began)))
    sample.store.apply(e.CallEnded(CALL, end))


def remedy(model: CallsModel) -> Act | None:
    [view] = model.views
    return None if view.remedy is None else view.remedy.act


@pytest.mark.parametrize("end", [EndOfCall.NUMBER_OFF, EndOfCall.NUMBER_EXPIRED, EndOfCall.NOT_VERIFIED])
async def test_another_number_takes_the_place_of_one_that_can_not_call(
    sample: Sample, model: CallsModel, end: EndOfCall, until: Until
) -> None:
    sample.store.apply(e.NumbersChanged((replace(NUMBERS[0], status=NumberStatus.OFF), *NUMBERS[1:])))
    fail(sample, end)
    [view] = model.views
    assert view.remedy is not None
    assert view.remedy.words.replace("\u2068", "").replace("\u2069", "") == "Call with Work"
    model.remedy(CALL)
    await until(lambda: sample.calls.dialled)
    assert sample.calls.dialled == [(MARIE, WORK)]


async def test_without_credit_a_number_of_that_country_is_offered(
    sample: Sample, model: CallsModel, until: Until
) -> None:
    fail(sample, EndOfCall.NO_CREDIT, peer=ABROAD)
    assert not model.views[0].can_call_again
    assert model.views[0].can_message
    model.remedy(CALL)
    await until(lambda: sample.calls.dialled)
    assert sample.calls.dialled == [(ABROAD, LONDON)]


def test_without_credit_and_without_a_number_there_nothing_is_offered(
    sample: Sample, model: CallsModel
) -> None:
    fail(sample, EndOfCall.NO_CREDIT, peer=Address("+351211234567"))
    assert remedy(model) is None


def test_a_wrong_number_goes_back_into_the_dialler(sample: Sample, model: CallsModel) -> None:
    wanted: list[object] = []
    model.edit_wanted.connect(wanted.append)
    fail(sample, EndOfCall.WRONG_NUMBER)
    assert remedy(model) is Act.EDIT_NUMBER
    assert not model.views[0].can_call_again
    model.remedy(CALL)
    assert (wanted, model.views) == ([MARIE], ())


def test_who_is_not_registered_may_connect_again(sample: Sample, model: CallsModel) -> None:
    asked: list[bool] = []
    model.connect_wanted.connect(lambda: asked.append(True))
    fail(sample, EndOfCall.NOT_REGISTERED)
    assert remedy(model) is Act.CONNECT
    model.remedy(CALL)
    assert asked == [True]


@pytest.mark.parametrize("end", [EndOfCall.UNREACHABLE, EndOfCall.TECHNICAL, EndOfCall.BUSY])
def test_what_only_time_mends_can_be_called_again(sample: Sample, model: CallsModel, end: EndOfCall) -> None:
    fail(sample, end)
    assert remedy(model) is None
    assert model.views[0].can_call_again


def test_each_reason_has_a_sentence_of_its_own(sample: Sample, model: CallsModel) -> None:
    said: set[str] = set()
    for end in EndOfCall:
        fail(sample, end)
        said.add(model.views[0].words)
        sample.store.apply(e.CallDismissed(CALL))
    assert len(said) == len(EndOfCall)
