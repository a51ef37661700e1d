from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import cast

import pytest

from carrier.answering import tones
from carrier.network.asked_to_speak import Tone
from carrier.network.ear import FRAME_SAMPLES, Ear
from carrier.network.g711 import decode, encode
from carrier.network.programs import listen
from carrier.network.recordings import recording
from carrier.network.rtp import Packet
from carrier.voicemail import spoken
from carrier.voicemail.encoding import for_telephones

FRAME = 2 * FRAME_SAMPLES
QUIET = bytes(5 * FRAME)


def times_heard(samples: bytes, codec: str = "PCMA") -> int:
    tone = Tone()
    heard = decode(codec, encode(codec, samples))
    return sum(tone.ends_in(heard[at : at + FRAME]) for at in range(0, len(heard) - FRAME + 1, FRAME))


@pytest.mark.parametrize("codec", ["PCMU", "PCMA"])
def test_the_tone_of_voicemail_asks_to_speak_once_it_is_over(codec: str) -> None:
    tone = for_telephones(tones.speak_now())
    assert times_heard(QUIET + tone, codec) == 0
    assert times_heard(QUIET + tone + QUIET, codec) == 1


@pytest.mark.parametrize("language", spoken.LANGUAGES)
def test_words_do_not(language: str) -> None:
    assert times_heard(for_telephones(spoken.sound("greeting", language)) + QUIET) == 0


def test_neither_do_a_person_music_and_the_good_bye_of_voicemail() -> None:
    for samples in (recording("robin"), recording("music")[: 8 * 16_000], for_telephones(tones.parting())):
        assert times_heard(samples + QUIET) == 0


class FakeEar:
    codec = "PCMA"

    def __init__(self) -> None:
        self.heard_at = time.monotonic()
        self.speaks_for = 0.0
        self.said: list[bytes] = []
        self.on_sound: Callable[[Packet], None] = lambda packet: None

    def is_loud(self, payload: bytes) -> bool:
        return False

    async def speak(self, frames: Iterable[bytes]) -> None:
        await asyncio.sleep(self.speaks_for)

    async def say(self, payloads: Iterable[bytes]) -> None:
        for payload in payloads:
            self.said.append(payload)
            await asyncio.sleep(0.02)

    def hears(self, samples: bytes) -> None:
        codes = encode(self.codec, samples)
        for at in range(0, len(codes) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            self.on_sound(Packet(8, False, 0, 0, 0, codes[at : at + FRAME_SAMPLES]))


@pytest.mark.parametrize("turns", range(4))
async def test_who_is_asked_to_speak_as_the_call_ends_is_let_go(turns: int) -> None:
    ear = FakeEar()
    listening = asyncio.create_task(listen(cast("Ear", ear), silence=30, longest=30))
    await asyncio.sleep(0.1)  # by now it listens
    ear.speaks_for = 30
    ear.hears(for_telephones(tones.speak_now()) + QUIET)
    for _ in range(turns):
        await asyncio.sleep(0)
    listening.cancel()
    done, _ = await asyncio.wait({listening}, timeout=2)
    assert done
    assert listening.cancelled()


async def test_who_hears_the_other_out_sends_silence_meanwhile() -> None:
    ear = FakeEar()
    await listen(cast("Ear", ear), silence=0.3, longest=30)
    assert len(ear.said) > 5
    assert {decode(ear.codec, payload) for payload in ear.said} == {
        decode(ear.codec, b"\xd5" * FRAME_SAMPLES)
    }
