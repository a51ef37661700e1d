"""Makes the sounds in resources/sounds: the ringtones and the tones of a call, as 16-bit mono WAV files.

    python packaging/make_sounds.py

Ringback and busy are the tones of ITU-T E.180 as France has them (440 Hz; 1.5 s on and 3.5 s off; 0.5 s and
0.5 s). The ringtones are our own; each is a bar of music and a pause, and all are about equally loud.
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


def tone(seconds: float, notes: list[Tone]) -> array[int]:
    """Mixed notes."""
    total = [0.0] * int(seconds * RATE)
    for start, length, frequency, loudness in notes:
        first, count = int(start * RATE), int(length * RATE)
        for i in range(min(count, len(total) - first)):
            at = i / RATE
            edge = min(1.0, at / 0.006, (length - at) / 0.012)
            total[first + i] += loudness * edge * math.sin(2 * math.pi * frequency * at)
    return array("h", (int(max(-1.0, min(1.0, value)) * 32_767) for value in total))


LOUDNESS = 0.16
"""Root mean square of the part of a ringtone that sounds, against full scale."""
Partials = tuple[tuple[float, float, float], ...]
"""Of a struck or plucked sound: multiple of the note, loudness, halvings a second."""
BELL: Partials = ((1, 0.8, 5.0), (2, 0.2, 10.0))
MARIMBA: Partials = ((1, 1.0, 9.0), (3.93, 0.28, 24.0), (9.2, 0.06, 40.0))
GLASS: Partials = ((1, 1.0, 3.0), (2.76, 0.35, 5.0), (5.4, 0.14, 9.0))
HARP: Partials = tuple((k, 1 / k**1.3, 2.5 + 1.5 * k) for k in range(1, 8))
GONG: Partials = ((1, 1.0, 7.0), (1.26, 0.9, 7.0), (2.41, 0.45, 11.0), (3.87, 0.2, 16.0))
REED: Partials = ((1, 1.0, 0.0), (2, 0.35, 0.0), (3, 0.2, 0.0), (5, 0.05, 0.0))
C, D, E, F, G, A = 261.63, 293.66, 329.63, 349.23, 392.0, 440.0
Score = list[tuple[float, float, float]]
"""Start and length in seconds, frequency in Hz."""


def music(seconds: float, score: Score, partials: Partials, *, swell: float = 0.004) -> array[int]:
    """`swell` is how long a note takes to be there, in seconds."""
    total = [0.0] * int(seconds * RATE)
    for start, length, frequency in score:
        first, count = int(start * RATE), int(length * RATE)
        for multiple, loudness, halvings in partials:
            step = 2 * math.pi * frequency * multiple / RATE
            if frequency * multiple > 0.45 * RATE:
                continue
            for i in range(min(count, len(total) - first)):
                at = i / RATE
                edge = min(1.0, at / swell, (length - at) / 0.03)
                total[first + i] += loudness * edge * 2.0 ** (-halvings * at) * math.sin(step * i)
    return levelled(total)


def levelled(samples: list[float]) -> array[int]:
    """As loud as all the others, and never over full scale."""
    loudest = max(map(abs, samples))
    sounding = [value * value for value in samples if abs(value) > 0.02 * loudest]
    gain = min(LOUDNESS / math.sqrt(sum(sounding) / len(sounding)), 0.95 / loudest)
    return array("h", (int(value * gain * 32_767) for value in samples))


def chime() -> array[int]:
    """Two rising chords: easy to hear over talk, and not shrill."""
    chord = enumerate((2 * C, 2 * E, 2 * G, 4 * C))
    score = [(step * 0.13, 0.8, note) for step, note in chord]
    return music(3.2, [*score, *((at + 0.9, length, note) for at, length, note in score)], BELL)


def marimba() -> array[int]:
    tune = (2 * G, 2 * E, 2 * G, 4 * C, 2 * A, 2 * G, 2 * E, 2 * D)
    return music(3.2, [(0.17 * step, 0.5, note) for step, note in enumerate(tune)], MARIMBA)


def glass() -> array[int]:
    tune = ((0.0, 4 * C), (0.4, 4 * E), (0.8, 4 * D), (1.2, 2 * A), (1.2, 4 * C))
    return music(3.6, [(at, 1.6, note) for at, note in tune], GLASS)


def harp() -> array[int]:
    tune = (C, E, G, 2 * C, 2 * E, 2 * G, 2 * E, 2 * C, F, A, 2 * C, 2 * F)
    return music(3.6, [(0.14 * step, 1.2, note) for step, note in enumerate(tune)], HARP)


def old_telephone() -> array[int]:
    """A clapper between two bells, twenty times a second, as France rang: 1.5 s, and a pause."""
    strokes = [(0.05 * stroke, 0.3, 1180.0 if stroke % 2 else 1000.0) for stroke in range(30)]
    return music(4.0, strokes, GONG, swell=0.002)


def pulse() -> array[int]:
    """A trill of two tones, thrice."""
    score = [
        (bar + 0.06 * step, 0.075, 3 * C if step % 2 else 2.4 * C)
        for bar in (0, 0.6, 1.2)
        for step in range(6)
    ]
    return music(3.2, score, REED)


def dawn() -> array[int]:
    """Soft, for those who start easily."""
    chords = ((0.0, (C, E, G)), (1.1, (C, F, A)), (2.2, (D, G, 2 * D)))
    return music(4.4, [(at, 1.5, note) for at, notes in chords for note in notes], REED, swell=0.5)


RINGTONES = {
    "chime": chime,
    "marimba": marimba,
    "glass": glass,
    "harp": harp,
    "old-telephone": old_telephone,
    "pulse": pulse,
    "dawn": dawn,
}


def main() -> None:
    sounds = {
        "waiting": tone(4.0, [(0.0, 0.2, 440.0, 0.06), (0.4, 0.2, 440.0, 0.06)]),
        "ringback": tone(5.0, [(0.2, 1.5, 440.0, 0.15)]),
        "busy": tone(3.0, [(0.5 * 2 * i, 0.5, 440.0, 0.15) for i in range(3)]),
    }
    sounds |= {f"rings/{name}": make() for name, make in RINGTONES.items()}
    (FOLDER / "rings").mkdir(parents=True, exist_ok=True)
    for name, samples in sounds.items():
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main()
