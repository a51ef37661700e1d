"""No word on a label or a button is cut, in any state of the gallery, in any language.

Texts of others (names, messages) may be longer than their place and end in an ellipsis: `OneLine` and rows.
"""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from tests.galleries import ENTRIES
from tests.gallery import load_entries
from tests.screens.conftest import show
from ui.i18n import Language, compile_catalogues, speak
from ui.widgets.number_tabs import TabButton
from ui.widgets.one_line import OneLine

load_entries()
NAMES = sorted(name for name in ENTRIES if name != "messages/hundred-thousand")


def cut(page: QWidget) -> list[str]:
    found = []
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text().strip() and not isinstance(label, OneLine):
            needed = label.sizeHint()
            wide = label.wordWrap() or needed.width() <= label.width() + 1
            high = label.heightForWidth(label.width()) if label.wordWrap() else needed.height()
            if not wide or high > label.height() + 1:
                found.append(f"{label.text()!r} needs {needed.width()}x{high}, has {label.size().toTuple()}")
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button, TabButton):
            needed = button.sizeHint()
            if needed.width() > button.width() + 1 or needed.height() > button.height() + 1:
                said = button.text() or button.accessibleName()
                found.append(f"{said!r} needs {needed.toTuple()}, has {button.size().toTuple()}")
    tabs = [tab for tab in page.findChildren(TabButton) if tab.isVisible()]
    found += [
        f"tab {tab.tab.name!r} of {tab.width()} px" for tab in tabs if page.width() >= 860 and tab.is_cut
    ]
    found += [f"tab {tab.tab.name!r} is out of sight" for tab in tabs if not _in_sight(tab)]
    return found


def _in_sight(tab: TabButton) -> bool:
    return tab.visibleRegion().boundingRect().width() >= tab.width()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", NAMES)
async def test_every_word_has_room(name: str, language: Language, qt_app: QApplication) -> None:
    compile_catalogues()
    speak(language)
    page = ENTRIES[name].build()
    show(page, *ENTRIES[name].size)
    for _turn in range(20):
        qt_app.processEvents()
        await asyncio.sleep(0)
    assert cut(page) == []
