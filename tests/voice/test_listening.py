"""Listening to a recording (VM-2), judged by what comes out of the loudspeaker."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from desktop.decoding.door import Decoder
from desktop.voice.wire import Playing, PlaySound, StopPlaying, UseDevices, UseRinging
from tests.sound import RATE, Headset, Samples, SoundCard, listening, note, wait_for
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone

pytestmark = pytest.mark.sound

LOWEST, RISE = 400.0, 200.0
"""Hertz of a rising note at its beginning, and by how much it rises in a second: it tells where one is."""


def rising(seconds: float) -> bytes:
    at = np.arange(int(seconds * RATE)) / RATE
    return bytes((9_000 * np.sin(2 * np.pi * (LOWEST * at + RISE * at * at / 2))).astype("<i2").tobytes())


def loud_part(heard: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(heard) > 500)
    assert len(loud), "nothing was heard"
    return heard[loud[0] : loud[-1] + 1]


def hertz(samples: Samples) -> float:
    crossings = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
    return float((len(crossings) - 1) * RATE / (crossings[-1] - crossings[0]))


@pytest.fixture(scope="module")
def desk(soundcard: SoundCard) -> Headset:
    return soundcard.headset("desk")


async def test_at_twice_the_speed_it_keeps_its_pitch(new_phone: NewPhone, desk: Headset) -> None:
    decoder = Decoder()
    sound = note(4)
    parts = [sound[:RATE], sound[RATE:]]
    faster = [piece async for piece in decoder.faster(parts, speed=2.0)]
    await decoder.close()

    async def take(number: int) -> None:
        with desk.listening() as ear:
            alice = await new_phone(f"alice{number}", environment=desk.environment)
            for piece in faster:
                for begin in range(0, len(piece), 96_000):
                    alice.send(PlaySound("fast", RATE, piece[begin : begin + 96_000], more=True))
            alice.send(PlaySound("fast", RATE, b""))
            end = await alice.hears(Playing, lambda event: event.done)
            assert end.second == pytest.approx(2.0, abs=0.06)
            await asyncio.to_thread(wait_for, lambda: ear.level(last=0.4) < -60, "it is over")
            heard = loud_part(ear.recorded())
            assert len(heard) / RATE == pytest.approx(2.0, abs=0.15)
            assert hertz(heard[RATE // 4 : -RATE // 4]) == pytest.approx(1_000, abs=10)

    await judged_in_peace(take)


async def test_what_is_sought_sounds_from_there(new_phone: NewPhone, desk: Headset) -> None:
    """The note at the beginning of what is heard tells the second."""
    sound = rising(8)

    async def take(number: int) -> None:
        with desk.listening() as ear:
            alice = await new_phone(f"bob{number}", environment=desk.environment)
            alice.send(PlaySound("sought", RATE, sound[5 * RATE * 2 :]))
            await alice.hears(Playing, lambda event: event.second > 0.6)
            alice.send(StopPlaying("sought"))
            await alice.hears(Playing, lambda event: event.done)
            first = loud_part(ear.recorded())[: RATE // 10]
            second = (hertz(first) - LOWEST) / RISE - 0.05
            assert second == pytest.approx(5.0, abs=0.05)

    await judged_in_peace(take)


async def test_it_sounds_on_the_ring_device_where_it_is_asked_for(
    soundcard: SoundCard, new_phone: NewPhone, desk: Headset
) -> None:
    bell = soundcard.headset("bell")
    with listening((desk, "speaker"), (bell, "speaker")) as (desks_ear, bells_ear):
        alice = await new_phone("alice", environment=desk.environment)
        alice.send(UseDevices(speakers=(desk.speaker,)))
        alice.send(UseRinging(devices=(bell.speaker,)))
        alice.send(PlaySound("there", RATE, note(1.0), on_ringer=True))
        await asyncio.to_thread(wait_for, lambda: bells_ear.level() > -40, "the bell sounds")
        await alice.hears(Playing, lambda event: event.done)
        assert np.abs(desks_ear.recorded()).max() < 500


async def test_it_goes_on_at_the_next_device_where_its_own_vanishes(
    soundcard: SoundCard, new_phone: NewPhone, desk: Headset
) -> None:
    passing = soundcard.headset("passing")
    with listening((desk, "speaker"), (passing, "speaker")) as (desks_ear, passing_ear):
        alice = await new_phone("alice", environment=desk.environment)
        alice.send(UseDevices(speakers=(passing.speaker, desk.speaker)))
        sound = note(15)
        for begin in range(0, len(sound), 96_000):
            alice.send(PlaySound("long", RATE, sound[begin : begin + 96_000], more=True))
        await asyncio.to_thread(wait_for, lambda: passing_ear.level() > -40, "it sounds")
        passing.unplug()
        await asyncio.to_thread(
            wait_for, lambda: desks_ear.level() > -40, "it goes on elsewhere", within=12.0
        )
        assert not any(isinstance(event, Playing) and event.done for event in alice.told)
        alice.send(StopPlaying("long"))
        await alice.hears(Playing, lambda event: event.done)
