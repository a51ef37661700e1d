"""The engine knows beforehand how it rings for each number, and which stay silent."""

from __future__ import annotations

import msgspec
import pytest_asyncio

from desktop.domain.events import NumbersChanged, SessionChanged
from desktop.domain.numbers import NumberId
from desktop.domain.quiet import QuietFor
from desktop.domain.ringing import Ringtone
from desktop.domain.session import SignedOut
from desktop.system.settings import KeptRinging
from desktop.voice import wire
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import MINE, incoming, number


@pytest_asyncio.fixture
async def ready(make_desk: MakeDesk) -> Desk:
    desk = await make_desk("http://127.0.0.1:9").open()
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    return desk


def rules(desk: Desk) -> wire.UseRinging:
    last: wire.UseRinging = desk.engine.told(wire.UseRinging)[-1]
    return last


def of(desk: Desk, number_id: NumberId) -> wire.NumberRinging:
    number = desk.state.number(number_id)
    assert number is not None
    return next(each for each in rules(desk).numbers if each.number == number.e164)


async def test_each_number_rings_with_its_own_tone_at_the_next_start_too(ready: Desk) -> None:
    await ready.phone.ringing.choose_devices(("Bell", "Headset"))
    await ready.phone.ringing.set_volume(40)
    await ready.phone.ringing.rise(True)
    await ready.phone.ringing.choose_ringtone(MINE, Ringtone.HARP)
    expected = wire.UseRinging(
        devices=("Bell", "Headset"),
        volume=40,
        rising=True,
        numbers=(wire.NumberRinging("+33199010001", "harp"),),
    )
    assert rules(ready) == expected
    await ready.again()
    ready.phone.store.apply(NumbersChanged((number(),)))
    assert rules(ready) == expected


async def test_a_silent_number_is_told_to_the_engine_before_any_call(ready: Desk) -> None:
    await ready.phone.quiet.begin(QuietFor.ALWAYS, number_id=MINE)
    assert of(ready, MINE).silent
    assert not rules(ready).silent
    await ready.phone.quiet.end(number_id=MINE)
    assert not of(ready, MINE).silent
    await ready.phone.quiet.begin(QuietFor.HOUR)
    assert rules(ready).silent


async def test_what_changes_nothing_is_not_told_again(ready: Desk) -> None:
    told = len(ready.engine.told(wire.UseRinging))
    await ready.phone.quiet.show_calls(False)
    await ready.phone.ringing.set_volume(ready.state.ringing.volume)
    assert len(ready.engine.told(wire.UseRinging)) == told


async def test_a_call_knows_that_it_did_not_ring(ready: Desk) -> None:
    ready.engine.tell(incoming("first"))
    assert not ready.state.calls[-1].silenced
    ready.engine.tell(wire.Ended("first", 487, True, "", ""))
    await ready.phone.quiet.begin(QuietFor.ALWAYS, number_id=MINE)
    ready.engine.tell(incoming("second"))
    assert ready.state.calls[-1].silenced


async def test_the_ring_is_tried_on_the_engine(ready: Desk) -> None:
    await ready.phone.ringing.try_out(Ringtone.GLASS)
    assert ready.engine.told(wire.TestRing) == [wire.TestRing("glass")]


async def test_whoever_signs_out_keeps_the_quiet_and_the_ring_of_this_computer(ready: Desk) -> None:
    await ready.phone.quiet.begin(QuietFor.ALWAYS)
    await ready.phone.ringing.set_volume(30)
    ready.phone.store.apply(SessionChanged(SignedOut()))
    assert ready.state.quiet.everything is not None
    assert ready.state.ringing.volume == 30
    assert rules(ready).silent


async def test_a_ringtone_of_another_version_is_left_out(ready: Desk) -> None:
    settings = ready.phone.settings
    kept = KeptRinging(volume=900, ringtones={MINE: "vuvuzela"})
    settings.change(msgspec.structs.replace(settings.now, ringing=kept))
    await ready.again()
    assert ready.state.ringing.ringtone(MINE) is Ringtone.CHIME
    assert ready.state.ringing.volume == 100
