"""Blocking through the real carrier: on all devices, offline, and after a restart (CALL-8)."""

from __future__ import annotations

import pytest

from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable
from desktop.domain.numbers import Address
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk
from tests.services.running import StoppableCarrier

THEM, SENDER = Address("+33612345678"), Address("La Poste")


async def test_what_is_blocked_here_is_blocked_on_every_device(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    here, there = [await make_desk(carrier.ready.http).open() for _ in range(2)]
    for desk in (here, there):
        await desk.sign_in(person.email, PASSWORD)
    await here.phone.blocking.block((THEM, SENDER, THEM))
    assert set(here.state.blocked) == {THEM, SENDER}
    await there.until(lambda: set(there.state.blocked) == {THEM, SENDER})
    await there.phone.blocking.unblock((SENDER,))
    await here.until(lambda: set(here.state.blocked) == {THEM})
    await here.again()
    await here.phone.sessions.resume()
    assert set(here.state.blocked) == {THEM}
    number = here.state.numbers[0]
    await here.phone.numbers.refuse_hidden(number.id, True)
    assert here.state.numbers[0].refuses_hidden
    await there.until(lambda: there.state.numbers[0].refuses_hidden)


async def test_who_is_blocked_without_a_network_is_blocked_when_it_is_back(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person = stoppable.running.person()
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(person.email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await desk.phone.blocking.block((THEM,))
    await desk.again()
    await desk.phone.sessions.resume()
    assert set(desk.state.blocked) == {THEM}
    await stoppable.start()
    desk.phone.sessions.try_now()
    other = await make_desk(stoppable.url).open()
    await other.sign_in(person.email, PASSWORD)
    await other.until(lambda: set(other.state.blocked) == {THEM})


async def test_my_own_number_is_not_blocked(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    with pytest.raises(Mendable, match="own-number"):
        await desk.phone.blocking.block((Address(person.numbers[0]),))
    assert desk.state.blocked == {}
