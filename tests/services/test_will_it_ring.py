"""The carrier calls this device, and each link of the chain holds or says that it does not (CALL-8)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.settings import Settings
from carrier.sip.transport import SipPorts
from desktop.domain.connection import Carrier, Engine
from desktop.domain.errors import Mendable
from desktop.domain.events import CallBegan, RingCheckChanged
from desktop.domain.history import CallQuery
from desktop.domain.quiet import QuietFor
from desktop.domain.ring_check import Holds, Link, RingCheck
from desktop.domain.session import SignedIn
from desktop.services import ring_check
from tests.carrier.running import PASSWORD, QUICK, Person, RunningCarrier
from tests.carrier.sip.user_agent import DOMAIN, registered
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.real_phone import RealPhone
from tests.services.running import StoppableCarrier
from tests.sound import SoundCard, sound_daemon, soundcard, wait_for

__all__ = ["sound_daemon", "soundcard"]
ALL_WELL = dict.fromkeys(Link, Holds.YES)


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    running = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **QUICK))
    yield running
    running.stop()


def holds(check: RingCheck | None) -> dict[Link, Holds]:
    assert check is not None
    assert not check.running
    return {each.link: each.holds for each in check.links}


@pytest_asyncio.fixture
async def phone(carrier: RunningCarrier, tmp_path: Path) -> AsyncIterator[RealPhone]:
    """Without a sound system."""
    opened = await RealPhone.open(carrier, carrier.person(), "Laptop", tmp_path)
    yield opened
    await opened.close()


async def checked(phone: RealPhone) -> RingCheck:
    await phone.phone.ring_checks.begin(phone.state.numbers[0].id)
    check = phone.state.ring_check
    assert check is not None
    return check


@pytest.mark.sound
async def test_where_all_is_well_it_is_heard_here_and_on_no_other_device(
    carrier: RunningCarrier, tmp_path: Path, soundcard: SoundCard
) -> None:
    person, headset = carrier.person(), soundcard.headset("ears")
    phone = await RealPhone.open(carrier, person, "Laptop", tmp_path, environment=headset.environment)
    other = await RealPhone.open(carrier, person, "Desk", tmp_path)
    try:
        with headset.listening() as ear:
            checking = asyncio.ensure_future(checked(phone))
            await asyncio.to_thread(wait_for, lambda: ear.level() > -40, "the bell is heard")
            check = await checking
        assert holds(check) == ALL_WELL
        assert check.will_ring
        assert 0 < check.of(Link.CALL).milliseconds < 5000
        assert check.of(Link.BELL).detail
        assert not any(isinstance(event, CallBegan) for event in (*phone.events, *other.events))
        assert await phone.phone.history.load_calls(CallQuery()) == ()
        there = check.of(Link.BELL).detail
        await phone.phone.ringing.choose_devices((there, "Jabra in the drawer"))
        bell = (await checked(phone)).of(Link.BELL)
        assert (bell.holds, bell.detail, bell.gone) == (Holds.YES, there, "Jabra in the drawer")
    finally:
        await asyncio.gather(phone.close(), other.close())


async def test_without_a_ring_device_the_call_comes_and_the_bell_is_red(phone: RealPhone) -> None:
    check = await checked(phone)
    assert holds(check) == ALL_WELL | {Link.BELL: Holds.NO}
    assert not check.will_ring
    tried = [event.check for event in phone.events if isinstance(event, RingCheckChanged)]
    assert Holds.TRYING in {each.of(Link.CALL).holds for each in tried}
    assert phone.state.calls == ()
    again = await checked(phone)
    assert again.of(Link.CALL).holds is Holds.YES


async def test_a_bell_that_is_turned_down_rings_for_nobody(phone: RealPhone) -> None:
    await phone.phone.ringing.set_volume(0)
    check = await checked(phone)
    assert holds(check) == ALL_WELL | {Link.BELL: Holds.NO}
    assert check.of(Link.BELL).detail == "turned-down"


async def test_while_do_not_disturb_is_on_the_call_comes_and_nothing_sounds(phone: RealPhone) -> None:
    await phone.phone.quiet.begin(QuietFor.ALWAYS)
    check = await checked(phone)
    assert holds(check) == ALL_WELL | {Link.QUIET: Holds.NO, Link.BELL: Holds.SKIPPED}


async def test_it_is_not_tried_in_a_call(phone: RealPhone) -> None:
    from carrier.network.people import ECHO
    from desktop.domain.numbers import Address

    number_id = phone.state.numbers[0].id
    call = await phone.phone.calls.dial(Address(ECHO), number_id=number_id)
    with pytest.raises(Mendable, match="in-a-call"):
        await phone.phone.ring_checks.begin(number_id)
    await phone.phone.calls.hang_up(call)
    await phone.ended(call)


async def check_at(desk: Desk) -> dict[Link, Holds]:
    await desk.phone.ring_checks.begin(desk.state.numbers[0].id)
    return holds(desk.state.ring_check)


async def desk_of(carrier: RunningCarrier, make_desk: MakeDesk) -> tuple[Desk, Person, str]:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    signed_in = await desk.sign_in(person.email, PASSWORD)
    assert isinstance(signed_in, SignedIn)
    return desk, person, signed_in.device_id


async def test_a_device_that_is_not_registered_says_so(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    desk, _, _ = await desk_of(carrier, make_desk)
    broken = ALL_WELL | {Link.REGISTERED: Holds.NO, Link.CALL: Holds.SKIPPED, Link.BELL: Holds.SKIPPED}
    assert await check_at(desk) == broken
    desk.register()  # so it believes, and the carrier knows better
    assert await check_at(desk) == broken


async def test_a_number_that_is_off_says_so(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    desk, person, _ = await desk_of(carrier, make_desk)
    desk.register()
    with carrier.carrier.database.write() as session:
        opening.set_number_status(session, person.numbers[0], schemas.NumberStatus.off, utc_now())
    found = await check_at(desk)
    check = desk.state.ring_check
    assert check is not None
    assert found == ALL_WELL | {Link.NUMBER: Holds.NO, Link.CALL: Holds.SKIPPED, Link.BELL: Holds.SKIPPED}
    assert check.of(Link.NUMBER).detail == "number-off"


async def test_a_call_that_does_not_come_says_so(
    carrier: RunningCarrier, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else is registered in our name, and takes it."""
    monkeypatch.setattr(ring_check, "CALL_WITHIN", 0.2)
    desk, _, device_id = await desk_of(carrier, make_desk)
    desk.register()
    device = carrier.run(carrier.carrier.directory.device(device_id))
    assert device is not None
    ports = SipPorts(**carrier.ready.sip.model_dump())
    async with registered(ports, device) as [impostor]:
        found = await check_at(desk)
        await impostor.rung()
    assert found == ALL_WELL | {Link.CALL: Holds.NO, Link.BELL: Holds.SKIPPED}


async def test_what_the_carrier_can_not_be_asked_is_not_tried(
    make_desk: MakeDesk, stoppable: StoppableCarrier
) -> None:
    desk, _, _ = await desk_of(stoppable.running, make_desk)
    desk.register()
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY, "the carrier is away")
    found = await check_at(desk)
    assert found == ALL_WELL | {Link.CARRIER: Holds.NO, Link.CALL: Holds.SKIPPED, Link.BELL: Holds.SKIPPED}


async def test_a_sound_part_that_does_not_run_says_so(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    desk, _, _ = await desk_of(carrier, make_desk)
    desk.engine.on_state(Engine.BROKEN)
    found = await check_at(desk)
    assert (found[Link.PROGRAM], found[Link.CALL]) == (Holds.NO, Holds.SKIPPED)
