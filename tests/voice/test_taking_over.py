"""A call moves from one engine to another of the same account, and is heard there (a real edge)."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from desktop.voice.wire import Answer, Dial, Ended, Incoming
from tests.sound import SoundCard, level
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone
from tests.voice.test_sound_of_a_call import Voices, heard, say, silent


async def answered_on(laptop: Phone, desk: Phone, caller: Phone) -> tuple[str, Incoming]:
    """`caller` calls the account of both, and `laptop` takes it."""
    mine = caller.dial(laptop.number)
    ringing, rings_too = await laptop.rings(), await desk.rings()
    assert ringing.session_id == rings_too.session_id
    laptop.send(Answer(ringing.call_id))
    await caller.confirmed(mine)
    await laptop.confirmed(ringing.call_id)
    elsewhere = await desk.ended(rings_too.call_id)
    assert elsewhere.reason == "answered-elsewhere"
    return mine, ringing


def ask_for(phone: Phone, carrier_id: str) -> str:
    call_id = str(uuid.uuid4())
    phone.send(Dial(call_id, f"call-{carrier_id}", phone.number))
    return call_id


async def test_a_call_moves_to_the_device_that_asks_and_back(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    carrier.people.share("laptop", "desk")
    alice, laptop, desk = await new_phone("alice"), await new_phone("laptop"), await new_phone("desk")
    mine, first = await answered_on(laptop, desk, alice)
    [active] = carrier.people.active["account-of-laptop"]
    assert (active.call_id, active.device_id) == (first.session_id, "laptop")
    moved = ask_for(desk, first.session_id)
    confirmed = await desk.confirmed(moved)
    assert confirmed.session_id == first.session_id
    assert confirmed.encrypted
    ended = await laptop.ended(first.call_id)
    assert (ended.reason, ended.by_remote) == ("moved", True)
    back = ask_for(laptop, first.session_id)
    await laptop.confirmed(back)
    assert (await desk.ended(moved)).reason == "moved"
    assert not any(isinstance(event, Ended) for event in alice.told)
    await alice.hang_up(mine)
    await laptop.ended(back)


async def test_a_call_that_is_over_can_not_be_taken_over(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    asked = ask_for(alice, str(uuid.uuid4()))
    ended = await alice.ended(asked)
    assert (ended.code, ended.reason) == (404, "call-over")


@pytest.mark.sound
async def test_who_takes_over_is_heard_and_hears(
    carrier: TestCarrier, new_phone: NewPhone, soundcard: SoundCard, voices: Voices
) -> None:
    carrier.people.share("laptop", "desk")
    theirs, here, there = (soundcard.headset(name) for name in ("theirs", "here", "there"))
    alice = await new_phone("alice", environment=theirs.environment)
    laptop = await new_phone("laptop", environment=there.environment)
    desk = await new_phone("desk", environment=here.environment)
    with theirs.listening() as alices_ear, here.listening() as desks_ear:
        mine, first = await answered_on(laptop, desk, alice)
        with there.saying(voices[0]):
            await heard(alices_ear, -40)
        await silent(alices_ear)
        moved = ask_for(desk, first.session_id)
        await desk.confirmed(moved)
        await laptop.ended(first.call_id)
        with here.saying(voices[0]):
            await heard(alices_ear, -40)
        with theirs.saying(voices[1]):
            await heard(desks_ear, -40)
        await asyncio.gather(silent(alices_ear), silent(desks_ear))
        before = alices_ear.samples_heard
        await say(there, voices[0])
        assert level(alices_ear.recorded()[before:]) < -60  # whoever gave the call away is heard no longer
        await alice.hang_up(mine)
