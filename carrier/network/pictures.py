"""Made-up pictures and sounds for what the simulated network sends: drawn here, fetched from nowhere."""

from __future__ import annotations

import io
import math
import struct
import wave
import zlib
from functools import cache
from importlib.resources import files

_PALETTES = (
    ((250, 190, 120), (120, 150, 210), (38, 70, 83)),
    ((160, 205, 235), (240, 240, 225), (45, 110, 70)),
    ((60, 40, 90), (230, 120, 110), (20, 22, 40)),
)


@cache
def landscape(mood: int, width: int = 480, height: int = 320) -> bytes:
    """Hills under a sky, as a PNG: the same `mood`, the same picture."""
    top, low, hill = _PALETTES[mod := mood % len(_PALETTES)]
    sky = [
        bytes(round(a + (b - a) * y / height) for a, b in zip(top, low, strict=True)) for y in range(height)
    ]
    near = bytes(hill)
    far = bytes((2 * a + b) // 3 for a, b in zip(hill, low, strict=True))
    back = [_hill(x, height, 0.52, 0.10, 90 + 30 * mod, mood) for x in range(width)]
    front = [_hill(x, height, 0.72, 0.08, 150 - 20 * mod, mood + 2) for x in range(width)]
    sun_x, sun_y, sun = width * (2 + mod) // 6, height // 4, height // 11
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            if y >= front[x]:
                rows += near
            elif y >= back[x]:
                rows += far
            elif (x - sun_x) ** 2 + (y - sun_y) ** 2 < sun * sun:
                rows += b"\xff\xf2\xc8"
            else:
                rows += sky[y]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 6))
        + _chunk(b"IEND", b"")
    )


@cache
def chime() -> bytes:
    """Three soft tones, as a WAV of 16 kHz."""
    rate, samples = 16_000, bytearray()
    for pitch in (523.25, 659.25, 783.99):
        for n in range(rate // 2):
            loudness = 9_000 * math.exp(-5 * n / rate)
            samples += struct.pack("<h", round(loudness * math.sin(2 * math.pi * pitch * n / rate)))
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(samples))
    return written.getvalue()


@cache
def film() -> bytes:
    """Five seconds of dusk with the chime, as an MP4 (`packaging/make_film.py`)."""
    return files("carrier.network").joinpath("dusk.mp4").read_bytes()


def card(name: str, number: str) -> bytes:
    """A visiting card (vCard 3.0)."""
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nTEL;TYPE=CELL:{number}\r\nEND:VCARD\r\n".encode()


def _hill(x: int, height: int, level: float, swing: float, length: float, phase: int) -> float:
    return height * (level + swing * math.sin(x / length * 2 + phase) + swing / 3 * math.sin(x / 31 + phase))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
