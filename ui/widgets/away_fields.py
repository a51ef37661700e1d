"""From when until when: two days and two times."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QSignalBlocker, Qt, QTime
from PySide6.QtWidgets import QDateEdit, QGridLayout, QTimeEdit, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.away_dates import AwayDatesModel
from ui.tokens import tokens
from ui.widgets.words import Label

_TIME_WIDTH = 84


class AwayFields(QWidget):
    def __init__(self, model: AwayDatesModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.begin_day, self.begin_time = QDateEdit(self), QTimeEdit(self)
        self.end_day, self.end_time = QDateEdit(self), QTimeEdit(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens().space.s)
        grid.setVerticalSpacing(tokens().space.s)
        rows = (
            (Label(lambda: _("From"), "label", parent=self), self.begin_day, self.begin_time),
            (Label(lambda: _("Until"), "label", parent=self), self.end_day, self.end_time),
        )
        for place, (label, day, time) in enumerate(rows):
            label.setBuddy(day)
            day.setCalendarPopup(True)
            time.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # hours first, in every language
            time.setAlignment(Qt.AlignmentFlag.AlignCenter)
            time.setMinimumWidth(_TIME_WIDTH)
            grid.addWidget(label, place, 0)
            grid.addWidget(day, place, 1)
            grid.addWidget(time, place, 2)
            day.dateChanged.connect(self._choose)
            time.timeChanged.connect(self._choose)
        grid.setColumnStretch(3, 1)
        self.meaning = Label("", "secondary", wraps=True, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addLayout(grid)
        column.addWidget(self.meaning)
        model.changed.connect(self._show)
        self._say()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def _choose(self) -> None:
        begins, ends = _read(self.begin_day, self.begin_time), _read(self.end_day, self.end_time)
        model = self._model
        model.choose(
            begins=begins if begins != model.begins.local else None,
            ends=ends if ends != model.ends.local else None,
        )

    def _show(self) -> None:
        model = self._model
        fields = (
            (self.begin_day, self.begin_time, model.begins.local),
            (self.end_day, self.end_time, model.ends.local),
        )
        for day, time, local in fields:
            with QSignalBlocker(day), QSignalBlocker(time):
                day.setDate(QDate(local.year, local.month, local.day))
                time.setTime(QTime(local.hour, local.minute))
        words = model.problem or model.meaning
        self.meaning.say(words)
        self.meaning.set_role("error" if model.problem else "secondary")
        for field in (self.end_day, self.end_time):
            field.setAccessibleDescription(words)

    def _say(self) -> None:
        self.begin_day.setAccessibleName(_("Away from this day"))
        self.begin_time.setAccessibleName(_("Away from this time"))
        self.end_day.setAccessibleName(_("Away until this day"))
        self.end_time.setAccessibleName(_("Away until this time"))
        locale = QLocale()
        # The field's own line runs left to right, whatever the language: names would stand in disorder.
        to_the_left = locale.textDirection() == Qt.LayoutDirection.RightToLeft
        for day in (self.begin_day, self.end_day):
            day.setLocale(locale)
            day.setDisplayFormat("dd/MM/yyyy" if to_the_left else "ddd d MMM yyyy")
        for time in (self.begin_time, self.end_time):
            time.setLocale(locale)
            time.setDisplayFormat("HH:mm")


def _read(day: QDateEdit, time: QTimeEdit) -> datetime:
    on, at = day.date(), time.time()
    return datetime(on.year(), on.month(), on.day(), at.hour(), at.minute())  # noqa: DTZ001
