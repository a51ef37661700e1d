"""My numbers, each with whether its voicemail answers and a way to its settings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.voicemail_numbers import VoicemailNumber, VoicemailNumbersModel
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.number_dot import NumberDot
from ui.widgets.settings_card import SettingsCard
from ui.widgets.words import Hairline, Label


class VoicemailNumbers(SettingsCard):
    number_chosen = Signal(object)
    """A NumberId."""

    def __init__(self, model: VoicemailNumbersModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._model = model
        self._lines: list[_Line] = []
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        """The lines stay while there are as many numbers: the keyboard may be on one."""
        numbers = self._model.numbers
        if len(numbers) != len(self._lines):
            for line in self._lines:
                line.hide()
                line.deleteLater()
            self._lines = [_Line(first=not place, parent=self) for place in range(len(numbers))]
            for place, line in enumerate(self._lines):
                line.button.clicked.connect(partial(self._choose, place))
                self.add_line(line)
        for line, number in zip(self._lines, numbers, strict=True):
            line.show_number(number)

    def _choose(self, place: int) -> None:
        self.number_chosen.emit(self._model.numbers[place].id)


class _Line(QWidget):
    def __init__(self, *, first: bool, parent: QWidget) -> None:
        super().__init__(parent)
        space = tokens().space
        self._dot = NumberDot(0, self)
        self._name = Label("", parent=self)
        self._state = Label("", "secondary", wraps=True, parent=self)
        self.button = Button(lambda: _("Set up"), parent=self)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(self._name)
        texts.addWidget(self._state)
        texts.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(space.l, space.m, space.l, space.m)
        row.setSpacing(space.m)
        row.addWidget(self._dot)
        row.addLayout(texts, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not first:
            column.addWidget(Hairline(self))
        column.addLayout(row)

    def show_number(self, number: VoicemailNumber) -> None:
        self._dot.show_colour(number.colour)
        self._name.say(number.name)
        self._state.say(number.state)
        self.button.setVisible(number.can)
        self.button.setAccessibleName(_("Voicemail of {number}").format(number=number.name))
