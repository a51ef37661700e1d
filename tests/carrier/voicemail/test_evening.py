"""What was recorded is trimmed and made as loud as any other, and noise stays as quiet as it came."""

from __future__ import annotations

from fractions import Fraction
from time import process_time

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from carrier.voicemail.encoding import from_flac, to_flac
from carrier.voicemail.evening import LOUDNESS, evened
from carrier.voicemail.loudness import loudness
from carrier.voicemail.visit import RATE
from tests.carrier.voicemail.files_of_sound import voice
from tests.carrier.voicemail.visiting import hum

LEVELS = (-30, -20, -10, 0, 6, 12)
"""Decibels."""


def plain(samples: bytes) -> NDArray[np.float32]:
    return np.frombuffer(samples, "<i2").astype(np.float32) / np.float32(32_768)


def at(samples: bytes, decibels: float) -> bytes:
    louder = np.frombuffer(samples, "<i2") * 10 ** (decibels / 20)
    return np.clip(louder, -32_768, 32_767).astype("<i2").tobytes()


def noise(seconds: float, level: float) -> bytes:
    """`level` of full scale."""
    dice = np.random.default_rng(5)
    return (
        (dice.normal(0, level * 32_767, round(seconds * RATE))).clip(-32_768, 32_767).astype("<i2").tobytes()
    )


def by_ffmpeg(samples: bytes) -> float:
    """The integrated loudness as FFmpeg measures it."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="s16", sample_rate=RATE, layout="mono", time_base=Fraction(1, RATE))
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    step, measured = RATE // 10 * 2, 0.0
    for start in range(0, len(samples) // step * step, step):
        frame = av.AudioFrame(format="s16", layout="mono", samples=step // 2)
        frame.planes[0].update(samples[start : start + step] + bytes(frame.planes[0].buffer_size - step))
        frame.sample_rate, frame.pts = RATE, start // 2
        graph.push(frame)
        try:
            while True:
                measured = float(graph.pull().metadata.get("lavfi.r128.I", measured))
        except BlockingIOError:
            continue
    return measured


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("level", [-30, -10, 0])
def test_loudness_is_what_ffmpeg_measures(language: str, level: int) -> None:
    said = at(voice(6, language), level)
    assert loudness(plain(said)) == pytest.approx(by_ffmpeg(said), abs=0.3)


def test_quiet_and_loud_voices_end_alike_and_none_is_clipped() -> None:
    for language in ("en", "fr", "ar"):
        for level in LEVELS:
            said = evened(at(voice(6, language), level))
            assert said is not None
            assert by_ffmpeg(said) == pytest.approx(LOUDNESS, abs=1.0), (language, level)
            assert np.abs(plain(said)).max() < 0.95


def test_silence_at_both_ends_goes_but_for_a_breath() -> None:
    quiet = noise(3, 0.0005)
    said = voice(4)
    alone, between = evened(said), evened(quiet + said + quiet)
    assert alone is not None
    assert between is not None
    assert len(between) / 2 / RATE == pytest.approx(len(alone) / 2 / RATE, abs=0.32)
    kept = plain(between)
    assert np.abs(kept[: round(0.1 * RATE)]).max() < 0.05
    assert np.abs(kept[-round(0.1 * RATE) :]).max() < 0.05


def test_silence_between_words_stays() -> None:
    said = evened(voice(2) + bytes(2 * RATE * 3) + voice(2))
    assert said is not None
    assert len(said) / 2 / RATE > 6.5


def test_noise_is_not_blown_up() -> None:
    came = noise(10, 0.03)
    kept = evened(came)
    assert kept is not None
    assert plain(kept).std() <= plain(came).std() * 1.01


def test_a_voice_that_hardly_stands_out_is_made_louder_with_measure() -> None:
    place = plain(noise(6, 0.01))
    came = ((plain(at(voice(6), -22)) + place) * 32_767).astype("<i2").tobytes()
    kept = evened(came)
    assert kept is not None
    gain = loudness(plain(kept)) - loudness(plain(came))
    assert -1 < gain < 12


@pytest.mark.parametrize(
    "nothing",
    [
        b"",
        bytes(2 * RATE * 10),
        voice(0.9),
        noise(10, 0.0003),
        noise(10, 0.01),
        bytes(2 * RATE * 4) + voice(0.5) + bytes(2 * RATE * 4),
        b"\xff\x7f" * 40 + bytes(2 * RATE * 4) + b"\xff\x7f" * 40,
    ],
    ids=["empty", "digital silence", "short", "faint hiss", "the line", "half a second", "two clicks"],
)
def test_who_said_nothing_left_nothing(nothing: bytes) -> None:
    assert evened(nothing) is None


def test_a_tone_and_an_offset_of_the_line_are_no_trouble() -> None:
    assert evened(hum(5)) is not None
    shifted = (np.frombuffer(at(voice(4), -20), "<i2") + 3_000).astype("<i2").tobytes()
    said = evened(shifted)
    assert said is not None
    assert abs(float(plain(said).mean())) < 0.001


def test_three_minutes_take_less_than_three_tenths_of_a_second() -> None:
    said = voice(180)

    def spent() -> float:
        began = process_time()
        kept = evened(said)
        assert kept is not None
        assert len(to_flac(kept)) < len(kept)
        return process_time() - began

    assert min(spent() for _ in range(3)) < 0.3


def test_what_is_kept_is_what_was_evened() -> None:
    kept = evened(voice(3))
    assert kept is not None
    assert from_flac(to_flac(kept)) == kept
