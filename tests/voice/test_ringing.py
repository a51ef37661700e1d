"""Every ring device rings at once, with the ringtone of the number that is called, as loud as was chosen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.ringing import Ringtone
from desktop.voice.recording import load
from desktop.voice.ringer import RISES, SOUNDS, Bell, bell_for, gain, prepared
from desktop.voice.wire import (
    Answer,
    Devices,
    Ended,
    NumberRinging,
    TestRing,
    UseRinging,
)
from tests.sound import RATE, Ear, Headset, Samples, SoundCard, judge, level, listening, read_wave, wait_for
from tests.voice.conftest import NewPhone
from tests.voice.phone import talk

RINGS = SOUNDS / "rings"


# --- what the engine decides by itself --------------------------------------------------------------------
def test_a_number_rings_with_its_own_ringtone_and_any_other_with_the_first() -> None:
    rules = UseRinging(volume=40, numbers=(NumberRinging("+33970000001", "harp"),))
    assert bell_for("+33970000001", rules) == Bell("harp", 40)
    assert bell_for("+33970000002", rules) == Bell("chime", 40)


def test_a_silent_number_does_not_ring_and_the_others_do() -> None:
    rules = UseRinging(numbers=(NumberRinging("+33970000001", "harp", silent=True),))
    assert bell_for("+33970000001", rules) is None
    assert bell_for("+33970000002", rules) is not None


def test_do_not_disturb_silences_every_number() -> None:
    rules = UseRinging(numbers=(NumberRinging("+33970000001", "harp"),), silent=True)
    assert bell_for("+33970000001", rules) is None
    assert bell_for("+33970000002", rules) is None


@pytest.mark.parametrize("ringtone", Ringtone)
def test_every_ringtone_has_its_file_and_all_are_about_as_loud(ringtone: Ringtone) -> None:
    samples = np.frombuffer(load(RINGS / f"{ringtone.value}.wav").samples, np.int16).astype(np.float64)
    loudest = max(level(samples[at : at + RATE]) for at in range(0, len(samples) - RATE, RATE // 4))
    assert -20 < loudest < -13
    assert np.abs(samples).max() < 32_000


def test_a_rising_ring_is_heard_three_times_before_it_is_as_loud_as_chosen() -> None:
    chosen, rising = prepared(Bell("pulse", 50)), prepared(Bell("pulse", 50, rising=True))
    assert rising.again_from == len(RISES) * len(chosen.samples)
    assert rising.samples[rising.again_from :] == chosen.samples
    steps = np.split(np.frombuffer(rising.samples, np.int16).astype(np.float64), len(RISES) + 1)
    rungs = [level(step) - level(steps[-1]) for step in steps[:-1]]
    assert rungs == pytest.approx([20 * np.log10(share) for share in RISES], abs=0.3)


# --- what is heard ----------------------------------------------------------------------------------------
def heard(ear: Ear, seconds: float) -> Samples:
    """What is heard from now on."""
    start = ear.samples_heard
    wait_for(lambda: ear.samples_heard - start >= seconds * RATE, "enough was recorded")
    return ear.recorded()[start : start + int(seconds * RATE)]


def likeness(ringtone: str, recording: Samples) -> float:
    tone = read_wave(RINGS / f"{ringtone}.wav")
    return judge(tone[: 2 * RATE], recording).likeness


async def sounds(ear: Ear) -> None:
    await asyncio.to_thread(wait_for, lambda: ear.level() > -45, "it rings")


async def is_quiet(ear: Ear) -> None:
    await asyncio.to_thread(wait_for, lambda: ear.level(last=0.6) < -60, "there is silence", within=12)


@pytest.fixture(scope="module")
def desk(soundcard: SoundCard) -> Headset:
    return soundcard.headset("ringdesk")


@pytest.fixture(scope="module")
def hall(soundcard: SoundCard) -> Headset:
    return soundcard.headset("ringhall")


@pytest.fixture(scope="module")
def talking(soundcard: SoundCard) -> Headset:
    return soundcard.headset("talking")


@pytest.mark.sound
async def test_both_ring_devices_ring_with_the_ringtone_of_the_number(
    new_phone: NewPhone, desk: Headset, hall: Headset, talking: Headset
) -> None:
    with listening((desk, "speaker"), (hall, "speaker"), (talking, "speaker")) as (first, second, third):
        alice = await new_phone("alice")
        bob = await new_phone("bob", environment=talking.environment)
        bob.send(
            UseRinging(
                devices=(desk.speaker, hall.speaker), numbers=(NumberRinging(bob.number, "old-telephone"),)
            )
        )
        await bob.hears(Devices, lambda event: event.ringers == (desk.speaker, hall.speaker))
        mine = alice.dial(bob.number)
        incoming = await bob.rings()
        await sounds(first)
        await sounds(second)
        recordings = await asyncio.gather(*(asyncio.to_thread(heard, ear, 5.0) for ear in (first, second)))
        for recording in recordings:
            assert likeness("old-telephone", recording) > 0.9
            assert likeness("chime", recording) < 0.5
        assert level(third.recorded()) < -60, "the device one talks on does not ring"
        bob.send(Answer(incoming.call_id))
        await alice.confirmed(mine)
        await is_quiet(first)
        await is_quiet(second)
        await alice.hang_up(mine)


@pytest.mark.sound
async def test_half_the_volume_is_twelve_decibels_less(
    new_phone: NewPhone, desk: Headset, talking: Headset
) -> None:
    with desk.listening() as ear:
        alice = await new_phone("alice", environment=talking.environment)
        levels = []
        tone = read_wave(RINGS / "marimba.wav")
        for volume in (100, 50):
            alice.send(UseRinging(devices=(desk.speaker,), volume=volume))
            await is_quiet(ear)
            start = ear.samples_heard
            alice.send(TestRing("marimba"))
            await sounds(ear)
            await is_quiet(ear)
            levels.append(judge(tone[: 2 * RATE], ear.recorded()[start:]).level)
        assert levels[0] == pytest.approx(0, abs=1)
        assert levels[0] - levels[1] == pytest.approx(-20 * np.log10(gain(50)), abs=1)


@pytest.mark.sound
async def test_under_do_not_disturb_a_call_comes_and_nothing_sounds(
    new_phone: NewPhone, desk: Headset, talking: Headset
) -> None:
    with listening((desk, "speaker"), (talking, "speaker")) as ears:
        alice = await new_phone("alice")
        bob = await new_phone("bob", environment=talking.environment)
        bob.send(UseRinging(devices=(desk.speaker,), silent=True))
        mine = alice.dial(bob.number)
        incoming = await bob.rings()
        await alice.hears_ringing(mine)
        recordings = await asyncio.gather(*(asyncio.to_thread(heard, ear, 1.5) for ear in ears))
        assert all(level(recording) < -60 for recording in recordings)
        bob.send(UseRinging(devices=(desk.speaker,)))  # switched off while the call waits
        await sounds(ears[0])
        bob.send(UseRinging(devices=(desk.speaker,), silent=True))
        await is_quiet(ears[0])
        assert not any(isinstance(event, Ended) for event in bob.told)
        bob.send(Answer(incoming.call_id))
        await alice.confirmed(mine)
        await alice.hang_up(mine)


@pytest.mark.sound
async def test_a_silent_number_gives_no_waiting_tone_either(
    new_phone: NewPhone, desk: Headset, talking: Headset, voices: tuple[Path, Path]
) -> None:
    del voices
    with talking.listening() as ear:
        alice, carol = await new_phone("alice"), await new_phone("carol")
        bob = await new_phone("bob", environment=talking.environment)
        bob.send(
            UseRinging(devices=(desk.speaker,), numbers=(NumberRinging(bob.number, "glass", silent=True),))
        )
        mine, theirs = await talk(alice, bob)
        before = len(bob.told)
        second = carol.dial(bob.number)
        await bob.rings(after=before)
        await carol.hears_ringing(second)
        assert level(await asyncio.to_thread(heard, ear, 1.5)) < -60
        bob.send(UseRinging(devices=(desk.speaker,)))
        await asyncio.to_thread(wait_for, lambda: ear.level() > -55, "the soft tone is heard")
        await carol.hang_up(second)
        await alice.hang_up(mine)
        await bob.ended(theirs)


@pytest.mark.sound
async def test_a_ring_device_that_vanishes_leaves_the_other_ringing_and_rings_again_when_it_is_back(
    soundcard: SoundCard, new_phone: NewPhone, desk: Headset, talking: Headset
) -> None:
    passing = soundcard.headset("passingbell")
    with desk.listening() as ear:
        alice = await new_phone("alice")
        bob = await new_phone("bob", environment=talking.environment)
        bob.send(UseRinging(devices=(passing.speaker, desk.speaker)))
        await bob.hears(Devices, lambda event: event.ringers == (passing.speaker, desk.speaker))
        with passing.listening() as passing_ear:
            mine = alice.dial(bob.number)
            await bob.rings()
            await sounds(passing_ear)
            await sounds(ear)
        passing.unplug()
        # Long enough for the list of devices to be read: the stream of one that is gone may go on unheard.
        for _ in range(2):
            assert level(await asyncio.to_thread(heard, ear, 3.4)) > -45
        back = soundcard.headset("passingbell")
        with back.listening() as passing_ear:
            await asyncio.to_thread(
                wait_for, lambda: passing_ear.level() > -45, "the device that is back rings", within=20
            )
        await sounds(ear)
        await alice.hang_up(mine)


@pytest.mark.sound
async def test_where_the_only_ring_device_vanishes_another_rings_on_and_is_named(
    soundcard: SoundCard, new_phone: NewPhone, talking: Headset
) -> None:
    passing = soundcard.headset("onlybell")
    with talking.listening() as ear:
        alice = await new_phone("alice")
        bob = await new_phone("bob", environment=talking.environment)
        bob.send(UseRinging(devices=(passing.speaker,)))
        await bob.hears(Devices, lambda event: event.ringers == (passing.speaker,))
        mine = alice.dial(bob.number)
        incoming = await bob.rings()
        with passing.listening() as passing_ear:
            await sounds(passing_ear)
        before = len(bob.told)
        passing.unplug()
        told = await bob.hears(
            Devices, lambda event: passing.speaker not in event.ringers, after=before, within=20
        )
        assert told.ringers
        await sounds(ear)
        bob.send(Answer(incoming.call_id))
        await alice.confirmed(mine)
        await alice.hang_up(mine)


@pytest.mark.sound
async def test_where_no_chosen_device_is_there_it_rings_on_the_default_one(
    new_phone: NewPhone, talking: Headset
) -> None:
    with talking.listening() as ear:
        alice = await new_phone("alice")
        bob = await new_phone("bob", environment=talking.environment)
        bob.send(UseRinging(devices=("in the drawer",)))
        told = await bob.hears(Devices, lambda event: event.ringers != ())
        assert told.ringers != ("in the drawer",)
        mine = alice.dial(bob.number)
        await sounds(ear)
        await alice.hang_up(mine)
