"""How many SMS a text costs (3GPP TS 23.038): the count that is shown is the count that is billed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
"""These ten take two septets, an escape and themselves, which are never parted (section 6.2.1.1)."""


class Encoding(Enum):
    GSM = "gsm"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Size:
    encoding: Encoding
    units: int
    """Septets, or UTF-16 code units."""
    segments: int


def measure(text: str) -> Size:
    """The size of `text`, which holds no lone surrogate. An empty text is one segment."""
    if all(c in _BASIC or c in _EXTENSION for c in text):
        widths = [2 if c in _EXTENSION else 1 for c in text]
        return _size(Encoding.GSM, widths, single=160, part=153)
    widths = [2 if ord(c) > 0xFFFF else 1 for c in text]
    return _size(Encoding.UCS2, widths, single=70, part=67)


def _size(encoding: Encoding, widths: list[int], *, single: int, part: int) -> Size:
    units = sum(widths)
    if units <= single:
        return Size(encoding, units, 1)
    segments, used = 1, 0
    for width in widths:
        if used + width > part:  # a pair that does not fit goes to the next part whole
            segments, used = segments + 1, 0
        used += width
    return Size(encoding, units, segments)
