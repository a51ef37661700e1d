"""Each language by its own rules of writing, and no shouting in any."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from babel.messages.pofile import read_po

from ui.i18n import DOMAIN, TRANSLATIONS

FRENCH = re.compile(r"(?<![\u00a0\u202f])[;:?](?!//)|'|\.\.\.|\"")
"""A sign without its space that does not break, a straight apostrophe or quotation mark, three full stops."""
ARABIC = re.compile(r"[,;?]|\.\.\.")
"""Latin signs where Arabic has its own."""


def texts(said: str | Sequence[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def words(language: str) -> list[str]:
    file = TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    found: list[str] = []
    for message in catalogue:
        if message.id:
            found += texts(message.string) + texts(message.id)
    return found


@pytest.mark.parametrize(("language", "wrong"), [("fr", FRENCH), ("ar", ARABIC)])
def test_signs_are_those_of_the_language(language: str, wrong: re.Pattern[str]) -> None:
    file = TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    said = [" ".join(texts(m.string)) for m in catalogue if m.id]
    assert [text for text in said if wrong.search(text)] == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_is_shouted(language: str) -> None:
    assert [text for text in words(language) if "!" in text] == []
