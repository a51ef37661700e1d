"""Calls that go on on other devices: one quiet line each, and a button that brings the call here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.i18n import _
from ui.icons import icon_pixmap
from ui.models.calls_elsewhere import CallsElsewhere, ElsewhereCall
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.one_line import OneLine

TICK = 1000
"""Milliseconds; the time is read from a clock, this only says how often."""


class ElsewhereBar(QWidget):
    """Hidden while no call goes on elsewhere."""

    def __init__(self, model: CallsElsewhere, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._lines: dict[str, _Line] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        model.changed.connect(self._show)
        self._show()

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(line.button for line in self._lines.values())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        views = {view.key: view for view in self._model.views}
        for gone in [key for key in self._lines if key not in views]:
            line = self._lines.pop(gone)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for key, view in views.items():
            line = self._lines.get(key) or self._add(key)
            line.show_call(view)
        self._tick()
        self.setVisible(bool(self._lines))

    def _add(self, key: str) -> _Line:
        line = _Line(self)
        line.button.clicked.connect(partial(self._model.take_over, key))
        self._lines[key] = line
        self._column.addWidget(line)
        return line

    def _tick(self) -> None:
        now = self._model.clock()
        for view in self._model.views:
            self._lines[view.key].text.say(view.words(now))


class _Line(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "chrome")
        space = tokens().space
        self._icon = QLabel(self)
        self.text = OneLine("", parent=self)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._spoken = ""
        self.button = Button(
            lambda: _("Take over here"), icon_name="phone", spoken=lambda: self._spoken, parent=self
        )
        across = QHBoxLayout(self)
        across.setContentsMargins(space.l, space.s, space.l, space.s)
        across.setSpacing(space.m)
        across.addWidget(self._icon)
        across.addWidget(self.text, 1)
        across.addWidget(self.button)
        theme().changed.connect(self._tint)
        self._tint()

    def show_call(self, view: ElsewhereCall) -> None:
        self._spoken = view.button_words
        self.button.setAccessibleName(view.button_words)

    def _tint(self) -> None:
        colour = theme().colours.text_secondary
        self._icon.setPixmap(icon_pixmap("laptop", colour, tokens().size.icon, self.devicePixelRatioF()))
