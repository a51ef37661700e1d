"""The sound check in the engine: what is said is measured, can be heard again, and a call goes first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop.voice.wire import (
    CommandFailed,
    EndRehearsal,
    Levels,
    MeasureLevels,
    Playing,
    PlayRehearsal,
    Processing,
    ProcessSound,
    Rehearse,
    Rehearsed,
)
from tests.sound import RATE, Headset, SoundCard, judge, read_wave, wait_for
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone
from tests.voice.phone import talk

pytestmark = pytest.mark.sound


@pytest.fixture(scope="module")
def headset(soundcard: SoundCard) -> Headset:
    return soundcard.headset("check")


async def test_what_is_said_is_measured_and_heard_again(
    new_phone: NewPhone, headset: Headset, voices: tuple[Path, Path]
) -> None:
    async def take(number: int) -> None:
        ann = await new_phone(f"ann{number}", environment=headset.environment)
        ann.send(MeasureLevels(True))
        await ann.hears(Levels)
        seconds = len(read_wave(voices[0])) / RATE + 2
        ann.send(Rehearse(seconds))
        await asyncio.to_thread(headset.say, voices[0])
        told = await ann.hears(Rehearsed)
        assert told.problem == ""
        assert -35 < told.voice < -5
        assert (told.voice_after, told.noise_after) == (told.voice, told.noise)  # nothing was asked for
        with headset.listening() as ear:
            since = ear.samples_heard
            ann.send(PlayRehearsal("again"))
            end = await ann.hears(Playing, lambda event: event.done and event.play_id == "again")
            assert end.second == pytest.approx(seconds, abs=0.1)
            await asyncio.to_thread(wait_for, lambda: ear.level(last=0.5) < -60, "it is over")
            heard = ear.recorded()[since:]
        assert judge(read_wave(voices[0]), heard).likeness > 0.8
        before = len(ann.told)
        ann.send(EndRehearsal())
        ann.send(PlayRehearsal("again"))
        assert (await ann.hears(CommandFailed, after=before)).why == "nothing"

    await judged_in_peace(take)


async def test_processing_is_seen_in_it(
    new_phone: NewPhone, headset: Headset, voices: tuple[Path, Path]
) -> None:
    ann = await new_phone("ann", environment=headset.environment)
    ann.send(ProcessSound(echo=True, noise=True))
    await ann.hears(Processing, lambda event: event.noise)
    with headset.saying(voices[0]):
        ann.send(Rehearse(2.0))
        told = await ann.hears(Rehearsed)
    assert told.voice_after != told.voice
    assert abs(told.voice_after - told.voice) < 3


async def test_a_muted_microphone_is_told_from_a_silent_one(
    new_phone: NewPhone, headset: Headset, soundcard: SoundCard
) -> None:
    ann = await new_phone("ann", environment=headset.environment)
    ann.send(MeasureLevels(True))
    await ann.hears(Levels)
    ann.send(Rehearse(1.0))
    assert (await ann.hears(Rehearsed)).problem == "silent"
    soundcard.control("set-source-mute", "check_mic.monitor", "1")
    try:
        before = len(ann.told)
        ann.send(Rehearse(1.0))
        told = await ann.hears(Rehearsed, after=before)
        assert (told.problem, told.voice) == ("muted-by-system", -90)
    finally:
        soundcard.control("set-source-mute", "check_mic.monitor", "0")


async def test_in_a_call_it_is_refused_and_a_call_ends_it(new_phone: NewPhone, headset: Headset) -> None:
    ann = await new_phone("ann", environment=headset.environment)
    ben = await new_phone("ben", environment=headset.environment)
    ann.send(Rehearse(15.0))
    mine, _ = await talk(ann, ben)
    assert (await ann.hears(CommandFailed)).why == "in-a-call"
    before = len(ann.told)
    ann.send(Rehearse())
    failed = await ann.hears(CommandFailed, after=before)
    assert (failed.command, failed.why) == ("Rehearse", "in-a-call")
    await ann.hang_up(mine)


async def test_without_a_microphone_it_says_so(new_phone: NewPhone) -> None:
    ann = await new_phone("ann")
    ann.send(Rehearse(1.0))
    assert (await ann.hears(CommandFailed)).why == "no-microphone"
    before = len(ann.told)
    ann.send(PlayRehearsal("again"))
    assert (await ann.hears(CommandFailed, after=before)).why == "nothing"
