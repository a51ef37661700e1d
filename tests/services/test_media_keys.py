"""The play/pause key on a phone, through a real session bus: it answers and hangs up, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.domain.events import HeadsetChanged, NumbersChanged, QuietChanged
from desktop.domain.headset import Headset, HeadsetProblem
from desktop.domain.quiet import DoNotDisturb, Quiet
from desktop.services.media_keys import SAME_PRESS
from desktop.system.media_keys.mpris import NAME, MprisKeys
from desktop.voice import wire
from tests.harness.media_keys import KeyDesktop, a_desktop_with_keys
from tests.harness.notice_server import a_bus
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import MINE, THEM, incoming, number

IN_USE = Headset("Jabra Evolve Link")
OUT_OF_REACH = Headset("Jabra Evolve Link", HeadsetProblem.NO_PERMISSION)


class Keyboard:
    """A desk whose keyboard has a play/pause key."""

    def __init__(self, desk: Desk, keys: KeyDesktop) -> None:
        self.desk, self.keys = desk, keys

    async def is_there(self) -> None:
        await self.desk.until(self._is_there, "the player is on the bus")

    async def is_gone(self) -> None:
        await self.desk.until(self._is_gone, "the player is gone")

    async def press(self, key: str = "PlayPause") -> None:
        """Once more, after the last press is over."""
        await asyncio.sleep(SAME_PRESS)
        await self.keys.press(key)

    async def rings(self, call_id: str = "in-1") -> None:
        self.desk.engine.tell(incoming(call_id))
        await self.is_there()

    def talks(self, call_id: str = "in-1") -> None:
        self.desk.engine.tell(wire.Confirmed(call_id, "s", "G722/16000", True))

    def ends(self, call_id: str = "in-1") -> None:
        self.desk.engine.tell(wire.Ended(call_id, 200, False, "", "OK"))

    @property
    def done(self) -> list[wire.AnyCommand]:
        kinds = wire.Answer | wire.HangUp | wire.Decline | wire.Hold | wire.Dial
        return [each for each in self.desk.engine.commands if isinstance(each, kinds)]

    async def _is_there(self) -> bool:
        return await self.keys.players() == [NAME]

    async def _is_gone(self) -> bool:
        return await self.keys.players() == []


@pytest_asyncio.fixture
async def keyboard(make_desk: MakeDesk, tmp_path: Path) -> AsyncIterator[Keyboard]:
    async with a_bus(tmp_path) as address, a_desktop_with_keys(address) as keys:
        desk = make_desk("http://127.0.0.1:9")
        desk.media_keys = MprisKeys(address)
        await desk.open()
        desk.phone.store.apply(NumbersChanged((number(),)))
        desk.register()
        yield Keyboard(desk, keys)
        await desk.close()


async def test_the_key_answers_what_rings_and_hangs_up(keyboard: Keyboard) -> None:
    assert await keyboard.keys.players() == [], "without a call the music has its key"
    await keyboard.rings()
    await keyboard.press()
    assert keyboard.done == [wire.Answer("in-1")]
    keyboard.talks()
    await keyboard.press()
    assert keyboard.done == [wire.Answer("in-1"), wire.HangUp("in-1")]
    keyboard.ends()
    await keyboard.is_gone()
    await keyboard.rings("in-2")
    await keyboard.press()
    assert keyboard.done[2:] == [wire.Answer("in-2")]


@pytest.mark.parametrize("key", ["Pause", "Stop"])
async def test_what_pauses_all_players_answers_no_call_and_ends_the_one_talked_on(
    keyboard: Keyboard, key: str
) -> None:
    """The microphone is opened by a key that says "begin", never by one that says "be silent"."""
    await keyboard.rings()
    await keyboard.press(key)
    assert keyboard.done == []
    await keyboard.press("Play")
    keyboard.talks()
    await keyboard.press("Play")
    assert keyboard.done == [wire.Answer("in-1")]
    await keyboard.press(key)
    assert keyboard.done == [wire.Answer("in-1"), wire.HangUp("in-1")]


async def test_it_ends_a_call_that_is_being_made_and_makes_none(keyboard: Keyboard) -> None:
    call = await keyboard.desk.phone.calls.dial(THEM, number_id=MINE)
    await keyboard.is_there()
    await keyboard.press()
    assert keyboard.done == [wire.Dial(call, THEM, "+33199010001"), wire.HangUp(call)]
    keyboard.ends(call)
    await keyboard.is_gone()


async def test_the_one_talked_with_goes_before_the_one_who_waits(keyboard: Keyboard) -> None:
    await keyboard.rings()
    keyboard.talks()
    await keyboard.rings("in-2")
    await keyboard.press()
    assert keyboard.done == [wire.HangUp("in-1")]
    keyboard.ends()
    await keyboard.press()
    assert keyboard.done == [wire.HangUp("in-1"), wire.Answer("in-2")]


async def test_a_flood_is_one_press(keyboard: Keyboard) -> None:
    await keyboard.rings()
    loop = asyncio.get_running_loop()
    until = loop.time() + 2.5 * SAME_PRESS
    pressed = 0
    while loop.time() < until:
        await asyncio.gather(*(keyboard.keys.press("PlayPause") for _press in range(20)))
        pressed += 20
        if pressed == 20:
            keyboard.talks()
    assert keyboard.done == [wire.Answer("in-1")]
    await keyboard.press()
    assert keyboard.done == [wire.Answer("in-1"), wire.HangUp("in-1")]


async def test_beside_a_headset_in_use_the_key_is_left_to_the_music(keyboard: Keyboard) -> None:
    store = keyboard.desk.phone.store
    await keyboard.rings()
    store.apply(HeadsetChanged(IN_USE))
    await keyboard.is_gone()
    store.apply(HeadsetChanged(OUT_OF_REACH))
    await keyboard.is_there()
    store.apply(HeadsetChanged(IN_USE))
    await keyboard.is_gone()
    store.apply(HeadsetChanged(Headset()))
    await keyboard.is_there()
    await keyboard.press()
    assert keyboard.done == [wire.Answer("in-1")]


async def test_a_call_that_must_not_disturb_takes_no_key(keyboard: Keyboard) -> None:
    store = keyboard.desk.phone.store
    store.apply(QuietChanged(DoNotDisturb(everything=Quiet())))
    keyboard.desk.engine.tell(incoming("quiet"))
    assert keyboard.desk.state.calls[0].silenced
    store.apply(QuietChanged(DoNotDisturb()))
    await keyboard.rings("loud")
    await keyboard.press()
    assert keyboard.done == [wire.Answer("loud")]
    keyboard.ends("loud")
    await keyboard.is_gone()


async def test_the_player_goes_with_the_program(keyboard: Keyboard) -> None:
    await keyboard.rings()
    await keyboard.desk.close()
    await keyboard.is_gone()
