"""The person's language: gettext catalogues, the direction of reading, and changing both while running.

`_` and `ngettext` translate when they are called, so a widget translates its texts anew on
`QEvent.LanguageChange`; nothing may keep a translated text at import.
"""

from __future__ import annotations

import gettext as gnu
import logging
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

log = logging.getLogger(__name__)

DOMAIN = "fiveline"
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


class Language(Enum):
    ENGLISH = "en"
    FRENCH = "fr"
    ARABIC = "ar"

    @property
    def own_name(self) -> str:
        """As its readers call it; never translated."""
        return {"en": "English", "fr": "Français", "ar": "العربية"}[self.value]


_LOCALES = {Language.ENGLISH: "en_GB", Language.FRENCH: "fr_FR", Language.ARABIC: "ar_AE"}
"""Where the system has another land of the same language, that one is taken. Western digits in Arabic, as
telephone numbers are written with them."""

_catalogue: gnu.NullTranslations = gnu.NullTranslations()
_language = Language.ENGLISH
_qt_words: QTranslator | None = None


def _(text: str) -> str:
    return _catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """`many` may hold `{count}`, which the caller fills in."""
    return _catalogue.ngettext(one, many, count)


def language() -> Language:
    return _language


def system_language() -> Language:
    for name in QLocale.system().uiLanguages():
        for known in Language:
            if name.replace("_", "-").split("-")[0] == known.value:
                return known
    return Language.ENGLISH


def speak(chosen: Language) -> None:
    """Change the language of everything that is open, and of what opens later."""
    global _catalogue, _language, _qt_words
    _language = chosen
    _catalogue = _load(chosen)
    QLocale.setDefault(_locale(chosen))
    arabic = chosen is Language.ARABIC
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        return
    if _qt_words is not None:
        app.removeTranslator(_qt_words)
        _qt_words = None
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if arabic else Qt.LayoutDirection.LeftToRight)
    if chosen is not Language.ENGLISH:
        words = QTranslator(app)
        if words.load(f"qtbase_{chosen.value}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(words)
            _qt_words = words
    for top in app.topLevelWidgets():
        QCoreApplication.sendEvent(top, QEvent(QEvent.Type.LanguageChange))


def _load(chosen: Language) -> gnu.NullTranslations:
    if chosen is Language.ENGLISH:
        return gnu.NullTranslations()
    try:
        return gnu.translation(DOMAIN, TRANSLATIONS, [chosen.value])
    except OSError:
        log.warning("no catalogue for %s; English is shown", chosen.value)
        return gnu.NullTranslations()


def _locale(chosen: Language) -> QLocale:
    system = QLocale.system()
    wanted = QLocale(_LOCALES[chosen])
    same = system.language() == wanted.language() and chosen is not Language.ARABIC
    return system if same else wanted


def compile_catalogues(*, force: bool = False) -> list[Path]:
    """Make each `.mo` that is missing or older than its `.po`; returns those that were made.

    The packaged program brings them along; from source this runs at set-up and at each start, and costs a
    few file times when nothing has changed.
    """
    made = []
    for source in TRANSLATIONS.glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], domain=DOMAIN)
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        made.append(target)
    return made
