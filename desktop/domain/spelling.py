"""One spelling for what is compared: no case, no accents, one form of each letter, digits of every script.

Letters are folded one by one, so that a text's beginning folds to the beginning of the folded text: a search
that is typed on can only find less.
"""

from __future__ import annotations

import unicodedata

_LETTERS = {
    # Arabic and Persian: alef in all its forms, teh marbuta, alef maksura; kaf, yeh, heh of other keyboards.
    "\u0671": "\u0627", "\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a",
    "\u06a9": "\u0643", "\u06be": "\u0647", "\u06c1": "\u0647", "\u06d5": "\u0647", "\u0640": "",
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
_APOSTROPHES = "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u00b4`\u2032\uff07\u05f3"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u05be"
JOINERS = "'-"
BETWEEN_DIGITS = " ()./-"


def _plain(character: str) -> str:
    """A letter without case, accents and variants; whatever else as it is."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else _LETTERS.get(c, c)
        for c in letters
        if not unicodedata.combining(c)
    )


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = self[code] = _plain(chr(code))
        return folded


class _Words(dict[int, str]):
    """As for letters; what stands between words is a blank, and a sign or an emoji stands by itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _APOSTROPHES:
            folded = "'"
        elif character in _DASHES:
            folded = "-"
        else:
            folded = "".join(self._kept(c) for c in _plain(character))
        self[code] = folded
        return folded

    def _kept(self, c: str) -> str:
        kind = unicodedata.category(c)
        if c in "+()./" or kind[0] in "LN":
            return c
        if kind == "Cf" or (kind[0] == "M" and 0xFE00 <= ord(c) <= 0xFE0F):
            return ""  # joiners, marks of direction, "as a picture"
        if kind[0] == "M":
            return c
        if 0x1F3FB <= ord(c) <= 0x1F3FF:
            return ""  # the colour of a skin
        return f" {c} " if kind[0] == "S" and ord(c) > 0x7F else " "


_letters, _words = _Letters(), _Words()


def fold(text: str) -> str:
    """Without case, accents and variants of letters."""
    return text.translate(_letters)


def fold_words(text: str) -> str:
    """`fold`, with blanks between words; `'`, `-` and what can stand in a number are left."""
    return text.translate(_words)


def fold_words_in_place(text: str) -> tuple[str, list[int]]:
    """`fold_words`, and for each of its characters the place in `text` that it comes from."""
    places: list[int] = []
    pieces: list[str] = []
    for place, character in enumerate(text):
        piece = _words[ord(character)]
        pieces.append(piece)
        places += [place] * len(piece)
    return "".join(pieces), places
