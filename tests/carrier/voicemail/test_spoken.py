from __future__ import annotations

import random
from array import array
from importlib.resources import files
from math import log10, sqrt
from typing import get_args

import pytest

from carrier.voicemail import spoken
from carrier.voicemail.encoding import from_flac, to_flac
from carrier.voicemail.visit import RATE


@pytest.mark.parametrize("language", spoken.LANGUAGES)
@pytest.mark.parametrize("what", get_args(spoken.What))
def test_all_that_is_said_is_as_loud_and_short_enough(what: spoken.What, language: str) -> None:
    samples = array("h", spoken.sound(what, language))
    loudest = max(map(abs, samples))
    sounding = [sample for sample in samples if abs(sample) > 0.03 * loudest]
    level = 20 * log10(sqrt(sum(sample * sample for sample in sounding) / len(sounding)) / 32_768)
    assert -20.5 < level < -19.5
    assert loudest < 0.9 * 32_768
    assert 1 < len(samples) / RATE < 18


def test_no_two_languages_are_the_same_file() -> None:
    assert len({spoken.file("greeting", language) for language in spoken.LANGUAGES}) == 13


def test_a_language_that_is_not_spoken_here_is_english() -> None:
    assert spoken.sound("not-available", "xx") == spoken.sound("not-available", "en")


def test_all_of_it_takes_less_than_three_megabytes() -> None:
    folder = files("carrier.voicemail").joinpath("sounds")
    assert sum(len(each.read_bytes()) for each in folder.iterdir()) < 3_000_000


@pytest.mark.parametrize("count", [1, 4095, 4096, 4097, 50_000])
def test_flac_gives_back_what_it_was_given(count: int) -> None:
    samples = random.Random(count).randbytes(2 * count)
    assert from_flac(to_flac(samples)) == samples
