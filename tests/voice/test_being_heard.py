"""In a call: the echo stays here, and who is not heard is told so."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from desktop.voice.wire import Mute, Muted, Processing, ProcessSound, Unheard, UnmuteMicrophone, UseRinging
from tests.sound import Ear, Headset, SoundCard, level, listening, make_voice, wait_for
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone
from tests.voice.phone import talk

pytestmark = pytest.mark.sound

Voices = tuple[Path, Path]
WORDS = (
    "The train leaves at a quarter past twelve, and there is no other before the evening. So please call me."
)


@pytest.fixture(scope="module")
def headsets(soundcard: SoundCard) -> tuple[Headset, Headset]:
    return soundcard.headset("ann"), soundcard.headset("ben")


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_voice(tmp_path_factory.mktemp("speech") / "speech.wav", WORDS)


async def quiet(ear: Ear) -> None:
    await asyncio.to_thread(wait_for, lambda: ear.level(last=0.5) < -60, "there is silence")


@pytest.mark.timeout(200)
async def test_what_comes_back_from_a_loudspeaker_is_not_heard_by_who_said_it(
    new_phone: NewPhone, headsets: tuple[Headset, Headset], soundcard: SoundCard, speech: Path
) -> None:
    anns, bens = headsets
    room = soundcard.control(
        "load-module", "module-loopback", "source=ben_speaker.monitor", "sink=ben_mic", "latency_msec=50"
    )

    async def take(number: int) -> None:
        with listening((anns, "speaker")) as (anns_ear,):
            ann = await new_phone(f"ann{number}", environment=anns.environment)
            ben = await new_phone(f"ben{number}", environment=bens.environment)
            mine, _ = await talk(ann, ben)
            await asyncio.to_thread(anns.say, speech)
            untreated = level(anns_ear.recorded())
            assert untreated > -35  # the room works: she hears herself
            ben.send(ProcessSound(echo=True, noise=True))
            await ben.hears(Processing, lambda event: event.echo)
            for _ in range(2):  # while the canceller learns
                await asyncio.to_thread(anns.say, speech)
            await quiet(anns_ear)
            before = anns_ear.samples_heard
            await asyncio.to_thread(anns.say, speech)
            left = level(anns_ear.recorded()[before:])
            await ann.hang_up(mine)
            assert untreated - left >= 20, f"{untreated:.1f} dB before, {left:.1f} dB left"

    try:
        await judged_in_peace(take)
    finally:
        soundcard.control("unload-module", room)


async def test_a_silent_microphone_is_told_and_a_sound_from_it_takes_that_back(
    new_phone: NewPhone, headsets: tuple[Headset, Headset], voices: Voices
) -> None:
    anns, bens = headsets
    ann = await new_phone("ann", environment=anns.environment)
    ben = await new_phone("ben", environment=bens.environment)
    mine, _ = await talk(ann, ben)
    await ann.hears(Unheard, lambda event: event.why == "silent")
    before = len(ann.told)
    with anns.saying(voices[0]):
        await ann.hears(Unheard, lambda event: event.why == "", after=before)
    await ann.hang_up(mine)


async def test_a_microphone_that_the_system_has_muted_is_told_and_can_be_unmuted(
    new_phone: NewPhone, headsets: tuple[Headset, Headset], soundcard: SoundCard, voices: Voices
) -> None:
    anns, bens = headsets
    ann = await new_phone("ann", environment=anns.environment)
    ben = await new_phone("ben", environment=bens.environment)
    mine, _ = await talk(ann, ben)
    soundcard.control("set-source-mute", "ann_mic.monitor", "1")
    with anns.saying(voices[0]), bens.listening() as bens_ear:
        await ann.hears(Unheard, lambda event: event.why == "muted-by-system")
        before = len(ann.told)
        ann.send(UnmuteMicrophone())
        with anns.saying(voices[0]):
            await ann.hears(Unheard, lambda event: event.why == "", after=before)
            await asyncio.to_thread(wait_for, lambda: bens_ear.level() > -40, "she is heard again")
    sources = json.loads(soundcard.control("--format=json", "list", "sources"))
    assert [s["mute"] for s in sources if s["name"] == "ann_mic.monitor"] == [False]
    await ann.hang_up(mine)


async def test_who_talks_while_muted_is_told_and_is_still_not_heard(
    new_phone: NewPhone, headsets: tuple[Headset, Headset], speech: Path
) -> None:
    anns, bens = headsets
    with bens.listening() as bens_ear:
        ann = await new_phone("ann", environment=anns.environment)
        ben = await new_phone("ben", environment=bens.environment)
        ann.send(ProcessSound(echo=True, noise=True))
        ben.send(UseRinging(silent=True))  # answered at once, a bell would begin only now
        mine, _ = await talk(ann, ben)
        ann.send(Mute(mine, True))
        await ann.hears(Muted)
        await quiet(bens_ear)
        since = bens_ear.samples_heard
        with anns.saying(speech):
            await ann.hears(Unheard, lambda event: event.why == "muted-here")
            assert level(bens_ear.recorded()[since:]) < -60
            before = len(ann.told)
            ann.send(Mute(mine, False))
            await ann.hears(Unheard, lambda event: event.why == "", after=before)
            await asyncio.to_thread(wait_for, lambda: bens_ear.level() > -40, "she is heard again")
        await ann.hang_up(mine)
