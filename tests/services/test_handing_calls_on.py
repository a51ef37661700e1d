"""A call is handed on at once, or after asking; when it fails we are back and know why (CALL-6)."""

from __future__ import annotations

import pytest
import pytest_asyncio

from desktop.domain.calls import Call, CallId, EndOfCall, Phase, Transfer
from desktop.domain.errors import Mendable
from desktop.domain.events import Event, NumbersChanged, TransferFailed
from desktop.domain.numbers import Address
from desktop.domain.state import State
from desktop.voice import wire
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import incoming, number

ONE = CallId("one")
KARIM = Address("+33698765432")


@pytest_asyncio.fixture
async def talking(make_desk: MakeDesk) -> Desk:
    """One call is talked on."""
    desk = await make_desk("http://127.0.0.1:9").open()
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    desk.engine.tell(incoming(ONE), wire.Confirmed(ONE, "s", "G722/16000", True))
    return desk


def call(desk: Desk, call_id: CallId = ONE) -> Call:
    found = desk.state.call(call_id)
    assert found is not None
    return found


def failures(desk: Desk) -> list[TransferFailed]:
    """All that come from now on."""
    heard: list[TransferFailed] = []

    def hear(event: Event, _state: State) -> None:
        if isinstance(event, TransferFailed):
            heard.append(event)

    desk.phone.store.subscribe(hear)
    return heard


async def test_a_call_is_handed_on_and_ends_as_such(talking: Desk) -> None:
    await talking.phone.transfers.transfer(ONE, Address("06 98 76 54 32"))
    assert talking.engine.told(wire.Transfer) == [wire.Transfer(ONE, KARIM)]
    assert call(talking).transfer == Transfer(KARIM)
    talking.engine.tell(wire.Held(ONE, True, False), wire.TransferRinging(ONE))
    assert call(talking).transfer == Transfer(KARIM, rings=True)
    talking.engine.tell(wire.Ended(ONE, 200, False, "transferred", "OK"))
    assert (call(talking).end, call(talking).transfer) == (EndOfCall.TRANSFERRED, None)


@pytest.mark.parametrize(
    ("code", "why"), [(486, EndOfCall.BUSY), (404, EndOfCall.WRONG_NUMBER), (603, EndOfCall.DECLINED)]
)
async def test_a_failure_is_told_with_its_reason(talking: Desk, code: int, why: EndOfCall) -> None:
    heard = failures(talking)
    await talking.phone.transfers.transfer(ONE, KARIM)
    talking.engine.tell(wire.TransferFailed(ONE, code))
    assert heard == [TransferFailed(ONE, KARIM, why)]
    assert call(talking).transfer is None


async def test_what_the_engine_cannot_do_is_a_failure_too(talking: Desk) -> None:
    heard = failures(talking)
    await talking.phone.transfers.transfer(ONE, KARIM)
    talking.engine.tell(wire.CommandFailed("Transfer", "failed", ONE))
    assert heard == [TransferFailed(ONE, KARIM, EndOfCall.TECHNICAL)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("+33899123456", "premium-rate"), ("hello", "not-a-number"), ("112", "emergency"), ("", "not-a-number")],
)
async def test_what_cannot_be_called_is_nothing_to_hand_a_call_on_to(
    talking: Desk, typed: str, word: str
) -> None:
    with pytest.raises(Mendable, match=word):
        await talking.phone.transfers.transfer(ONE, Address(typed))
    assert talking.engine.told(wire.Transfer) == []


async def test_a_call_is_handed_on_once_and_only_while_it_is_talked_on(talking: Desk) -> None:
    transfers = talking.phone.transfers
    await transfers.transfer(ONE, KARIM)
    with pytest.raises(Mendable, match="cannot-transfer"):
        await transfers.transfer(ONE, KARIM)
    with pytest.raises(Mendable, match="cannot-transfer"):
        await transfers.ask_first(CallId("gone"), KARIM)
    talking.engine.tell(incoming("two"))
    with pytest.raises(Mendable, match="cannot-transfer"):
        await transfers.transfer_to(CallId("two"), ONE)


async def test_somebody_is_asked_first_and_the_call_put_through(talking: Desk) -> None:
    asked = await talking.phone.transfers.ask_first(ONE, KARIM)
    assert call(talking, asked).asks_for == ONE
    talking.engine.tell(wire.Held(ONE, True, False), wire.Confirmed(asked, "s", "G722/16000", True))
    await talking.phone.transfers.transfer_to(ONE, asked)
    assert talking.engine.told(wire.TransferTo) == [wire.TransferTo(ONE, asked)]
    for call_id in (ONE, asked):
        talking.engine.tell(wire.Ended(call_id, 200, False, "transferred", "OK"))
        assert call(talking, call_id).end is EndOfCall.TRANSFERRED
    assert talking.engine.told(wire.Hold) == []


async def test_when_who_is_asked_is_busy_we_are_back_and_know_it(talking: Desk) -> None:
    heard = failures(talking)
    asked = await talking.phone.transfers.ask_first(ONE, KARIM)
    talking.engine.tell(wire.Held(ONE, True, False), wire.Ended(asked, 486, True, "busy", "Busy Here"))
    assert talking.engine.told(wire.Hold) == [wire.Hold(ONE, False)]
    assert heard == [TransferFailed(ONE, KARIM, EndOfCall.BUSY)]


async def test_when_who_was_asked_says_no_and_hangs_up_we_are_back_without_a_failure(talking: Desk) -> None:
    heard = failures(talking)
    asked = await talking.phone.transfers.ask_first(ONE, KARIM)
    talking.engine.tell(wire.Held(ONE, True, False), wire.Confirmed(asked, "s", "G722/16000", True))
    talking.engine.tell(wire.Ended(asked, 200, True, "", "OK"))
    assert talking.engine.told(wire.Hold) == [wire.Hold(ONE, False)]
    assert heard == []


async def test_whoever_is_talked_with_meanwhile_is_not_put_on_hold_by_it(talking: Desk) -> None:
    asked = await talking.phone.transfers.ask_first(ONE, KARIM)
    talking.engine.tell(wire.Held(ONE, True, False), incoming("three"))
    talking.engine.tell(wire.Confirmed("three", "s", "G722/16000", True))
    talking.engine.tell(wire.Ended(asked, 486, True, "busy", "Busy Here"))
    assert talking.engine.told(wire.Hold) == []
    assert call(talking).phase is Phase.HELD
