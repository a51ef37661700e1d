"""What is said into the microphone is handed over while it is said; a call goes first, nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from desktop.voice.wire import (
    CommandFailed,
    Devices,
    Levels,
    MeasureLevels,
    Record,
    RecordedPiece,
    RecordingEnded,
    Rehearse,
    Rehearsed,
    StopRecording,
    UseDevices,
)
from tests.sound import RATE, Headset, SoundCard, judge, read_wave
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone
from tests.voice.phone import Phone, talk

pytestmark = pytest.mark.sound


@pytest.fixture(scope="module")
def headset(soundcard: SoundCard) -> Headset:
    return soundcard.headset("recorder")


def said(phone: Phone, record_id: str) -> bytes:
    pieces = [each for each in phone.told if isinstance(each, RecordedPiece) and each.record_id == record_id]
    assert {each.rate for each in pieces} == {RATE}
    return b"".join(each.samples for each in pieces)


async def test_what_is_recorded_is_what_was_said(
    new_phone: NewPhone, headset: Headset, voices: tuple[Path, Path]
) -> None:
    async def take(number: int) -> None:
        ann = await new_phone(f"ann{number}", environment=headset.environment)
        ann.send(MeasureLevels(True))
        await ann.hears(Levels)
        ann.send(Record("mine"))
        await asyncio.to_thread(headset.say, voices[0])
        ann.send(StopRecording("mine"))
        ended = await ann.hears(RecordingEnded)
        assert (ended.record_id, ended.why, ended.problem) == ("mine", "stopped", "")
        mine = said(ann, "mine")
        heard = np.frombuffer(mine, dtype="<i2").astype(np.float64)
        assert judge(read_wave(voices[0]), heard).likeness > 0.8
        seconds = len(mine) / 2 / RATE
        looks = sum(isinstance(each, RecordedPiece) for each in ann.told) / seconds
        assert 12 < looks < 25

    await judged_in_peace(take)


async def test_a_call_ends_it_and_what_was_said_is_kept(
    new_phone: NewPhone, headset: Headset, voices: tuple[Path, Path]
) -> None:
    ann = await new_phone("ann", environment=headset.environment)
    ben = await new_phone("ben", environment=headset.environment)
    with headset.saying(voices[0]):
        ann.send(Record("mine"))
        await ann.until(lambda: sum(isinstance(e, RecordedPiece) for e in ann.told) > 10, "it records")
        mine, _ = await talk(ann, ben)
        ended = await ann.hears(RecordingEnded)
    assert (ended.why, ended.problem) == ("in-a-call", "")
    assert len(said(ann, "mine")) > RATE // 2
    before = len(ann.told)
    ann.send(Record("other"))
    assert (await ann.hears(RecordingEnded, after=before)) == RecordingEnded("other", "in-a-call")
    await ann.hang_up(mine)


async def test_one_at_a_time_and_each_has_its_end(new_phone: NewPhone, headset: Headset) -> None:
    ann = await new_phone("ann", environment=headset.environment)
    ann.send(Record("first"))
    await ann.hears(RecordedPiece)
    ann.send(Record("second"))
    assert (await ann.hears(RecordingEnded)).record_id == "first"
    ann.send(Rehearse(15.0))
    ended = await ann.hears(RecordingEnded, lambda event: event.record_id == "second")
    assert ended.why == "stopped"
    ann.send(Record("third", 1.0))
    failed = await ann.hears(CommandFailed)
    assert (failed.command, failed.why) == ("Rehearse", "stopped")
    ended = await ann.hears(RecordingEnded, lambda event: event.record_id == "third")
    assert (ended.why, ended.problem) == ("full", "silent")
    assert len(said(ann, "third")) == RATE * 2  # to the sample


async def test_a_muted_microphone_is_told_from_a_silent_one(
    new_phone: NewPhone, headset: Headset, soundcard: SoundCard
) -> None:
    """Nothing else has opened the microphone before: only an open one can be asked about."""
    ann = await new_phone("ann", environment=headset.environment)
    soundcard.control("set-source-mute", "recorder_mic.monitor", "1")
    try:
        ann.send(Record("mine", 1.0))
        assert (await ann.hears(RecordingEnded)) == RecordingEnded("mine", "full", "muted-by-system")
        ann.send(Rehearse(1.0))
        assert (await ann.hears(Rehearsed)).problem == "muted-by-system"
    finally:
        soundcard.control("set-source-mute", "recorder_mic.monitor", "0")


async def test_a_microphone_that_is_not_there_or_goes_is_said(
    new_phone: NewPhone, soundcard: SoundCard
) -> None:
    nobody = await new_phone("nobody")
    nobody.send(Record("none"))
    assert (await nobody.hears(RecordingEnded)) == RecordingEnded("none", "no-microphone")
    passing = soundcard.headset("passing")
    ann = await new_phone("ann", environment=passing.environment)
    # By name: what follows the system is moved by it to another microphone, and goes on.
    ann.send(UseDevices((passing.microphone,), ()))
    await ann.hears(Devices, lambda event: event.microphone == passing.microphone)
    ann.send(Record("mine"))
    await ann.hears(RecordedPiece)
    await asyncio.to_thread(passing.unplug)
    ended = await ann.hears(RecordingEnded, within=30)
    assert ended.why == "microphone-gone"
    assert said(ann, "mine")
