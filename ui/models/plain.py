"""Text from outside, made fit to be shown: plain, bounded, and with no power over what stands beside it."""

from __future__ import annotations

import re
import unicodedata

LONGEST_LINE = 200
MOST_MARKS = 4
"""Combining marks kept on one letter; no script needs more, and a thousand paint over the neighbours."""

_FSI, _PDI = "\u2068", "\u2069"
_BIDI = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u3164\ufeff]*"
)


def plain(text: str) -> str:
    """Lines stay lines; control and direction characters go; lone surrogates become U+FFFD."""
    text = _BREAKS.sub("\n", text).translate(_BIDI)
    if text.isascii() and (text.isprintable() or all(c == "\n" or c.isprintable() for c in text)):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs":
            kept.append("\ufffd")
            marks = 0
        elif category == "Cc":
            if character in "\n\t":
                kept.append(character if character == "\n" else " ")
            marks = 0
        elif category in ("Mn", "Me") and not 0xFE00 <= ord(character) <= 0xFE0F:
            marks += 1
            if marks <= MOST_MARKS:
                kept.append(character)
        else:
            kept.append(character)
            marks = 0
    return "".join(kept)


def one_line(text: str, *, longest: int = LONGEST_LINE) -> str:
    """The beginning of `text` on one line."""
    line = " ".join(plain(text[: longest * 4]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def isolated(text: str) -> str:
    """For text from outside within a sentence of ours: its direction ends where it ends (UAX 9)."""
    return f"{_FSI}{text}{_PDI}" if text else ""


def shows_nothing(text: str) -> bool:
    """Only spaces and zero-width characters."""
    return _INVISIBLE.fullmatch(text) is not None


def runs_right_to_left(text: str) -> bool:
    """By the first strong character (UAX 9, P2)."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "R" | "AL":
                return True
            case "L":
                return False
            case _:
                pass
    return False
