"""Translations: `update` brings new strings in, `check` lists what is missing, `compile` makes the .mo files.

python packaging/catalogues.py update
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
LANGUAGES = ("fr", "ar")
HEADER = """\
# Translations of Fiveline.
# Copyright (C) 2026 the Fiveline authors
# This file is distributed under the same licence as Fiveline (GPL-3.0-or-later).
#"""
BEGUN = datetime(2026, 11, 23, tzinfo=UTC)
"""A fixed date: a catalogue changes when a word does, not when a clock does."""
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def extract() -> Catalog:
    """What is marked in `ui/`."""
    catalogue = Catalog(project="Fiveline", copyright_holder="the Fiveline authors", domain="fiveline")
    found = extract_from_dir(
        str(ROOT / "ui"),
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for file, _line, message, comments, context in found:
        # Without line numbers: they would change every catalogue with every edit.
        catalogue.add(message, locations=[(f"ui/{file}", 0)], auto_comments=comments, context=context)
    return catalogue


def update() -> int:
    template = extract()
    TRANSLATIONS.mkdir(exist_ok=True)
    _sign(template)
    with (TRANSLATIONS / "fiveline.pot").open("wb") as file:
        write_po(file, template, include_lineno=False, sort_output=True, omit_header=False, width=100)
    for language in LANGUAGES:
        path = TRANSLATIONS / language / "LC_MESSAGES" / "fiveline.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language, domain="fiveline")
        else:
            catalogue = Catalog(locale=language, project="Fiveline", domain="fiveline")
            catalogue.fuzzy = False
        catalogue.update(template, no_fuzzy_matching=True)
        _sign(catalogue)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, include_lineno=False, sort_output=True, width=100)
    return 0


def _sign(catalogue: Catalog) -> None:
    """Babel's header has places to fill in; these are filled in."""
    catalogue.header_comment = HEADER
    catalogue.project, catalogue.version = "Fiveline", "0.1.0"
    catalogue.msgid_bugs_address = ""
    catalogue.last_translator = "the Fiveline authors"
    catalogue.language_team = "the Fiveline authors"
    catalogue.creation_date = catalogue.revision_date = BEGUN


def check() -> int:
    missing = 0
    for language in LANGUAGES:
        with (TRANSLATIONS / language / "LC_MESSAGES" / "fiveline.po").open("rb") as file:
            catalogue = read_po(file, locale=language, domain="fiveline")
        for message in catalogue:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and (not all(strings) or message.fuzzy):
                missing += 1
                sys.stdout.write(f"{language}: {message.id}\n")
    return 1 if missing else 0


def compile_all() -> int:
    sys.path.insert(0, str(ROOT))
    from ui.i18n import compile_catalogues

    for path in compile_catalogues(force=True):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    commands = {"update": update, "check": check, "compile": compile_all}
    word = sys.argv[1] if len(sys.argv) == 2 else ""
    if word not in commands:
        sys.exit(f"one of: {', '.join(commands)}")
    sys.exit(commands[word]())
