"""Which characters make a message dearer, and what says the same in the alphabet that all telephones share.

A text outside of GSM 03.38 (3GPP TS 23.038) holds 70 characters a message instead of 160. Where a few
characters alone are to blame, a plainer one stands in; a script that needs more is left as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from desktop.domain.segments import Alphabet, alphabet_of, count_segments


class Sort(Enum):
    QUOTE = "quote"
    DASH = "dash"
    ELLIPSIS = "ellipsis"
    SPACE = "space"
    INVISIBLE = "invisible"
    LETTER = "letter"  # with an accent or a ligature
    SIGN = "sign"
    PICTURE = "picture"  # an emoji: nothing stands in for it


_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u02bc": "'"} | {
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2039": "'", "\u203a": "'", "`": "'", "\u00b4": "'",
}  # fmt: skip
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_SPACES = dict.fromkeys(("\t", "\u00a0", "\u202f", *map(chr, range(0x2000, 0x200B))), " ")
_INVISIBLE = dict.fromkeys(
    map(chr, (0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F))), ""
)
_OF_PICTURES = frozenset({0x200D, 0x20E3, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)})
"""What joins and dresses emojis."""
_LETTERS = {
    "œ": "oe", "Œ": "OE", "ĳ": "ij", "Ĳ": "IJ", "ﬁ": "fi", "ﬂ": "fl", "ı": "i", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D",
}  # fmt: skip
_SIGNS = {"•": "-", "·": ".", "\u2044": "/", "×": "x", "™": "(TM)", "©": "(C)", "®": "(R)", "№": "No"}
"""Not ° or ½ or ²: "20o", "11/2" and "52" say something else."""
_KNOWN = {
    **{c: (Sort.QUOTE, plain) for c, plain in _QUOTES.items()},
    **{c: (Sort.DASH, plain) for c, plain in _DASHES.items()},
    "…": (Sort.ELLIPSIS, "..."),
    **{c: (Sort.SPACE, plain) for c, plain in _SPACES.items()},
    **{c: (Sort.INVISIBLE, plain) for c, plain in _INVISIBLE.items()},
    **{c: (Sort.LETTER, plain) for c, plain in _LETTERS.items()},
    **{c: (Sort.SIGN, plain) for c, plain in _SIGNS.items()},
}
_PICTURES_BEGIN = 0x2190
MOST = 40
"""More characters than these are a script, or a picture book: nobody is told of each."""


@dataclass(frozen=True, slots=True)
class Dear:
    """A character that the shared alphabet lacks."""

    place: int
    """In characters of Python, from the start."""
    character: str
    sort: Sort
    plain: str | None
    """What stands in; None where nothing does."""


@dataclass(frozen=True, slots=True)
class Plainer:
    """The whole text in the shared alphabet."""

    text: str
    segments: int
    saved: int
    """Segments fewer than now."""


def dear_characters(text: str) -> tuple[Dear, ...]:
    """Those to blame for a dearer message; none where there are none, or where the script needs them all."""
    if alphabet_of(text) is Alphabet.GSM:
        return ()
    found: list[Dear] = []
    for dear in _dear(text):
        if dear is None or len(found) == MOST:
            return ()
        found.append(dear)
    return tuple(found)


def plainer(text: str, *, below: str = "") -> Plainer | None:
    """None where it would save nothing, or where a character has none to stand in for it.

    `below` is what goes with the text on a line of its own.
    """
    dear = dear_characters(text)
    if not dear or any(each.plain is None for each in dear):
        return None
    written = list(text)
    for each in dear:
        written[each.place] = each.plain or ""
    plain = "".join(written)
    rest = f"\n{below}" if below else ""
    before, after = count_segments(text + rest).count, count_segments(plain + rest).count
    return Plainer(plain, after, before - after) if after < before else None


def _dear(text: str) -> Iterator[Dear | None]:
    """None for a letter of another script."""
    for place, character in enumerate(text):
        if alphabet_of(character) is Alphabet.GSM:
            continue
        if (known := _KNOWN.get(character)) is not None:
            yield Dear(place, character, *known)
        elif (letter := _without_accent(character)) is not None:
            yield Dear(place, character, Sort.LETTER, letter)
        elif _is_a_sign(character):
            yield Dear(place, character, Sort.SIGN, None)
        elif unicodedata.category(character)[0] in "LMN" and ord(character) not in _OF_PICTURES:
            yield None
        else:
            yield Dear(place, character, Sort.PICTURE, None)


def _without_accent(character: str) -> str | None:
    """The letter below, where the shared alphabet has it: ê is written e."""
    letter = unicodedata.normalize("NFD", character)[0]
    return (
        letter if letter != character and alphabet_of(letter) is Alphabet.GSM and letter.isalpha() else None
    )


def _is_a_sign(character: str) -> bool:
    """Of print and of sums, which no script is made of."""
    return (ord(character) < _PICTURES_BEGIN and unicodedata.category(character)[0] in "PS") or (
        unicodedata.category(character) == "No"
    )
