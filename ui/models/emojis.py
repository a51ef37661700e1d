"""The emojis: by category, by what they are called in any of our languages, and those used last.

The one door to the library `emoji`, which knows the names; nothing is read before somebody asks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from ui.i18n import language
from ui.tokens import RESOURCES

MOST_RECENT = 32
MOST_FOUND = 120
TONES = ("", "\U0001f3fb", "\U0001f3fc", "\U0001f3fd", "\U0001f3fe", "\U0001f3ff")
_LANGUAGES = ("en", "fr", "ar")
_DRESS = "\ufe0f"
_NEWEST = 15
"""Emoji version. What fonts of today do not hold is not offered."""


class Category(Enum):
    RECENT = "recent"
    SMILEYS = "smileys"
    PEOPLE = "people"
    NATURE = "nature"
    FOOD = "food"
    TRAVEL = "travel"
    ACTIVITIES = "activities"
    OBJECTS = "objects"
    SYMBOLS = "symbols"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class EmojiRow:
    key: str
    """As it is listed, without a skin tone."""
    character: str
    """As it is written."""
    spoken: str
    """Its name."""


Keep = Callable[[tuple[str, ...], str], None]


class EmojiModel:
    """`kept` are the emojis used last and the skin tone; `keep` is told when they change."""

    def __init__(self, recent: Iterable[str] = (), tone: str = "", keep: Keep | None = None) -> None:
        self.recent = tuple(recent)[:MOST_RECENT]
        self.tone = tone if tone in TONES else ""
        self._keep = keep

    def rows(self, category: Category) -> tuple[EmojiRow, ...]:
        known = _listed()
        if category is Category.RECENT:
            return tuple(self._row(each) for each in self.recent if each in known.names)
        return tuple(self._row(each) for each in known.categories[category])

    def find(self, text: str) -> tuple[EmojiRow, ...]:
        """Those with every word of `text` beginning a word of their name, in any of our languages."""
        wanted = _words(text)
        if not wanted:
            return ()
        found = [
            each
            for each, words in _listed().words.items()
            if all(any(word.startswith(begin) for word in words) for begin in wanted)
        ]
        return tuple(self._row(each) for each in found[:MOST_FOUND])

    def use(self, row: EmojiRow) -> str:
        """What is to be written; remembered among those used last."""
        self.recent = (row.key, *(each for each in self.recent if each != row.key))[:MOST_RECENT]
        self._tell()
        return row.character

    def choose_tone(self, tone: str) -> None:
        if tone in TONES and tone != self.tone:
            self.tone = tone
            self._tell()

    def _tell(self) -> None:
        if self._keep is not None:
            self._keep(self.recent, self.tone)

    def _row(self, key: str) -> EmojiRow:
        character = toned(key, self.tone)
        return EmojiRow(key, character, _name(key, language().value))


def toned(character: str, tone: str) -> str:
    """In that skin tone, where there is such a one."""
    if not tone:
        return character
    rest = character[1:].removeprefix(_DRESS)
    candidate = character[0] + tone + rest
    return candidate if candidate in _data() else character


@dataclass(frozen=True, slots=True)
class _Listed:
    categories: dict[Category, tuple[str, ...]]
    words: dict[str, frozenset[str]]
    """Of every name of each, folded."""

    @property
    def names(self) -> Iterable[str]:
        return self.words


@cache
def _data() -> dict[str, dict[str, Any]]:
    import emoji

    emoji.config.load_language([each for each in _LANGUAGES if each != "en"])
    return emoji.EMOJI_DATA


@cache
def _listed() -> _Listed:
    data = _data()
    categories: dict[Category, tuple[str, ...]] = {}
    words: dict[str, frozenset[str]] = {}
    for line in (RESOURCES / "emoji.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, *characters = line.split(" ")
        known = [each for each in characters if each in data and data[each]["E"] <= _NEWEST]
        categories[Category(name)] = tuple(known)
        for each in known:
            told = data[each]
            names = [told.get(each_language, "") for each_language in _LANGUAGES] + told.get("alias", [])
            words[each] = frozenset(_words(" ".join(names)))
    return _Listed(categories, words)


def _name(character: str, wanted: str) -> str:
    told = _data()[character]
    return str(told.get(wanted) or told["en"]).strip(":").replace("_", " ")


def _words(text: str) -> tuple[str, ...]:
    """Folded: no accents, no case, no Arabic vowel signs."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(" " if not (c.isalnum() or c == "+") else c for c in apart if not unicodedata.combining(c))
    return tuple(bare.split())
