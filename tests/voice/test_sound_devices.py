"""Devices are chosen by name, come and go, and never take a call with them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop.voice.wire import (
    Answer,
    CommandFailed,
    Confirmed,
    Devices,
    Ended,
    Held,
    Hold,
    Levels,
    MeasureLevels,
    Mute,
    Playing,
    PlaySound,
    StopPlaying,
    TestRing,
    UseDevices,
    UseRinging,
)
from tests.sound import Ear, Headset, SoundCard, judge, level, listening, read_wave, wait_for
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone
from tests.voice.phone import talk

pytestmark = pytest.mark.sound

Voices = tuple[Path, Path]


async def sounds(ear: Ear, *, louder_than: float = -45) -> None:
    await asyncio.to_thread(wait_for, lambda: ear.level() > louder_than, "there is sound")


async def is_quiet(ear: Ear) -> None:
    await asyncio.to_thread(wait_for, lambda: ear.level(last=0.6) < -60, "there is silence")


@pytest.fixture(scope="module")
def desk(soundcard: SoundCard) -> Headset:
    return soundcard.headset("desk")


@pytest.fixture(scope="module")
def bell(soundcard: SoundCard) -> Headset:
    return soundcard.headset("bell")


async def test_devices_are_listed_by_name_and_chosen_by_it(
    new_phone: NewPhone, desk: Headset, bell: Headset
) -> None:
    alice = await new_phone("alice", environment=desk.environment)
    alice.send(UseDevices(microphones=("not plugged in", desk.microphone), speakers=(desk.speaker,)))
    alice.send(UseRinging(devices=("not plugged in", bell.speaker)))
    told = await alice.hears(Devices, lambda event: event.ringers == (bell.speaker,))
    assert (told.microphone, told.speaker, told.problem) == (desk.microphone, desk.speaker, "")
    assert {desk.microphone, bell.speaker} <= {device.name for device in told.devices}


async def test_it_rings_on_the_ringer_until_it_is_answered_and_the_caller_hears_ringback(
    new_phone: NewPhone, desk: Headset, bell: Headset
) -> None:
    with listening((desk, "speaker"), (bell, "speaker")) as (desks_ear, bells_ear):
        alice = await new_phone("alice", environment=desk.environment)
        bob = await new_phone("bob", environment=desk.environment)
        bob.send(UseRinging(devices=(bell.speaker,)))
        mine = alice.dial(bob.number)
        incoming = await bob.rings()
        await sounds(bells_ear)
        await sounds(desks_ear)  # ringback, at the caller
        bob.send(Answer(incoming.call_id))
        await alice.confirmed(mine)
        await is_quiet(bells_ear)
        await is_quiet(desks_ear)
        await alice.hang_up(mine)


async def test_a_busy_line_is_heard(new_phone: NewPhone, desk: Headset) -> None:
    with desk.listening() as ear:
        alice = await new_phone("alice", environment=desk.environment)
        ended = await alice.ended(alice.dial("+33199000000"))
        assert ended.code == 404
        await sounds(ear)
        await is_quiet(ear)


async def test_the_ring_can_be_tried(new_phone: NewPhone, desk: Headset, bell: Headset) -> None:
    with bell.listening() as ear:
        alice = await new_phone("alice", environment=desk.environment)
        alice.send(UseRinging(devices=(bell.speaker,)))
        alice.send(TestRing())
        await sounds(ear)
        await is_quiet(ear)


async def test_a_device_that_vanishes_does_not_end_the_call_and_the_next_one_is_used(
    soundcard: SoundCard, new_phone: NewPhone, desk: Headset, bell: Headset, voices: Voices
) -> None:
    passing = soundcard.headset("passing")
    with listening((desk, "speaker"), (passing, "speaker")) as (desks_ear, passing_ear):
        alice = await new_phone("alice", environment=desk.environment)
        bob = await new_phone("bob", environment=bell.environment)
        alice.send(
            UseDevices(
                microphones=(passing.microphone, desk.microphone), speakers=(passing.speaker, desk.speaker)
            )
        )
        mine, theirs = await talk(alice, bob)
        await alice.hears(Devices, lambda event: event.speaker == passing.speaker)
        with bell.saying(voices[0]):
            await sounds(passing_ear)
        before = len(alice.told)
        passing.unplug()
        told = await alice.hears(
            Devices, lambda event: event.speaker == desk.speaker, after=before, within=20
        )
        assert told.microphone == desk.microphone
        with bell.saying(voices[0]):
            await sounds(desks_ear)
        assert not any(isinstance(event, Ended) for event in alice.told)
        await alice.hang_up(mine)
        await bob.ended(theirs)


async def test_a_microphone_that_comes_back_during_a_call_is_used_again(
    soundcard: SoundCard, new_phone: NewPhone, desk: Headset, bell: Headset, voices: Voices
) -> None:
    with bell.listening() as bells_ear:
        alice = await new_phone("alice", environment=desk.environment)
        bob = await new_phone("bob", environment=bell.environment)
        wanted = ("never_mic", "later_mic", desk.microphone)
        alice.send(UseDevices(microphones=wanted, speakers=(desk.speaker,)))
        mine, _ = await talk(alice, bob)
        await alice.hears(Devices, lambda event: event.microphone == desk.microphone)
        before = len(alice.told)
        later = soundcard.headset("later")
        await alice.hears(
            Devices, lambda event: event.microphone == later.microphone, after=before, within=20
        )
        with later.saying(voices[0]):
            await sounds(bells_ear)
        await alice.hang_up(mine)


async def test_mute_survives_a_microphone_that_goes_and_one_that_comes(
    soundcard: SoundCard, new_phone: NewPhone, desk: Headset, bell: Headset, voices: Voices
) -> None:
    leaving = soundcard.headset("leaving")
    with bell.listening() as bells_ear:
        alice = await new_phone("alice", environment=desk.environment)
        bob = await new_phone("bob", environment=bell.environment)
        alice.send(UseDevices(microphones=(leaving.microphone, desk.microphone), speakers=(desk.speaker,)))
        mine, _ = await talk(alice, bob)
        await alice.hears(Devices, lambda event: event.microphone == leaving.microphone)
        with leaving.saying(voices[0]):
            await sounds(bells_ear)
        alice.send(Mute(mine, True))
        await is_quiet(bells_ear)
        since, before = bells_ear.samples_heard, len(alice.told)
        leaving.unplug()
        await alice.hears(Devices, lambda event: event.microphone == desk.microphone, after=before, within=20)
        await asyncio.to_thread(desk.say, voices[0])
        assert level(bells_ear.recorded()[since:]) < -60
        alice.send(Mute(mine, False))
        with desk.saying(voices[0]):
            await sounds(bells_ear)
        await alice.hang_up(mine)


async def test_devices_are_changed_while_it_rings_and_while_one_holds(
    new_phone: NewPhone, desk: Headset, bell: Headset, voices: Voices
) -> None:
    with listening((desk, "speaker"), (bell, "speaker")) as (desks_ear, bells_ear):
        alice = await new_phone("alice", environment=desk.environment)
        bob = await new_phone("bob", environment=desk.environment)
        alice.send(UseDevices(speakers=(bell.speaker,)))
        bob.send(UseRinging(devices=(bell.speaker,)))
        mine = alice.dial(bob.number)
        incoming = await bob.rings()
        await sounds(bells_ear)
        bob.send(UseRinging(devices=(desk.speaker,)))
        await sounds(desks_ear)
        bob.send(Answer(incoming.call_id))
        await alice.confirmed(mine)
        await is_quiet(desks_ear)
        with desk.saying(voices[0]):
            await sounds(desks_ear)
        bob.send(Hold(incoming.call_id, True))
        await bob.hears(Held, lambda event: event.here)
        bob.send(UseDevices(speakers=(bell.speaker,)))
        bob.send(Hold(incoming.call_id, False))
        await is_quiet(desks_ear)
        with desk.saying(voices[0]):
            await sounds(bells_ear)
        await alice.hang_up(mine)


async def test_without_any_device_a_call_is_made_and_the_want_is_told(new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, _ = await talk(alice, bob)
    told = await alice.hears(Devices, lambda event: event.microphone == "" and event.speaker == "")
    assert told.problem == "no-devices"
    assert (await alice.hears(Confirmed)).call_id == mine
    await alice.hang_up(mine)


async def test_the_level_of_the_microphone_is_shown_while_asked_for(
    new_phone: NewPhone, desk: Headset, voices: Voices
) -> None:
    alice = await new_phone("alice", environment=desk.environment)
    alice.send(MeasureLevels(True))
    await alice.hears(Levels, lambda event: event.microphone < -60)
    with desk.saying(voices[0]):
        await alice.hears(Levels, lambda event: event.microphone > -40)
    alice.send(MeasureLevels(False))


async def test_a_recording_is_played_to_its_end_and_can_be_stopped(
    new_phone: NewPhone, desk: Headset, voices: Voices
) -> None:
    samples = read_wave(voices[0]).astype("<i2").tobytes()

    async def take(number: int) -> None:
        with desk.listening() as ear:
            alice = await new_phone(f"alice{number}", environment=desk.environment)
            piece = samples[:32_000]
            alice.send(PlaySound("first", 16_000, piece, more=True))
            for begin in range(len(piece), len(samples), 96_000):
                alice.send(PlaySound("first", 16_000, samples[begin : begin + 96_000], more=True))
            alice.send(PlaySound("first", 16_000, b""))
            end = await alice.hears(Playing, lambda event: event.done)
            assert end.play_id == "first"
            said = read_wave(voices[0])
            assert end.second == pytest.approx(len(said) / 16_000, abs=0.1)
            await is_quiet(ear)
            found = judge(said, ear.recorded())
            assert found.likeness > 0.9
            assert found.longest_gap <= 0.06

    await judged_in_peace(take)
    alice = await new_phone("alice", environment=desk.environment)
    before = len(alice.told)
    alice.send(PlaySound("second", 16_000, samples[:96_000]))
    await alice.hears(Playing, lambda event: event.second > 0.5, after=before)
    alice.send(StopPlaying("second"))
    end = await alice.hears(Playing, lambda event: event.done, after=before)
    assert end.second < 3
    alice.send(PlaySound("third", 4_000, b"\0\0"))
    failed = await alice.hears(CommandFailed)
    assert (failed.why, failed.call_id) == ("not-a-recording", "third")
