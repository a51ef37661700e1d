"""Which language a conversation is in, by its commonest words; good enough to choose a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMON = {
    "en": "the and you is are to of in that it for with have will this what not be my at on was we can do",
    "fr": "le la les un une des est et je tu vous nous que qui pas pour dans ce sur avec à au on il elle oui",
    "ar": "في من على هل أن إلى ما لا هذا مع نعم أنا كان يا",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
ENOUGH = 3
"""Common words from which on it is no chance."""


def language_of(texts: Iterable[str]) -> str:
    """ISO 639-1, or empty where it can't be told."""
    counts = dict.fromkeys(_WORDS, 0)
    for text in texts:
        for word in _WORD.findall(text.lower()):
            for language, common in _WORDS.items():
                counts[language] += word in common
    first, second, *_rest = sorted(counts.items(), key=lambda each: -each[1])
    return first[0] if first[1] >= ENOUGH and first[1] >= 2 * second[1] else ""
