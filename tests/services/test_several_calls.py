"""Several calls at once: who is talked with, who waits, who hears whom (CALL-6)."""

from __future__ import annotations

import pytest_asyncio

from desktop.domain.calls import Call, CallId, EndOfCall, Phase
from desktop.domain.events import NumbersChanged, ResumeFailed
from desktop.voice import wire
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import MINE, THEM, incoming, number

ONE, TWO = CallId("one"), CallId("two")


@pytest_asyncio.fixture
async def talking(make_desk: MakeDesk) -> Desk:
    """One call is talked on."""
    desk = await make_desk("http://127.0.0.1:9").open()
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    desk.engine.tell(incoming(ONE), wire.Confirmed(ONE, "s", "G722/16000", True))
    return desk


def call(desk: Desk, call_id: CallId) -> Call:
    found = desk.state.call(call_id)
    assert found is not None
    return found


async def test_a_second_call_is_answered_and_the_first_waits(talking: Desk) -> None:
    talking.engine.tell(incoming(TWO))
    await talking.phone.calls.answer(TWO)
    assert talking.engine.told(wire.Answer) == [wire.Answer(TWO)]
    talking.engine.tell(wire.Held(ONE, True, False), wire.Confirmed(TWO, "s", "G722/16000", True))
    assert [c.phase for c in talking.state.live_calls] == [Phase.HELD, Phase.TALKING]


async def test_the_first_can_be_ended_for_the_second(talking: Desk) -> None:
    talking.engine.tell(incoming(TWO))
    await talking.phone.calls.end_and_answer(TWO)
    assert talking.engine.commands[-2:] == [wire.HangUp(ONE), wire.Answer(TWO)]


async def test_what_waits_on_hold_is_not_ended_for_another(talking: Desk) -> None:
    talking.engine.tell(wire.Held(ONE, True, False), incoming(TWO))
    await talking.phone.calls.end_and_answer(TWO)
    assert talking.engine.told(wire.HangUp) == []


async def test_holding_and_resuming_are_asked_of_the_engine_and_shown_when_it_did(talking: Desk) -> None:
    await talking.phone.calls.hold(ONE)
    assert call(talking, ONE).phase is Phase.TALKING
    talking.engine.tell(wire.Held(ONE, True, False))
    assert call(talking, ONE).phase is Phase.HELD
    await talking.phone.calls.resume(ONE)
    talking.engine.tell(wire.Held(ONE, False, True))
    assert (call(talking, ONE).phase, call(talking, ONE).held_there) == (Phase.TALKING, True)
    assert talking.engine.told(wire.Hold) == [wire.Hold(ONE, True), wire.Hold(ONE, False)]


async def test_a_hold_that_cannot_be_ended_is_said(talking: Desk) -> None:
    heard: list[object] = []
    talking.phone.store.subscribe(lambda event, _state: heard.append(event))
    talking.engine.tell(wire.Held(ONE, True, False), wire.CommandFailed("Hold", "refused", ONE))
    assert heard[-1] == ResumeFailed(ONE)
    assert call(talking, ONE).phase is Phase.HELD


async def test_a_call_that_was_left_while_it_rang_is_on_hold_when_it_is_answered(talking: Desk) -> None:
    two = await talking.phone.calls.dial(THEM, number_id=MINE)
    talking.engine.tell(wire.Held(ONE, True, False), wire.Ringing(two, "s", False))
    await talking.phone.calls.resume(ONE)
    talking.engine.tell(wire.Held(two, True, False), wire.Held(ONE, False, False))
    assert call(talking, two).phase is Phase.RINGING
    talking.engine.tell(wire.Confirmed(two, "s", "G722/16000", True))
    assert call(talking, two).phase is Phase.HELD


async def test_two_are_joined_and_split_and_the_one_that_stays_is_joined_no_more(talking: Desk) -> None:
    talking.engine.tell(incoming(TWO), wire.Confirmed(TWO, "s", "G722/16000", True))
    await talking.phone.calls.join(ONE, TWO)
    talking.engine.tell(wire.Joined((ONE, TWO)))
    assert all(c.joined for c in talking.state.live_calls)
    await talking.phone.calls.split(TWO)
    talking.engine.tell(wire.Joined(()), wire.Held(ONE, True, False))
    assert not any(c.joined for c in talking.state.live_calls)
    assert talking.engine.told(wire.Join) == [wire.Join(ONE, TWO)]
    assert talking.engine.told(wire.Split) == [wire.Split(TWO)]


async def test_a_call_that_is_over_is_neither_held_nor_joined(talking: Desk) -> None:
    talking.engine.tell(
        wire.Ended(ONE, 200, True, "", ""), wire.Held(ONE, True, True), wire.Joined((ONE, TWO))
    )
    assert call(talking, ONE).end is EndOfCall.REMOTE_HUNG_UP
    assert (call(talking, ONE).held, call(talking, ONE).joined) == (False, False)
    calls = talking.phone.calls
    await calls.hold(ONE)
    await calls.resume(ONE)
    await calls.join(ONE, TWO)
    await calls.split(ONE)
    await calls.end_and_answer(ONE)
    kinds = (wire.Hold, wire.Join, wire.Split, wire.Answer)
    assert not any(isinstance(command, kinds) for command in talking.engine.commands)
