"""The days turn while the program stands open, and while the computer sleeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

LOOKS = 20_000
"""Milliseconds between two looks at the date. A timer set for midnight would come late by as long as the
computer slept, and would miss a journey into another zone."""


class Days(QObject):
    turned = Signal()
    """Another day, or another zone: *Today* and *Yesterday* are said of other days than before."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._seen = self._today()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        if QCoreApplication.instance() is not None:
            self._timer.start(LOOKS)

    def look(self) -> None:
        today = self._today()
        if today != self._seen:
            self._seen = today
            self.turned.emit()

    def _today(self) -> tuple[object, timedelta | None]:
        now = self._now()
        return now.date(), now.utcoffset()


_days: Days | None = None


def days() -> Days:
    """One for the program; it ends with it."""
    global _days
    if _days is None or not isValid(_days):
        _days = Days(parent=QCoreApplication.instance())
    return _days
