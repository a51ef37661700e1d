"""Tab goes through pages whose rows come and go as they are read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from tests.galleries import ENTRIES, settings, voicemail_settings
from tests.screens.conftest import focused, show

LOADED = (settings, voicemail_settings)
"""They hand in their entries when they are imported."""


def stops(start: QWidget, page: QWidget) -> list[QWidget]:
    """What Tab comes to on its way through the page. A date is several presses, but one stop."""
    start.setFocus()
    QTest.keyClick(start, Qt.Key.Key_Tab)
    passed: list[QWidget] = []
    while page.isAncestorOf(focused()):
        if focused() not in passed[-1:]:
            assert focused() not in passed
            passed.append(focused())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    return passed


@pytest.mark.parametrize(
    ("entry", "least"),
    [("settings/renaming", 25), ("voicemail-settings/away", 15)],
)
async def test_no_stop_stands_above_the_one_before(qt_app: QApplication, entry: str, least: int) -> None:
    page = ENTRIES[entry].build()
    window = QWidget()
    column = QVBoxLayout(window)
    before_it, after_it = QPushButton("Before"), QPushButton("After")
    for widget in (before_it, page, after_it):
        column.addWidget(widget)
    show(window, 860, 900)
    passed = stops(before_it, page)
    assert len(passed) >= least
    for before, after in pairwise(passed):
        below = after.mapTo(page, after.rect().bottomLeft()).y() > before.mapTo(page, QPoint(0, 0)).y()
        assert below, (before.accessibleName(), after.accessibleName())
    assert focused() is after_it
    shown = (child for child in page.findChildren(QWidget) if child.isVisible() and child.isEnabled())
    wanted = {child for child in shown if child.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert set(passed) == {child for child in wanted if child.focusProxy() is None}
    passed[-1].setFocus()
    for stop in reversed(passed):
        while focused() is not stop:
            here = focused()
            QTest.keyClick(here, Qt.Key.Key_Backtab)
            assert focused() in (here, stop)
