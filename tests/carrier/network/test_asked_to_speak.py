from __future__ import annotations

import pytest

from carrier.answering import tones
from carrier.network.asked_to_speak import Tone
from carrier.network.ear import FRAME_SAMPLES
from carrier.network.g711 import decode, encode
from carrier.network.recordings import recording
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
