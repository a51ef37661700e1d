"""Calls with Linphone, both ways, in each codec, with sound in both directions."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from desktop.voice.wire import Answer
from tests.sound import Headset, SoundCard, judge, listening, read_wave, wait_for
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.linphone import Linphone
from tests.voice.test_sound_of_a_call import say, silent

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("linphonec") is None, reason="linphone-cli is not installed"),
]

NUMBER = "+33970000778"


@pytest.fixture(scope="module")
def headsets(soundcard: SoundCard) -> tuple[Headset, Headset]:
    return soundcard.headset("engine2"), soundcard.headset("linphone")


@pytest.mark.parametrize(("codec", "they_call"), [("G722", False), ("PCMU", True), ("PCMA", False)])
async def test_both_hear_each_other_whoever_calls(
    codec: str,
    they_call: bool,
    carrier: TestCarrier,
    new_phone: NewPhone,
    headsets: tuple[Headset, Headset],
    voices: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    mine, theirs = headsets

    async def take(number: int) -> None:
        carrier.add("lin", NUMBER)
        lin = Linphone(
            tmp_path / f"linphone{number}", "lin", tcp_port=carrier.tcp_port, codec=codec, headset=theirs
        )
        with listening((mine, "speaker"), (theirs, "speaker")) as (my_ear, their_ear):
            alice = await new_phone(f"alice{number}", environment=mine.environment)
            await lin.start()
            try:
                await asyncio.to_thread(wait_for, lambda: carrier.is_registered("lin"), "it is registered")
                if they_call:
                    lin.do(f"call sip:{alice.number}@localhost")
                    incoming = await alice.rings()
                    alice.send(Answer(incoming.call_id))
                    call_id = incoming.call_id
                else:
                    call_id = alice.dial(NUMBER)
                    await alice.hears_ringing(call_id)
                    lin.do("answer")
                confirmed = await alice.confirmed(call_id)
                assert confirmed.codec.startswith(codec)
                assert confirmed.encrypted
                await lin.hears("connected")
                await asyncio.gather(say(mine, voices[0]), say(theirs, voices[1]))
                await asyncio.gather(silent(my_ear), silent(their_ear))
                await alice.hang_up(call_id)
                await lin.hears("ended")
            finally:
                await lin.stop()
        for voice, ear in ((voices[0], their_ear), (voices[1], my_ear)):
            found = judge(read_wave(voice), ear.recorded())
            assert found.likeness > 0.8
            # Linphone and baresip differ by 6 dB in G.722 (14 bits in 16, or 16): nobody can match both.
            assert abs(found.level) < (7 if codec == "G722" else 3)
            assert found.longest_gap <= 0.06

    await judged_in_peace(take)
