"""PySide6 6.12.0 on Python 3.11 loses a reference to None, True or False at each of many Qt calls, and aborts
after some thousands. The lock picks another one there; this counts, whatever was picked."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Signal

CALLS = 2000


class Sender(QObject):
    sent = Signal(bool)


@pytest.mark.parametrize("constant", [None, True, False], ids=str)
def test_thousands_of_qt_calls_leave_the_counts_of_constants_alone(constant: object) -> None:
    sender = Sender()
    heard: list[bool] = []
    sender.sent.connect(heard.append)
    before = sys.getrefcount(constant)
    for number in range(CALLS):
        sender.setProperty("name", number)
        sender.blockSignals(False)
        sender.sent.emit(number % 2 == 0)
        QRect(0, 0, 10, 10).contains(QPoint(number % 20, 1))
        sender.objectName()
        sender.parent()
    heard.clear()
    drained = before - sys.getrefcount(constant)
    assert drained < CALLS // 10, f"{drained} references to {constant} were lost in {CALLS} rounds"
