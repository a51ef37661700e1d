"""French and Arabic are complete for what there is."""

from __future__ import annotations

import re
import runpy
import string
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from ui.i18n import DOMAIN, TRANSLATIONS

LANGUAGES = ("fr", "ar")


@cache
def template() -> Catalog:
    # By its path: `packaging` is also the name of an installed package.
    tool = runpy.run_path(str(TRANSLATIONS.parent / "packaging" / "catalogues.py"))
    made = tool["extract"]()
    assert isinstance(made, Catalog)
    return made


@cache
def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def ids_of(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def key(message: Message) -> tuple[str, str | None]:
    return (ids_of(message)[0], message.context)


def forms_of(message: Message) -> tuple[str, ...]:
    forms = message.string or ""
    return (forms,) if isinstance(forms, str) else tuple(forms)


def fields(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_marked_is_translated(language: str) -> None:
    known = {key(message): message for message in catalogue(language) if message.id}
    missing = []
    for message in template():
        if not message.id:
            continue
        there = known.get(key(message))
        if there is None or there.fuzzy or not all(forms_of(there)):
            missing.append(key(message)[0])
    assert not missing, "translate them: python packaging/catalogues.py update shows where"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_is_filled_in(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = fields(ids_of(message)[-1])
        for index, text in enumerate(forms_of(message)):
            may_drop_count = isinstance(message.id, tuple) and language == "ar" and index in (0, 1, 2)
            there = fields(text)
            assert there == wanted or (may_drop_count and there == wanted - {"count"}), text
            assert "!" not in text, f"no exclamation marks: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_forms(language: str) -> None:
    forms = {"fr": 2, "ar": 6}[language]
    for message in catalogue(language):
        if isinstance(message.id, tuple):
            assert isinstance(message.string, tuple)
            assert len(message.string) == forms


def test_arabic_is_written_in_arabic() -> None:
    latin = [
        message.string
        for message in catalogue("ar")
        if message.id
        and isinstance(message.string, str)
        and not re.search("[\u0600-\u06ff]", message.string)
        and re.search("[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", message.string))
    ]
    assert not latin
