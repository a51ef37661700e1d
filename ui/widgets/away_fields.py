"""From when until when: two days and two times."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.away_dates import AwayDatesModel
from ui.tokens import tokens
from ui.widgets.moment_fields import DayField, TimeField, read_moment, show_moment
from ui.widgets.words import Label


class AwayFields(QWidget):
    def __init__(self, model: AwayDatesModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.begin_day, self.begin_time = DayField(self), TimeField(self)
        self.end_day, self.end_time = DayField(self), TimeField(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens().space.s)
        grid.setVerticalSpacing(tokens().space.s)
        rows = (
            (Label(lambda: _("From"), "label", parent=self), self.begin_day, self.begin_time),
            (Label(lambda: _("Until"), "label", parent=self), self.end_day, self.end_time),
        )
        for place, (label, day, time) in enumerate(rows):
            label.setBuddy(day)
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
        begins = read_moment(self.begin_day, self.begin_time)
        ends = read_moment(self.end_day, self.end_time)
        model = self._model
        model.choose(
            begins=begins if begins != model.begins.local else None,
            ends=ends if ends != model.ends.local else None,
        )

    def _show(self) -> None:
        model = self._model
        show_moment(self.begin_day, self.begin_time, model.begins.local)
        show_moment(self.end_day, self.end_time, model.ends.local)
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
