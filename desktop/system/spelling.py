"""The spell checker of this computer, through Enchant: the one door to it. Silently none where there is none.

On Linux it is libenchant with the dictionaries of hunspell; elsewhere the library comes along and uses what
the system has. Finding it and reading a dictionary take a tenth of a second: not on the window's thread.
"""

from __future__ import annotations

import importlib
import logging
from functools import cache
from typing import Any, Protocol

log = logging.getLogger(__name__)

LONGEST_WORD = 40
"""Longer ones are no words, and suggestions for them take seconds."""
MOST_SUGGESTIONS = 5
_USUAL = {"en": "US"}


class Speller(Protocol):
    """Of one language. Each takes some tens of microseconds, suggestions some tens of milliseconds."""

    def knows(self, word: str) -> bool: ...

    def suggest(self, word: str) -> tuple[str, ...]: ...

    def add(self, word: str) -> None:
        """To the person's own dictionary, which other programs of theirs use too."""


class EnchantSpeller:
    def __init__(self, dictionary: Any) -> None:
        self._dictionary = dictionary

    def knows(self, word: str) -> bool:
        return len(word) > LONGEST_WORD or bool(self._dictionary.check(word.replace("\u2019", "'")))

    def suggest(self, word: str) -> tuple[str, ...]:
        if len(word) > LONGEST_WORD:
            return ()
        found = self._dictionary.suggest(word.replace("\u2019", "'"))
        return tuple(str(each) for each in found[:MOST_SUGGESTIONS])

    def add(self, word: str) -> None:
        self._dictionary.add(word.replace("\u2019", "'"))


def load_speller(language: str, *, region: str = "") -> Speller | None:
    """For `language` ("fr"), as it is spelt in `region` ("CA") if that is there; None where there is none."""
    library = _library()
    if library is None:
        return None
    broker = library.Broker()  # of its own: another thread may be reading another dictionary
    mine = [each for each in broker.list_languages() if each.partition("_")[0] == language]
    if not mine:
        return None
    usual = f"{language}_{_USUAL.get(language, language.upper())}"
    wanted = (f"{language}_{region.upper()}", usual, language)
    tag = next((each for each in wanted if each in mine), mine[0])
    try:
        return EnchantSpeller(broker.request_dict(tag))
    except Exception as error:  # a damaged dictionary raises what its provider likes
        log.info("the dictionary %s can't be read: %s", tag, type(error).__name__)
        return None


@cache
def _library() -> Any:
    try:
        return importlib.import_module("enchant")
    except Exception as error:  # not installed, or the system's part is missing
        log.info("there is no spell checker here: %s", type(error).__name__)
        return None
