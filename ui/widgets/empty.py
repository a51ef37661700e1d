"""An empty place: what belongs here, and the one next step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.icons import icon_pixmap
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.middle import in_the_middle
from ui.widgets.words import Label, Words


class EmptyPlace(QWidget):
    pressed = Signal()

    def __init__(
        self,
        icon_name: str,
        title: Words,
        text: Words,
        button: Words | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = Label(title, "heading", wraps=True, parent=self)
        self._text = Label(text, "quiet", wraps=True, parent=self)
        column = QVBoxLayout(self)
        space = tokens().space
        column.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        column.setSpacing(space.s)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addSpacing(space.xs)
        texts = QWidget(self)
        texts.setMaximumWidth(340)
        lines = QVBoxLayout(texts)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(space.xs)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            lines.addWidget(label)
        column.addLayout(in_the_middle(texts))
        self.button: Button | None = None
        if button is not None:
            self.button = Button(button, parent=self)
            self.button.clicked.connect(self.pressed)
            column.addSpacing(space.s)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, title: Words, text: Words) -> None:
        self._title.say(title)
        self._text.say(text)

    def changeEvent(self, event: QEvent) -> None:
        if self.isVisible() and event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._tint()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._tint()
        super().showEvent(event)

    def _tint(self) -> None:
        colours = theme().colours
        self._icon.setPixmap(icon_pixmap(self._icon_name, colours.text_faint, 32, self.devicePixelRatioF()))
