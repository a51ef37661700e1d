"""Silence is told from speech by what is above the noise, wherever the caller is."""

from __future__ import annotations

import numpy as np
import pytest

from carrier.answering.silence import FRAME_SECONDS, Silence, level
from tests.acoustics import hiss
from tests.sound import RATE, Samples, make_voice, read_wave
from tests.sound import level as loudness_of

FRAME = int(RATE * FRAME_SECONDS)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    words = "Hello, this is Claire. I can not come on Tuesday; please call me back, or write to me. Good bye."
    return read_wave(make_voice(tmp_path_factory.mktemp("voice") / "claire.wav", words))


def at(samples: Samples, decibels: float) -> Samples:
    """As loud as that, in the mean."""
    return samples * 10 ** ((decibels - loudness_of(samples)) / 20)


def heard(samples: Samples) -> tuple[Silence, list[float]]:
    """What is made of it, and for how long nothing had been said at each frame."""
    silence, seconds = Silence(), []
    clipped = np.clip(samples, -32_768, 32_767).astype(np.int16)
    for begin in range(0, len(clipped) - FRAME + 1, FRAME):
        silence.hear(level(clipped[begin : begin + FRAME].tobytes()))
        seconds.append(silence.seconds)
    return silence, seconds


@pytest.mark.parametrize(
    ("speaks_at", "noise_at"),
    [(-20, -90), (-20, -60), (-45, -75), (-18, -30), (-22, -32)],
    ids=["nothing else", "a room", "a soft voice", "a street", "a car"],
)
def test_speech_is_heard_while_it_lasts_and_its_end_too(
    voice: Samples, speaks_at: float, noise_at: float
) -> None:
    said = np.concatenate([np.zeros(RATE), at(voice, speaks_at), np.zeros(6 * RATE)])
    silence, seconds = heard(said + hiss(len(said), noise_at))
    ends = len(voice) / RATE + 1
    assert silence.spoke
    assert max(seconds[: int(ends / FRAME_SECONDS)]) < 2.0
    assert seconds[-1] == pytest.approx(6.0, abs=1.0)


def test_long_speech_without_a_break_is_never_taken_for_silence(voice: Samples) -> None:
    said = np.concatenate([at(voice, -15)] * 6)
    _, seconds = heard(said + hiss(len(said), -55))
    assert max(seconds) < 2.0


@pytest.mark.parametrize("decibels", [-80, -50, -25, -10])
def test_noise_that_stays_as_it_is_is_silence(decibels: float) -> None:
    silence, seconds = heard(hiss(12 * RATE, decibels))
    assert not silence.spoke
    assert seconds[-1] == pytest.approx(12.0, abs=0.1)


def test_the_tone_of_a_line_that_was_hung_up_is_silence_soon() -> None:
    tone = 8_000 * np.sin(2 * np.pi * 440 / RATE * np.arange(20 * RATE))
    _, seconds = heard(np.concatenate([np.zeros(3 * RATE), tone]))
    assert seconds[-1] > 8.0


def test_clicks_are_no_words() -> None:
    quiet = hiss(12 * RATE, -60)
    for second in range(1, 12):
        quiet[second * RATE : second * RATE + FRAME] += 10_000
    silence, seconds = heard(quiet)
    assert not silence.spoke
    assert seconds[-1] == pytest.approx(12.0, abs=0.1)


def test_an_offset_of_the_line_is_no_sound() -> None:
    assert level(np.full(FRAME, 5_000, np.int16).tobytes()) < -90
    assert level(b"") < -90
    assert level(np.tile(np.array([32_767, -32_768], np.int16), FRAME // 2).tobytes()) == pytest.approx(
        0, abs=0.1
    )
