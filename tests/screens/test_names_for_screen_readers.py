"""Whatever can be pressed or filled in has a name, in every state of the gallery; rows say what they hold."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.galleries import ENTRIES
from tests.gallery import load_entries
from tests.screens.conftest import show
from ui.widgets.message_view import MessageView
from ui.widgets.steady_list import SteadyList

load_entries()
AREAS = ("messages", "dialler", "calls", "people", "voicemail")
NAMES = sorted(n for n in ENTRIES if n.split("/")[0] in AREAS and n != "messages/hundred-thousand")


def nameless(page: QWidget) -> list[str]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
    return [
        f"{type(control).__name__} at {control.geometry().getRect()}"
        for kind in kinds
        for control in page.findChildren(kind)
        if control.isVisible() and not control.accessibleName()
        and not type(control).__name__.startswith("QComboBox")
        and control.objectName() not in ("qt_spinbox_lineedit",)
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_every_control_has_a_name(name: str, qt_app: QApplication) -> None:
    page = ENTRIES[name].build()
    show(page, *ENTRIES[name].size)
    for _turn in range(20):
        qt_app.processEvents()
        await asyncio.sleep(0)
    assert nameless(page) == []
    for listed in page.findChildren(SteadyList) + page.findChildren(MessageView):
        for place in range(min(5, listed.model().rowCount())):
            assert listed.model().index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("dialler/number", {"Number to call", "Call", "Message"}),
        ("calls/incoming", {"Answer", "Decline", "Message"}),
        ("calls/bar", {"Hang up", "Mute", "Message", "Send", "Call"}),
        ("calls/talking", {"Hang up", "Mute"}),
        ("calls/history", {"Call history", "Call", "Message"}),
    ],
)
async def test_the_agreed_names_are_there(entry: str, names: set[str], qt_app: QApplication) -> None:
    page = ENTRIES[entry].build()
    show(page, *ENTRIES[entry].size)
    for _turn in range(20):
        qt_app.processEvents()
        await asyncio.sleep(0)
    found = {child.accessibleName() for child in page.findChildren(QWidget) if child.isVisible()}
    assert names <= found
