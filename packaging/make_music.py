"""Makes the carrier's music for whoever is held: `carrier/network/sounds/music.wav`, 16-bit mono, 8 kHz.

    python packaging/make_music.py

Four soft chords, broken upwards and down again, that go round without a seam. Composed for this project.
"""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

RATE = 8_000
FILE = Path(__file__).resolve().parents[1] / "carrier" / "network" / "sounds" / "music.wav"
_STEP_SECONDS = 0.5
_STEPS = 8
_RING_OUT = 2.2
"""Halvings a second."""
_CHORDS = (
    (130.81, 261.63, 329.63, 392.00, 493.88),
    (110.00, 220.00, 261.63, 329.63, 392.00),
    (87.31, 220.00, 261.63, 349.23, 440.00),
    (98.00, 246.94, 293.66, 392.00, 440.00),
)
_FIGURE = (0, 1, 2, 3, 2, 1, 2, 0)


def music() -> array[int]:
    total = [0.0] * round(len(_CHORDS) * _STEPS * _STEP_SECONDS * RATE)
    for bar, (root, *upper) in enumerate(_CHORDS):
        notes = [(0, root, 0.22), (_STEPS // 2, 2 * root, 0.1)]
        notes += [(step, upper[which], 0.13) for step, which in enumerate(_FIGURE)]
        for step, frequency, loudness in notes:
            _strike(total, round((bar * _STEPS + step) * _STEP_SECONDS * RATE), frequency, loudness)
    return array("h", (int(max(-1.0, min(1.0, value)) * 32_767) for value in total))


def _strike(total: list[float], first: int, frequency: float, loudness: float) -> None:
    """What rings on past the end is heard at the beginning."""
    for i in range(2 * RATE):
        seconds = i / RATE
        soft = min(1.0, seconds / 0.03) * 2.0 ** (-_RING_OUT * seconds) * min(1.0, (2.0 - seconds) / 0.2)
        turn = 2 * math.pi * frequency * seconds
        total[(first + i) % len(total)] += loudness * soft * (math.sin(turn) + 0.25 * math.sin(2 * turn))


if __name__ == "__main__":
    with wave.open(str(FILE), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(music().tobytes())
