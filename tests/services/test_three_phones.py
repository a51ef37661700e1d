"""Devices of one account, each a whole phone with a real engine: answered on one, taken over by another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest_asyncio

from carrier.network.people import ECHO
from desktop.domain.calls import CallId, Direction, EndOfCall, Outcome
from desktop.domain.numbers import Address
from tests.carrier.running import Person, RunningCarrier
from tests.services.real_phone import RealPhone

Open = Callable[[Person, str], Awaitable[RealPhone]]


@pytest_asyncio.fixture
async def open_real(carrier: RunningCarrier, tmp_path: Path) -> AsyncIterator[Open]:
    opened: list[RealPhone] = []

    async def make(person: Person, name: str) -> RealPhone:
        opened.append(await RealPhone.open(carrier, person, name, tmp_path))
        return opened[-1]

    yield make
    await asyncio.gather(*(phone.close() for phone in opened))


async def rung_on_two(
    carrier: RunningCarrier, open_real: Open
) -> tuple[RealPhone, RealPhone, RealPhone, CallId]:
    """Who calls, the two devices of the account that is called, and the call."""
    anna, ben = carrier.person(), carrier.person()
    caller, laptop, desk = await asyncio.gather(
        open_real(anna, "Hers"), open_real(ben, "Laptop"), open_real(ben, "Desk")
    )
    mine = await caller.phone.calls.dial(Address(ben.numbers[0]), number_id=caller.state.numbers[0].id)
    return caller, laptop, desk, mine


async def test_answered_on_one_the_others_stop_and_one_takes_it_over(
    carrier: RunningCarrier, open_real: Open
) -> None:
    caller, laptop, desk, mine = await rung_on_two(carrier, open_real)
    here, there = await desk.rings(), await laptop.rings()
    assert here.carrier_id == there.carrier_id
    await laptop.phone.calls.answer(there.id)
    assert (await desk.ended(here.id)).end is EndOfCall.ANSWERED_ELSEWHERE
    await desk.until(lambda: desk.state.active_calls, "it is told of the call")
    [active] = desk.state.active_calls
    assert (active.id, active.device_id) == (here.carrier_id, laptop.device_id)
    assert desk.state.device_names[active.device_id] == "Laptop"

    moved = await desk.phone.calls.take_over(active)
    await desk.talks(moved)
    assert (await laptop.ended(there.id)).end is EndOfCall.MOVED
    await laptop.until(
        lambda: [a.device_id for a in laptop.state.active_calls] == [desk.device_id], "it is told where it is"
    )
    assert caller.state.live_calls
    await desk.phone.calls.hang_up(moved)
    await caller.ended(mine)
    await laptop.until(lambda: not laptop.state.active_calls, "nothing goes on")
    record = await laptop.kept()
    assert record.outcome is Outcome.ANSWERED
    record = await desk.kept()
    assert (record.outcome, record.answered_by) == (Outcome.ANSWERED_ELSEWHERE, laptop.device_id)


async def test_a_call_that_goes_on_is_known_to_a_device_that_comes_later(
    carrier: RunningCarrier, open_real: Open
) -> None:
    ben = carrier.person()
    laptop = await open_real(ben, "Laptop")
    mine = await laptop.phone.calls.dial(Address(ECHO), number_id=laptop.state.numbers[0].id)
    await laptop.talks(mine)
    desk = await open_real(ben, "Desk")
    await desk.until(lambda: desk.state.active_calls, "it asked which calls go on")
    [active] = desk.state.active_calls
    assert (active.direction, active.peer) == (Direction.OUTGOING, ECHO)
    moved = await desk.phone.calls.take_over(active)
    await desk.talks(moved)
    assert (await laptop.ended(mine)).end is EndOfCall.MOVED
    await desk.phone.calls.hang_up(moved)
    await desk.ended(moved)
    late = await desk.phone.calls.take_over(active)
    assert (await desk.ended(late)).end is EndOfCall.CALL_OVER


async def test_declined_on_one_it_is_no_missed_call_on_the_other(
    carrier: RunningCarrier, open_real: Open
) -> None:
    caller, laptop, desk, mine = await rung_on_two(carrier, open_real)
    here, there = await desk.rings(), await laptop.rings()
    await laptop.phone.calls.decline(there.id)
    assert (await desk.ended(here.id)).end is EndOfCall.DECLINED
    assert (await caller.ended(mine)).end is EndOfCall.DECLINED
    record = await desk.kept()
    assert (record.outcome, record.declined_by) == (Outcome.DECLINED, laptop.device_id)
    assert not desk.state.unread.get(desk.state.numbers[0].id)
