"""Calls with another maker's phone, both ways, in each codec, with sound in both directions."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from desktop.voice.wire import Answer, SendTones
from tests.sound import Headset, SoundCard, judge, listening, read_wave
from tests.steadiness import judged_in_peace
from tests.voice.baresip import Baresip
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.test_sound_of_a_call import say, silent

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("baresip") is None, reason="baresip is not installed"),
]

NUMBER = "+33970000777"
CODECS = {"G722/16000": "G722", "PCMU/8000": "PCMU", "PCMA/8000": "PCMA"}


@pytest.fixture(scope="module")
def headsets(soundcard: SoundCard) -> tuple[Headset, Headset]:
    return soundcard.headset("engine"), soundcard.headset("baresip")


@pytest.mark.parametrize("codec", CODECS)
async def test_both_hear_each_other_whoever_calls(
    codec: str,
    carrier: TestCarrier,
    new_phone: NewPhone,
    headsets: tuple[Headset, Headset],
    voices: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    mine, theirs = headsets
    places = ((mine, "speaker"), (theirs, "speaker"))

    async def take(number: int) -> None:
        carrier.add("desk", NUMBER)
        desk = Baresip(
            tmp_path / f"baresip{number}",
            "desk",
            tcp_port=carrier.tcp_port,
            codec=CODECS[codec],
            headset=theirs,
        )
        with listening(*places) as (my_ear, their_ear):
            alice = await new_phone(f"alice{number}", environment=mine.environment)
            await desk.start()
            try:
                await asyncio.to_thread(_registered, carrier)
                if codec == "PCMU/8000":  # they call
                    desk.do("dial", f"sip:{alice.number}@localhost")
                    incoming = await alice.rings()
                    assert incoming.number == alice.number
                    alice.send(Answer(incoming.call_id))
                    call_id = incoming.call_id
                else:  # we call
                    call_id = alice.dial(NUMBER)
                    await desk.hears("CALL_INCOMING")
                    await alice.hears_ringing(call_id)
                    desk.do("accept")
                confirmed = await alice.confirmed(call_id)
                assert (confirmed.codec, confirmed.encrypted) == (codec, True)
                await desk.hears("CALL_ESTABLISHED")
                await asyncio.gather(say(mine, voices[0]), say(theirs, voices[1]))
                await asyncio.gather(silent(my_ear), silent(their_ear))
                alice.send(SendTones(call_id, "15#"))
                for digit in "15#":
                    await desk.hears("CALL_DTMF_START", digit)
                await alice.hang_up(call_id)
                await desk.hears("CALL_CLOSED")
            finally:
                await desk.stop()
        for voice, ear in ((voices[0], their_ear), (voices[1], my_ear)):
            found = judge(read_wave(voice), ear.recorded())
            assert found.likeness > 0.8
            assert -3 < found.level < 3
            assert found.longest_gap <= 0.06

    await judged_in_peace(take)


def _registered(carrier: TestCarrier) -> None:
    from tests.sound import wait_for

    wait_for(lambda: carrier.is_registered("desk"), "baresip is registered")
