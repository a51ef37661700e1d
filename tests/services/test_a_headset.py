"""A headset on a phone: its keys act on the calls, its lamps follow, and it never holds anything up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from desktop.domain.calls import Phase
from desktop.domain.events import NumbersChanged
from desktop.domain.headset import Headset, HeadsetProblem
from desktop.system.headset.handset import SAME_PRESS
from desktop.system.headset.thread import ENDS_WITHIN, MOST_KEYS, HeadsetThread
from desktop.voice import wire
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.test_calls_on_this_computer import MINE, THEM, incoming, number
from tests.system.headsets import (
    JABRA_EVOLVE_LINK,
    PLANTRONICS_BLACKWIRE_5220,
    SENNHEISER_SC_660,
    VOLUME_KEYS,
    Puppet,
    PuppetDoor,
)

UP, DOWN, MUTE, UNPRESSED = b"\x02\x01\0", b"\x02\0\0", b"\x02\x05\0", b"\x02\x01\0"
DARK, RING, TALK, MUTED = b"\x02\0\0", b"\x02\x04\0", b"\x02\x01\0", b"\x02\x03\0"


class Desktop:
    """A desk with a headset's door."""

    def __init__(self, desk: Desk, door: PuppetDoor) -> None:
        self.desk, self.door = desk, door

    async def plug(self, name: str, description: bytes) -> Puppet:
        puppet = Puppet(description)
        self.door.plugged[name] = puppet
        await self.desk.until(lambda: puppet.is_open, f"{name} is open")
        return puppet

    async def shows(self, puppet: Puppet, lamps: bytes) -> None:
        await self.desk.until(lambda: puppet.told and puppet.told[-1] == lamps, f"the lamps {lamps.hex()}")

    async def sends(self, command: wire.AnyCommand) -> None:
        await self.desk.until(lambda: command in self.desk.engine.commands, str(command))

    async def rings(self, call_id: str = "in-1") -> None:
        self.desk.engine.tell(incoming(call_id))

    async def talks(self, call_id: str = "in-1") -> None:
        self.desk.engine.tell(wire.Confirmed(call_id, "s", "G722/16000", True))


@pytest_asyncio.fixture
async def desktop(make_desk: MakeDesk) -> AsyncIterator[Desktop]:
    door = PuppetDoor()
    desk = make_desk("http://127.0.0.1:9")
    desk.headset = HeadsetThread(door, look_again=0.02)
    await desk.open()
    desk.phone.store.apply(NumbersChanged((number(),)))
    desk.register()
    yield Desktop(desk, door)


async def test_a_call_is_answered_muted_and_ended_at_the_headset(desktop: Desktop) -> None:
    jabra = await desktop.plug("Jabra Evolve Link", JABRA_EVOLVE_LINK)
    await desktop.shows(jabra, DARK)
    await desktop.rings()
    await desktop.shows(jabra, RING)
    jabra.say(UP)
    await desktop.sends(wire.Answer("in-1"))
    await desktop.shows(jabra, TALK)
    await desktop.talks()
    jabra.say(MUTE, UNPRESSED)
    await desktop.sends(wire.Mute("in-1", True))
    desktop.desk.engine.tell(wire.Muted("in-1", True))
    await desktop.shows(jabra, MUTED)
    jabra.say(DOWN)
    await desktop.sends(wire.HangUp("in-1"))
    desktop.desk.engine.tell(wire.Ended("in-1", 200, False, "", "OK"))
    await desktop.shows(jabra, DARK)


async def test_what_is_done_on_screen_shows_on_the_headset_and_its_echo_does_nothing(
    desktop: Desktop,
) -> None:
    jabra = await desktop.plug("Jabra Evolve Link", JABRA_EVOLVE_LINK)
    call = await desktop.desk.phone.calls.dial(THEM, number_id=MINE)
    await desktop.shows(jabra, TALK)
    jabra.say(UP)
    await desktop.talks(call)
    await desktop.desk.phone.calls.mute(call, True)
    desktop.desk.engine.tell(wire.Muted(call, True))
    await desktop.shows(jabra, MUTED)
    jabra.say(MUTE, UNPRESSED)
    await desktop.sends(wire.Mute(call, False))
    assert desktop.desk.state.calls[0].phase is Phase.TALKING
    assert not [c for c in desktop.desk.engine.commands if isinstance(c, wire.HangUp)]


async def test_a_hook_with_nothing_to_answer_dials_nothing_and_is_taken_back(desktop: Desktop) -> None:
    jabra = await desktop.plug("Jabra Evolve Link", JABRA_EVOLVE_LINK)
    await desktop.shows(jabra, DARK)
    before = len(jabra.told)
    jabra.say(UP)
    await desktop.desk.until(lambda: len(jabra.told) > before, "told again")
    assert jabra.told[-1] == DARK
    assert desktop.desk.state.calls == ()


async def test_a_key_refuses_what_rings(desktop: Desktop) -> None:
    epos = await desktop.plug("Sennheiser SC 660", SENNHEISER_SC_660)
    await desktop.rings()
    epos.say(b"\x08\x10", b"\x08\0")
    await desktop.sends(wire.Decline("in-1"))


