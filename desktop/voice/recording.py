"""WAV files that the program made itself, read by Python: native code never sees one."""

from __future__ import annotations

import wave
from pathlib import Path

from desktop.domain.recording import Recording

LONGEST_SECONDS = 15 * 60
_RATES = range(8_000, 48_001)


class Unplayable(Exception):
    """The file can't be played; the word says why."""


def fits(rate: int, size: int) -> bool:
    """Whether so many bytes of 16-bit mono samples are taken."""
    return rate in _RATES and size % 2 == 0 and size <= LONGEST_SECONDS * rate * 2


def load(path: Path) -> Recording:
    """Raises `Unplayable` ("no-such-file", "not-a-recording", "too-long")."""
    try:
        with wave.open(str(path), "rb") as file:
            rate, frames = file.getframerate(), file.getnframes()
            if file.getnchannels() != 1 or file.getsampwidth() != 2 or rate not in _RATES:
                raise Unplayable("not-a-recording")
            if frames > LONGEST_SECONDS * rate:
                raise Unplayable("too-long")
            samples = file.readframes(frames)
    except OSError as error:
        raise Unplayable("no-such-file") from error
    except (wave.Error, EOFError, RuntimeError) as error:
        raise Unplayable("not-a-recording") from error
    return Recording(rate, samples[: len(samples) // 2 * 2])
