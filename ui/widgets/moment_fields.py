"""A day and a time of it, to be chosen."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QSignalBlocker, Qt, QTime
from PySide6.QtWidgets import QDateEdit, QTimeEdit, QWidget

from ui.widgets.wheel import LeavesTheWheel

_TIME_WIDTH = 84


class DayField(LeavesTheWheel, QDateEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._speak()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)

    def _speak(self) -> None:
        locale = QLocale()
        self.setLocale(locale)
        # The field's own line runs left to right, whatever the language: names would stand in disorder.
        to_the_left = locale.textDirection() == Qt.LayoutDirection.RightToLeft
        self.setDisplayFormat("dd/MM/yyyy" if to_the_left else "ddd d MMM yyyy")


class TimeField(LeavesTheWheel, QTimeEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # hours first, in every language
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumWidth(_TIME_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._speak()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)

    def _speak(self) -> None:
        self.setLocale(QLocale())
        self.setDisplayFormat("HH:mm")


def qdate(local: datetime) -> QDate:
    return QDate(local.year, local.month, local.day)


def show_moment(day: DayField, time: TimeField, local: datetime) -> None:
    """Which nobody has to be told of."""
    with QSignalBlocker(day), QSignalBlocker(time):
        day.setDate(qdate(local))
        time.setTime(QTime(local.hour, local.minute))


def read_moment(day: DayField, time: TimeField) -> datetime:
    """Naive: of the clock on the wall."""
    on, at = day.date(), time.time()
    return datetime(on.year(), on.month(), on.day(), at.hour(), at.minute())  # noqa: DTZ001
