"""Makes the sounds in resources/sounds: the ringtone and the tones of a call, as 16-bit mono WAV files.

    python packaging/make_sounds.py

Ringback and busy are the tones of ITU-T E.180 as France has them (440 Hz; 1.5 s on and 3.5 s off; 0.5 s and
0.5 s).
"""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

RATE = 16_000
FOLDER = Path(__file__).resolve().parents[1] / "resources" / "sounds"
Tone = tuple[float, float, float, float]
"""Start and length in seconds, frequency in Hz, loudness from 0 to 1."""


def tone(seconds: float, notes: list[Tone], *, ring_out: float = 0.0) -> array[int]:
    """Mixed notes. With `ring_out` each fades away like a bell, at that many halvings a second."""
    total = [0.0] * int(seconds * RATE)
    for start, length, frequency, loudness in notes:
        first, count = int(start * RATE), int(length * RATE)
        for i in range(min(count, len(total) - first)):
            at = i / RATE
            edge = min(1.0, at / 0.006, (length - at) / 0.012)
            fade = 2.0 ** (-ring_out * at)
            wave_ = math.sin(2 * math.pi * frequency * at)
            if ring_out:
                wave_ = 0.8 * wave_ + 0.2 * math.sin(4 * math.pi * frequency * at) * fade
            total[first + i] += loudness * edge * fade * wave_
    return array("h", (int(max(-1.0, min(1.0, value)) * 32_767) for value in total))


def ring() -> array[int]:
    """Two rising chords and a pause: easy to hear over talk, and not shrill."""
    notes: list[Tone] = []
    for bar in (0.0, 0.9):
        for step, frequency in enumerate((523.25, 659.25, 783.99, 1046.5)):
            notes.append((bar + 0.13 * step, 0.8, frequency, 0.3))
    return tone(3.2, notes, ring_out=5.0)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    sounds = {
        "ring": ring(),
        "waiting": tone(4.0, [(0.0, 0.2, 440.0, 0.06), (0.4, 0.2, 440.0, 0.06)]),
        "ringback": tone(5.0, [(0.2, 1.5, 440.0, 0.15)]),
        "busy": tone(3.0, [(0.5 * 2 * i, 0.5, 440.0, 0.15) for i in range(3)]),
    }
    for name, samples in sounds.items():
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main()
