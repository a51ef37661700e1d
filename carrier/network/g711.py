"""G.711: 16-bit samples to a byte each and back, by tables (ITU-T G.711)."""

from __future__ import annotations

import struct
from functools import cache


def _ulaw_sample(code: int) -> int:
    code = ~code & 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return -magnitude if code & 0x80 else magnitude


def _alaw_sample(code: int) -> int:
    code ^= 0x55
    segment = (code & 0x70) >> 4
    magnitude = ((code & 0x0F) << 4) + 8
    if segment:
        magnitude = magnitude + 0x100 << segment - 1
    return magnitude if code & 0x80 else -magnitude


_DECODERS = {"PCMU": _ulaw_sample, "PCMA": _alaw_sample}
SILENCE = {"PCMU": b"\xff", "PCMA": b"\xd5"}
"""The byte that stands for nothing to hear."""


@cache
def _decoding(name: str) -> tuple[int, ...]:
    return tuple(_DECODERS[name](code) for code in range(256))


@cache
def _encoding(name: str) -> bytes:
    """The nearest code of each sample, by its 14 upper bits: index (sample + 32768) >> 2."""
    by_level = sorted((level, code) for code, level in enumerate(_decoding(name)))
    table = bytearray()
    at = 0
    for sample in range(-32768, 32768, 4):
        while at + 1 < len(by_level) and abs(by_level[at + 1][0] - sample) <= abs(by_level[at][0] - sample):
            at += 1
        table.append(by_level[at][1])
    return bytes(table)


def encode(name: str, samples: bytes) -> bytes:
    """`samples` are 16-bit, little endian; `name` is "PCMU" or "PCMA"."""
    table = _encoding(name)
    return bytes(table[(sample + 32768) >> 2] for (sample,) in struct.iter_unpack("<h", samples))


def decode(name: str, codes: bytes) -> bytes:
    table = _decoding(name)
    return struct.pack(f"<{len(codes)}h", *(table[code] for code in codes))