async def test_a_key_holds_and_goes_on_and_takes_the_one_who_rings(desktop: Desktop) -> None:
    epos = await desktop.plug("Sennheiser SC 660", SENNHEISER_SC_660)
    await desktop.rings()
    await desktop.talks()
    epos.say(b"\x08\x08", b"\x08\0")
    await desktop.sends(wire.Hold("in-1", True))
    desktop.desk.engine.tell(wire.Held("in-1", True, False))
    await desktop.shows(epos, b"\x09\x22")
    await asyncio.sleep(SAME_PRESS)
    epos.say(b"\x08\x08", b"\x08\0")
    await desktop.sends(wire.Hold("in-1", False))
    desktop.desk.engine.tell(wire.Held("in-1", False, False))
    await desktop.rings("in-2")
    await desktop.shows(epos, b"\x09\x06")
    await asyncio.sleep(SAME_PRESS)
    epos.say(b"\x08\x08", b"\x08\0")
    await desktop.sends(wire.Answer("in-2"))


async def test_each_lamp_of_a_plantronics_has_its_own_report(desktop: Desktop) -> None:
    blackwire = await desktop.plug("Blackwire 5220", PLANTRONICS_BLACKWIRE_5220)
    await desktop.rings()
    await desktop.shows(blackwire, b"\x18\x01")
    blackwire.say(b"\x08\x02")
    await desktop.sends(wire.Answer("in-1"))
    await desktop.desk.until(lambda: blackwire.told[-2:] == [b"\x17\x01", b"\x18\0"], "off hook, no ring")


async def test_who_asked_not_to_be_disturbed_is_not_rung_in_the_ear(desktop: Desktop) -> None:
    from desktop.domain.events import QuietChanged
    from desktop.domain.quiet import DoNotDisturb, Quiet

    jabra = await desktop.plug("Jabra Evolve Link", JABRA_EVOLVE_LINK)
    desktop.desk.phone.store.apply(QuietChanged(DoNotDisturb(everything=Quiet())))
    await desktop.rings()
    jabra.say(UP)
    await desktop.sends(wire.Answer("in-1"))
    assert RING not in jabra.told


async def test_a_headset_may_come_and_go_during_a_call(desktop: Desktop) -> None:
    jabra = await desktop.plug("Jabra Evolve Link", JABRA_EVOLVE_LINK)
    await desktop.rings()
    await desktop.desk.phone.calls.answer(desktop.desk.state.calls[0].id)
    await desktop.talks()
    await desktop.shows(jabra, TALK)
    del desktop.door.plugged["Jabra Evolve Link"]
    jabra.unplug()
    await desktop.desk.until(lambda: desktop.desk.state.headset == Headset(), "nothing is plugged in")
    assert desktop.desk.state.calls[0].is_live
    blackwire = await desktop.plug("Blackwire 5220", PLANTRONICS_BLACKWIRE_5220)
    await desktop.desk.until(lambda: b"\x17\x01" in blackwire.told, "the new one shows the call")
    blackwire.say(b"\x08\0")
    assert desktop.desk.state.headset.name == "Blackwire 5220"


def _forbid(door: PuppetDoor) -> None:
    door.forbidden.add("X")


def _break(door: PuppetDoor) -> None:
    door.broken.add("X")


def _nothing(_door: PuppetDoor) -> None:
    return None


@pytest.mark.parametrize(
    ("description", "prepare", "problem"),
    [
        (JABRA_EVOLVE_LINK, _forbid, HeadsetProblem.NO_PERMISSION),
        (JABRA_EVOLVE_LINK, _break, HeadsetProblem.NOT_OPENED),
        (VOLUME_KEYS, _nothing, HeadsetProblem.NOT_UNDERSTOOD),
        (b"\x05", _nothing, HeadsetProblem.NOT_UNDERSTOOD),
    ],
)
async def test_what_stands_in_the_way_is_known(
    desktop: Desktop, description: bytes, prepare: Callable[[PuppetDoor], None], problem: HeadsetProblem
) -> None:
    prepare(desktop.door)
    desktop.door.plugged["X"] = Puppet(description)
    await desktop.desk.until(lambda: desktop.desk.state.headset.problem is problem, problem.value)
    assert desktop.desk.state.headset.name == "X"
    good = await desktop.plug("Y", JABRA_EVOLVE_LINK)
    await desktop.desk.until(lambda: desktop.desk.state.headset.name == "Y", "the other is used")
    assert good.is_open


async def test_a_babbling_headset_is_cut_off_and_floods_nobody(desktop: Desktop) -> None:
    mad = await desktop.plug("Mad", JABRA_EVOLVE_LINK)
    await desktop.rings()
    await desktop.talks()
    for _turn in range(2000):
        mad.say(UP, DOWN)
    babbling = HeadsetProblem.BABBLING
    await desktop.desk.until(lambda: desktop.desk.state.headset.problem is babbling, "it is cut off")
    ends = [c for c in desktop.desk.engine.commands if isinstance(c, wire.HangUp)]
    assert len(ends) <= 2 * MOST_KEYS


async def test_a_dead_headset_holds_up_neither_a_call_nor_the_end(desktop: Desktop) -> None:
    dead = Puppet(JABRA_EVOLVE_LINK, holds=threading.Event())
    desktop.door.plugged["Dead"] = dead
    await desktop.desk.until(lambda: dead.is_held, "it holds a report")
    await desktop.rings()
    await desktop.desk.phone.calls.answer(desktop.desk.state.calls[0].id)
    assert wire.Answer("in-1") in desktop.desk.engine.commands
    began = time.monotonic()
    await desktop.desk.close()
    assert time.monotonic() - began < ENDS_WITHIN + 2
    assert dead.holds is not None
    dead.holds.set()


async def test_the_lamps_are_put_out_when_the_phone_closes(desktop: Desktop) -> None:
    jabra = await desktop.plug("Jabra Evolve Link", JABRA_EVOLVE_LINK)
    await desktop.rings()
    await desktop.shows(jabra, RING)
    await desktop.desk.close()
    assert jabra.told[-1] == DARK
    assert not jabra.is_open
