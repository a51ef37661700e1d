"""Voices of espeak-ng as plain samples."""

from __future__ import annotations

import io
import subprocess
import wave
from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest

from desktop.transcribing.limits import RATE


@cache
def spoken(words: str, language: str = "en-us") -> bytes:
    """16-bit mono at `RATE`."""
    command = ["espeak-ng", "-v", language, "-s", "140", "--stdout", words]
    try:
        said = subprocess.run(command, capture_output=True, check=True, timeout=20).stdout
    except FileNotFoundError:
        pytest.skip("espeak-ng is not installed")
    with wave.open(io.BytesIO(said)) as read:
        rate = read.getframerate()
        heard = np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float64)
    at = np.arange(0, len(heard), rate / RATE)
    return np.interp(at, np.arange(len(heard)), heard).astype("<i2").tobytes()


def spoken_apart(words: Iterable[str], *, pause: float) -> tuple[bytes, dict[str, float]]:
    """With a pause before each, and where each begins, in seconds."""
    samples, begins = b"", {}
    for word in words:
        samples += bytes(2 * int(pause * RATE))
        said = spoken(word)
        loud = np.flatnonzero(np.abs(np.frombuffer(said, "<i2")) > 300)
        begins[word] = (len(samples) // 2 + int(loud[0])) / RATE
        samples += said
    return samples, begins
