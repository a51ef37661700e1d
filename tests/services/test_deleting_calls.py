"""Calls are deleted and taken back through the real carrier, offline too (CALL-7)."""

from __future__ import annotations

import asyncio

from desktop.domain.connection import Carrier
from desktop.domain.history import CallQuery
from tests.carrier.running import PASSWORD, Person
from tests.carrier.test_account import keep_call
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier


async def shown(desk: Desk) -> list[str]:
    return [record.id for record in await desk.phone.history.load_calls(CallQuery())][::-1]


def with_calls(carrier: StoppableCarrier, count: int) -> tuple[Person, list[str]]:
    person = carrier.running.person()
    return person, [keep_call(carrier.running, person, "missed").call_id for _ in range(count)]


async def at_carrier(carrier: StoppableCarrier, person: Person) -> list[str]:
    def ask() -> list[str]:
        device = carrier.running.sign_in(person)
        ids = [call["id"] for call in device.get("/v1/calls")["calls"]][::-1]
        device.ask("DELETE", f"/v1/sessions/{device.device_id}")
        return ids

    return await asyncio.get_running_loop().run_in_executor(None, ask)


async def test_what_is_deleted_here_is_gone_on_the_other_device_and_comes_back(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, calls = with_calls(stoppable, 130)
    here, there = await make_desk(stoppable.url).open(), await make_desk(stoppable.url).open()
    for desk in (here, there):
        await desk.sign_in(person.email, PASSWORD)
    await here.phone.history.delete_calls(calls[:120])
    assert (await shown(here))[-10:] == calls[120:]
    assert sum(each.missed_calls for each in here.state.unread.values()) == 10
    await there.until(lambda: sum(each.missed_calls for each in there.state.unread.values()) == 10)
    assert await at_carrier(stoppable, person) == calls[120:]
    await here.phone.history.restore_calls(calls[:120])

    async def all_there() -> bool:
        return len(await there.phone.history.load_calls(CallQuery(), limit=200)) == 130

    await there.until(all_there)
    assert len(await here.phone.history.load_calls(CallQuery(), limit=200)) == 130


async def test_a_deletion_survives_the_network_and_the_program(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, calls = with_calls(stoppable, 3)
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.history.delete_calls(calls[:2])
    assert await shown(desk) == calls[2:]
    await desk.again()
    await desk.phone.sessions.resume()
    assert await shown(desk) == calls[2:]
    await stoppable.start()
    desk.phone.sessions.try_now()

    async def told() -> bool:
        return await at_carrier(stoppable, person) == calls[2:]

    await desk.until(told)
    assert await shown(desk) == calls[2:]


async def test_taken_back_before_it_left_it_never_leaves(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person, calls = with_calls(stoppable, 2)
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.history.delete_calls(calls)

    async def taken_back() -> bool:
        # A request that is under way just now has left; what waits for the network has not.
        await desk.phone.history.restore_calls(calls)
        return await shown(desk) == calls

    await desk.until(taken_back)
    await stoppable.start()
    desk.phone.sessions.try_now()
    await desk.is_up()
    last = keep_call(stoppable.running, person, "answered").call_id

    async def followed() -> bool:
        return last in await shown(desk)

    await desk.until(followed)
    assert await shown(desk) == [*calls, last]
    assert await at_carrier(stoppable, person) == [*calls, last]
