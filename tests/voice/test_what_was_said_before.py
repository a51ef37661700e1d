"""What was said while nobody should hear it has not waited for the moment when they may."""

from __future__ import annotations

import asyncio
import math
import struct
import wave
from pathlib import Path

import pytest

from desktop.voice.wire import Mute, Muted
from tests.sound import RATE, SoundCard, level, listening, wait_for
from tests.voice.conftest import NewPhone
from tests.voice.phone import talk

pytestmark = pytest.mark.sound

WINDOW = RATE // 100
MOST_HEARD = 0.12
"""Seconds: what is under way in the sound server at the moment of the change. The ring holds 0.4."""


def hum(path: Path, seconds: float, *, pitch: float = 440) -> Path:
    """`pitch` in hertz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        samples = (int(12_000 * math.sin(2 * math.pi * pitch * n / RATE)) for n in range(int(seconds * RATE)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


async def test_unmuting_sends_nothing_of_what_was_said_while_muted(
    new_phone: NewPhone, soundcard: SoundCard, tmp_path: Path
) -> None:
    mine, theirs = soundcard.headset("alice"), soundcard.headset("bob")
    with listening((theirs, "speaker"), (mine, "mic")) as (ear, mouth):
        alice = await new_phone("alice", environment=mine.environment)
        bob = await new_phone("bob", environment=theirs.environment)
        call_id, _ = await talk(alice, bob)
        tone = hum(tmp_path / "hum.wav", 3.0)
        with mine.saying(tone):
            await asyncio.to_thread(wait_for, lambda: ear.level() > -40, "there is sound")
            alice.send(Mute(call_id, True))
            await alice.hears(Muted, lambda event: event.muted)
            await asyncio.to_thread(wait_for, lambda: ear.level(last=0.5) < -60, "there is silence")
        await asyncio.to_thread(wait_for, lambda: mouth.level(last=0.03) < -60, "nobody speaks any more")
        before = ear.samples_heard
        alice.send(Mute(call_id, False))
        await alice.hears(Muted, lambda event: not event.muted)
        await asyncio.to_thread(wait_for, lambda: ear.samples_heard > before + RATE, "a second has passed")
        after = ear.recorded()[before:]
        loud = sum(level(after[at : at + WINDOW]) > -50 for at in range(0, len(after), WINDOW))
        assert loud / 100 < MOST_HEARD
