"""What somebody in need reads: this way leads nowhere, and where another one does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.icons import icon_pixmap
from ui.models.emergency import EmergencyAdvice
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.words import Label


class EmergencyCard(QFrame):
    """Hidden until there is something to say. It can take the keyboard, so that it is read out."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: EmergencyAdvice | None = None
        self.setProperty("banner", "failure")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = QLabel(self)
        self._title = Label("", "heading", wraps=True, parent=self)
        self._advice = Label("", wraps=True, parent=self)
        self._places = Label("", "secondary", wraps=True, parent=self)
        space = tokens().space
        texts = QVBoxLayout()
        texts.setSpacing(space.xs)
        for label in (self._title, self._advice, self._places):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.m, space.s, space.s, space.s)
        row.setSpacing(space.s)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        theme().changed.connect(self._tint)
        self._tint()
        self.hide()

    def show_advice(self, advice: EmergencyAdvice | None) -> None:
        if advice == self.shown:
            return
        was, self.shown = self.shown, advice
        self.setVisible(advice is not None)
        if advice is None:
            return
        self._title.say(advice.title)
        self._advice.say(advice.advice)
        self._places.say("\n".join(advice.places))
        self._places.setVisible(bool(advice.places))
        self.setAccessibleName(advice.spoken)
        if was is None or was.title != advice.title:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _tint(self) -> None:
        size = tokens().size.icon
        self._icon.setPixmap(icon_pixmap("circle-alert", theme().colours.red, size, self.devicePixelRatioF()))
