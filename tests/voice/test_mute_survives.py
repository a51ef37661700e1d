"""Muted stays muted, whatever happens to the call: judged by what the others' loudspeakers gave.

What is said is a whistle above all that the carrier's music for those on hold is made of.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from desktop.voice.wire import Answer, Devices, Held, Hold, Join, Joined, Mute, Muted, Split, UseDevices
from tests.sound import RATE, Ear, Headset, Samples, SoundCard, level, listening, wait_for
from tests.voice.conftest import NewPhone
from tests.voice.phone import Phone, talk
from tests.voice.test_what_was_said_before import hum

pytestmark = pytest.mark.sound

HEARD, NOTHING = -40.0, -60.0
PITCH = 3_100
"""In hertz; within what G.711 carries."""


def whistle(samples: Samples) -> float:
    """How loud it is in there, in dBFS: the loudest fifth of a second."""
    size = RATE // 5
    loudest = 0.0
    for start in range(0, max(1, len(samples) - size + 1), size):
        piece = samples[start : start + size]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), RATE))
        loudest = max(loudest, float(spectrum[PITCH - 20 : PITCH + 20].max()) / size)
    return 20 * float(np.log10(loudest / 8_192 + 1e-9))


def lately(ear: Ear, seconds: float) -> float:
    return whistle(ear.recorded()[-int(seconds * RATE) :])


@dataclass(slots=True)
class Mouth:
    """What is said, and who heard it."""

    headset: Headset
    words: Path

    async def is_heard(self, *ears: Ear) -> None:
        with self.headset.saying(self.words):
            await asyncio.gather(*(heard(ear) for ear in ears))
        await quiet(*ears)

    async def is_not_heard(self, *ears: Ear) -> None:
        """All of it is said, and nothing comes."""
        await quiet(*ears)
        before = [ear.samples_heard for ear in ears]
        await asyncio.to_thread(self.headset.say, self.words)
        for ear, start in zip(ears, before, strict=True):
            assert whistle(ear.recorded()[start:]) < NOTHING


async def heard(ear: Ear) -> None:
    await asyncio.to_thread(wait_for, lambda: lately(ear, 0.2) > HEARD, "it is heard")


async def quiet(*ears: Ear) -> None:
    def is_quiet() -> bool:
        return all(lately(ear, 0.4) < NOTHING for ear in ears)

    await asyncio.to_thread(wait_for, is_quiet, "it is quiet")


async def holds(phone: Phone, call_id: str, here: bool, there: bool, after: int = 0) -> None:
    await phone.hears(Held, lambda event: event == Held(call_id, here, there), after=after)


@pytest.fixture(scope="module")
def headsets(soundcard: SoundCard) -> tuple[Headset, Headset, Headset, Headset]:
    return (
        soundcard.headset("alice"),
        soundcard.headset("bob"),
        soundcard.headset("carol"),
        soundcard.headset("spare"),
    )


async def test_mute_survives_hold_resume_and_switching(
    new_phone: NewPhone, headsets: tuple[Headset, ...], tmp_path: Path
) -> None:
    alices, bobs, carols, _ = headsets
    says = Mouth(alices, hum(tmp_path / "whistle.wav", 0.8, pitch=PITCH))
    with listening((bobs, "speaker"), (carols, "speaker")) as (at_bob, at_carol):
        alice = await new_phone("alice", environment=alices.environment)
        bob = await new_phone("bob", environment=bobs.environment)
        carol = await new_phone("carol", environment=carols.environment)
        first, bobs_call = await talk(alice, bob)
        await says.is_heard(at_bob)
        alice.send(Mute(first, True))
        alice.send(Hold(first, True))
        await holds(bob, bobs_call, False, True)
        await says.is_not_heard(at_bob)
        seen = len(bob.told)
        alice.send(Hold(first, False))
        await holds(bob, bobs_call, False, False, after=seen)
        await says.is_not_heard(at_bob)
        carols_call = carol.dial(alice.number)
        second = (await alice.rings()).call_id
        seen = len(bob.told)
        alice.send(Answer(second))
        await carol.confirmed(carols_call)
        await holds(bob, bobs_call, False, True, after=seen)
        await says.is_heard(at_carol)
        await says.is_not_heard(at_bob)
        seen = len(bob.told)
        alice.send(Hold(first, False))
        await holds(bob, bobs_call, False, False, after=seen)
        await holds(carol, carols_call, False, True)
        await says.is_not_heard(at_bob, at_carol)
        alice.send(Mute(first, False))
        await says.is_heard(at_bob)
        await says.is_not_heard(at_carol)


async def test_mute_survives_joining_splitting_and_another_microphone(
    new_phone: NewPhone, headsets: tuple[Headset, ...], tmp_path: Path
) -> None:
    alices, bobs, carols, spare = headsets
    words = hum(tmp_path / "whistle.wav", 0.8, pitch=PITCH)
    alice_says, bob_says, spare_says = Mouth(alices, words), Mouth(bobs, words), Mouth(spare, words)
    places = ((alices, "speaker"), (bobs, "speaker"), (carols, "speaker"))
    with listening(*places) as (at_alice, at_bob, at_carol):
        alice = await new_phone("alice", environment=alices.environment)
        bob = await new_phone("bob", environment=bobs.environment)
        carol = await new_phone("carol", environment=carols.environment)
        first, bobs_call = await talk(alice, bob)
        alice.send(Mute(first, True))
        second, carols_call = await talk(alice, carol)
        await holds(bob, bobs_call, False, True)
        seen = len(bob.told)
        alice.send(Join(first, second))
        await alice.hears(Joined, lambda event: set(event.call_ids) == {first, second})
        await alice.hears(Muted, lambda event: event == Muted(second, True))
        await holds(bob, bobs_call, False, False, after=seen)
        await alice_says.is_not_heard(at_bob, at_carol)
        await bob_says.is_heard(at_alice, at_carol)
        alice.send(UseDevices(microphones=(spare.microphone,)))
        await alice.hears(Devices, lambda event: event.microphone == spare.microphone)
        await spare_says.is_not_heard(at_bob, at_carol)
        alice.send(Mute(second, False))
        await spare_says.is_heard(at_bob, at_carol)
        alice.send(Split(second))
        await holds(bob, bobs_call, False, True, after=seen)
        await spare_says.is_heard(at_carol)
        await spare_says.is_not_heard(at_bob)
        await bob_says.is_not_heard(at_alice, at_carol)
        await carol.hang_up(carols_call)
        await alice.ended(second)


async def test_who_waits_hears_the_carriers_music_and_nobody_else_does(
    new_phone: NewPhone, headsets: tuple[Headset, ...]
) -> None:
    alices, bobs, carols, _ = headsets
    places = ((alices, "speaker"), (bobs, "speaker"), (carols, "speaker"))
    with listening(*places) as (at_alice, at_bob, at_carol):
        alice = await new_phone("alice", environment=alices.environment)
        bob = await new_phone("bob", environment=bobs.environment)
        carol = await new_phone("carol", environment=carols.environment)
        first, bobs_call = await talk(alice, bob)
        alice.send(Hold(first, True))
        await holds(bob, bobs_call, False, True)
        await asyncio.to_thread(wait_for, lambda: at_bob.level() > -35, "there is music")
        second, _ = await talk(alice, carol)
        talked = len(bob.told)
        alice.send(Join(first, second))
        await holds(bob, bobs_call, False, False, after=talked)
        await asyncio.to_thread(wait_for, lambda: at_bob.level(last=0.4) < -60, "it is over")
        bob.send(Hold(bobs_call, True))
        await holds(alice, first, False, True)
        before = at_carol.samples_heard
        await asyncio.to_thread(
            wait_for, lambda: at_carol.samples_heard > before + RATE, "a second has passed"
        )
        for ear in (at_carol, at_alice):
            assert level(ear.recorded()[-RATE:]) < -60
