"""The language changes while everything is open; Arabic is mirrored, and numbers still run left to right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.galleries import made_up
from tests.galleries.settings import screen as settings_screen
from tests.galleries.shell import frame
from tests.galleries.signing_in import screen as sign_in_screen
from ui.i18n import Language, ngettext, speak
from ui.version import version
from ui.widgets.number_tabs import TabButton


def texts(page: QWidget) -> set[str]:
    return {label.text() for label in page.findChildren(QLabel) if label.text()}


@pytest.mark.parametrize("chosen", [Language.FRENCH, Language.ARABIC])
async def test_what_is_open_speaks_the_new_language_at_once(app: QApplication, chosen: Language) -> None:
    pages: list[QWidget] = [sign_in_screen(), settings_screen(), frame(made_up.signed_in_store())]
    for page in pages:
        page.show()
    app.processEvents()
    before = [texts(page) for page in pages[:2]]
    speak(chosen)
    app.processEvents()
    after = [texts(page) for page in pages[:2]]
    kept = {f"Fiveline {version()}", "Premium", "Microphone", "Volume"}
    own = {number.name for number in made_up.NUMBERS} | {device.name for device in made_up.SOUND.devices}
    for old, new in zip(before, after, strict=True):
        still_english = {text for text in old & new - kept if "@" not in text and " · " not in text}
        # Names of devices and numbers are the person's own words.
        assert still_english <= {"Camille's laptop", "Pixel 9", "iMac at the office", *own}


async def test_arabic_is_mirrored_and_comes_back(app: QApplication) -> None:
    page = frame(made_up.signed_in_store())
    page.resize(1180, 760)
    page.show()
    app.processEvents()
    assert page.rail.x() < page.width() / 2
    speak(Language.ARABIC)
    app.processEvents()
    assert page.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert page.rail.x() > page.width() / 2
    buttons = page.tabs.findChildren(TabButton)
    assert buttons[0].x() > buttons[1].x()
    speak(Language.ENGLISH)
    app.processEvents()
    assert page.rail.x() < page.width() / 2


async def test_a_number_is_isolated_from_what_surrounds_it(app: QApplication) -> None:
    speak(Language.ARABIC)
    page = frame(made_up.signed_in_store())
    london = page.tabs.buttons[3]
    assert "\u2066+44 20 7946 0103\u2069" in london.toolTip()
    assert "\u2066+44 20 7946 0103\u2069" in london.accessibleDescription()


def test_arabic_has_six_forms_of_many(app: QApplication) -> None:
    speak(Language.ARABIC)
    said = {ngettext("{count} message", "{count} messages", count) for count in (0, 1, 2, 3, 11, 100)}
    assert len(said) >= 5


def test_qts_own_words_are_translated_too(app: QApplication) -> None:
    speak(Language.FRENCH)
    assert app.translate("QLineEdit", "&Copy") != "&Copy"
