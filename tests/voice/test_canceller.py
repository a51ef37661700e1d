"""The canceller sleeps while nothing is heard: nobody can hear that it does."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.voice.apm import Module
from desktop.voice.canceller import Canceller
from desktop.voice.treatment import Treatment
from tests.acoustics import echo_of, echo_return_loss_enhancement, hiss, processed, room
from tests.sound import Samples, make_voice, read_wave

ROOM_NOISE = -72.0
WORDS = "Please call me back before noon, since the train leaves at a quarter past twelve. There is no other."
PAUSE = 2.0


@pytest.fixture(scope="module", params=[16_000, 48_000])
def rate(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory, rate: int) -> Samples:
    """Somebody who says little and listens long, again and again."""
    said = read_wave(make_voice(tmp_path_factory.mktemp("talk") / "talk.wav", WORDS))
    said = said[: len(said) // 320 * 320]
    spectrum = np.fft.rfft(said)
    wide = np.zeros(len(said) * rate // 16_000 // 2 + 1, np.complex128)
    wide[: len(spectrum)] = spectrum
    said = np.fft.irfft(wide) * rate / 16_000
    return np.tile(np.concatenate([said, np.zeros(int(PAUSE * rate))]), 4)


def frames(samples: Samples, rate: int) -> list[bytes]:
    size = rate // 50
    return [
        samples[at : at + size].astype(np.int16).tobytes() for at in range(0, len(samples) - size + 1, size)
    ]


def through(here: Samples, far: Samples, rate: int) -> tuple[Samples, list[bool]]:
    """What comes of `here`, and of each beat whether the canceller was asleep."""
    canceller = Canceller()
    made, asleep = [], []
    for near, heard in zip(frames(here, rate), frames(far, rate), strict=True):
        asleep.append(not canceller.is_awake)
        made.append(np.frombuffer(canceller.near(near, rate), np.int16).astype(np.float64))
        canceller.far(heard, rate)
    return np.concatenate(made), asleep


def test_it_sleeps_until_something_is_heard_and_again_a_second_after(rate: int) -> None:
    canceller = Canceller()
    silence = bytes(rate // 50 * 2)
    faint, sound = (np.full(rate // 50, loudness, np.int16).tobytes() for loudness in (60, 1_000))

    def go(frame: bytes, beats: int) -> bool:
        for _ in range(beats):
            canceller.near(silence, rate)
            canceller.far(frame, rate)
        return canceller.is_awake

    assert not go(silence, 100)
    assert not go(faint, 100)
    assert go(sound, 1)
    assert go(silence, 49)
    assert not go(silence, 3)
    assert go(sound, 1)


def test_asleep_it_lets_the_voice_pass_eight_milliseconds_late(talk: Samples, rate: int) -> None:
    here = 0.4 * np.roll(talk, len(talk) // 8) + 0.4 * np.roll(talk, len(talk) // 4)
    made, asleep = through(here, talk, rate)
    late = rate * 8 // 1_000
    falls = [beat for beat in range(1, len(asleep)) if asleep[beat] and not asleep[beat - 1]]
    assert len(falls) == 4
    for fell in falls:
        rest = asleep[fell:].index(False) if False in asleep[fell:] else len(asleep) - fell
        there = slice(fell * rate // 50, (fell + rest) * rate // 50)
        expected = here.astype(np.int16)[there.start - late : there.stop - late]
        assert np.array_equal(made[there], expected)


def test_nobody_hears_when_it_falls_asleep_or_wakes(talk: Samples, rate: int) -> None:
    """A click bends the wave, far more than a low voice does."""
    at = np.arange(len(talk)) / rate
    hum = 6_000 * np.sin(2 * np.pi * 110 * at) + 3_000 * np.sin(2 * np.pi * 220 * at)
    made, asleep = through(hum, talk, rate)
    usual = np.abs(np.diff(hum, 2)).max()
    turns = [beat for beat in range(1, len(asleep)) if asleep[beat] != asleep[beat - 1]]
    assert len(turns) >= 8
    beat = rate // 50
    for turn in turns[1:]:  # at the first it makes itself ready for the rate
        around = made[(turn - 2) * beat : (turn + 1) * beat]
        assert np.abs(np.diff(around, 2)).max() < 1.3 * usual + 8, f"beat {turn}, asleep: {asleep[turn]}"


def test_it_has_not_forgotten_the_room_when_it_wakes(talk: Samples, rate: int) -> None:
    echo = echo_of(talk, room(loudness=0.5) if rate == 16_000 else np.repeat(room(loudness=0.5), 3) / 3)
    heard = echo + hiss(len(talk), ROOM_NOISE)

    def enhancement(treatment: Treatment | Module) -> float:
        return echo_return_loss_enhancement(echo, processed(treatment, heard, talk, rate=rate), rate=rate)

    slept = enhancement(Treatment(echo=True, noise=True))
    assert slept >= 30
    assert slept > enhancement(Module(echo=True, noise=True)) - 1
