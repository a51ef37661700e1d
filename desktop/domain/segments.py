"""How many segments a text is billed as.

3GPP TS 23.038 (alphabet) and TS 23.040 section 9.2.3.24.1 (concatenation): 160 septets or 70 UTF-16 units
stand alone; in a longer message each segment holds 153 septets or 67 units. An escape and its character, and
the two halves of a surrogate pair, stay in one segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""The ten that need an escape before them: two septets each."""


class Alphabet(Enum):
    GSM = "gsm-03.38"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text is cut into short messages (GSM 03.38, 03.40)."""

    alphabet: Alphabet
    count: int
    """0 for an empty text."""
    left: int
    """Septets or UTF-16 units that still fit into the last segment."""


_ALONE = {Alphabet.GSM: 160, Alphabet.UCS2: 70}
_TOGETHER = {Alphabet.GSM: 153, Alphabet.UCS2: 67}


def alphabet_of(text: str) -> Alphabet:
    return Alphabet.GSM if all(c in _BASIC or c in _EXTENDED for c in text) else Alphabet.UCS2


def count_segments(text: str) -> Segments:
    """What `text` takes. A lone surrogate counts as one unit."""
    alphabet = alphabet_of(text)
    if alphabet is Alphabet.GSM:
        sizes = [2 if c in _EXTENDED else 1 for c in text]
    else:
        sizes = [2 if ord(c) > 0xFFFF else 1 for c in text]
    total = sum(sizes)
    alone = _ALONE[alphabet]
    if total <= alone:
        return Segments(alphabet, 1 if total else 0, alone - total)
    room = _TOGETHER[alphabet]
    count, used = 1, 0
    for size in sizes:
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return Segments(alphabet, count, room - used)
