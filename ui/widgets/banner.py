"""A failure, or something to know, said where it happened: its reason, and one button."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import _
from ui.icons import icon_pixmap
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.words import Label, Words

Kind = Literal["info", "look", "failure", "done"]

_LONG_WORDS = 18
"""Characters."""

_ICONS: dict[Kind, str] = {
    "info": "info",
    "look": "triangle-alert",
    "failure": "circle-alert",
    "done": "circle-check",
}


class Banner(QFrame):
    """Hidden until `tell` is called. `pressed` is the one button; `details` stand behind a fold."""

    pressed = Signal()
    closed = Signal()

    def __init__(self, kind: Kind = "failure", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._drawn = ("", "")
        self.setProperty("banner", kind)
        self._icon = QLabel(self)
        self._icon.setFixedSize(tokens().size.icon_small + 2, tokens().size.control - 2)
        self._text = Label("", wraps=True, parent=self)
        self._text.setMinimumHeight(tokens().size.control - 2)
        self._details = Label("", "secondary", wraps=True, parent=self)
        self._details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._details.hide()
        self._fold = Button(lambda: _("Details"), "quiet", parent=self)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._details.setVisible)
        self._fold.hide()
        self._button = Button("", "quiet", parent=self)
        self._button.clicked.connect(self.pressed)
        self._button.hide()
        self._close = IconButton("x", lambda: _("Close"), size=16, parent=self)
        self._close.clicked.connect(self.closed)
        self._close.hide()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._details)
        self._texts = texts
        row = QHBoxLayout(self)
        self._row = row
        space = tokens().space
        row.setContentsMargins(space.m, space.s, space.s, space.s)
        row.setSpacing(space.s)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(
        self,
        words: Words | str,
        *,
        button: Words | str = "",
        details: str = "",
        closable: bool = False,
        kind: Kind | None = None,
    ) -> None:
        if kind is not None and kind != self._kind:
            self._kind = kind
            self.setProperty("banner", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._tint()
        self._text.say(words)
        if not isinstance(button, str) or button:
            self._button.say(button)
            self._place_button()
            self._button.show()
        else:
            self._button.hide()
        self._details.say(details)
        self._fold.setChecked(False)
        self._fold.setVisible(bool(details))
        self._close.setVisible(closable)
        self.setAccessibleName(self._text.text())
        was_hidden = self.isHidden()
        self.show()
        if was_hidden:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._tint()
        elif event.type() == QEvent.Type.LanguageChange:
            self._place_button()
            self.setAccessibleName(self._text.text())
        super().changeEvent(event)

    def _place_button(self) -> None:
        """Beside the text, or below it where its words would leave the text too little room."""
        if len(self._button.text()) > _LONG_WORDS:
            self._texts.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeading)
        else:
            self._row.insertWidget(3, self._button, 0, Qt.AlignmentFlag.AlignTop)

    def _tint(self) -> None:
        colours = theme().colours
        inks: dict[Kind, str] = {
            "info": colours.accent,
            "look": colours.amber,
            "failure": colours.red,
            "done": colours.green,
        }
        size = tokens().size.icon_small
        drawn = (_ICONS[self._kind], inks[self._kind])
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._icon.setPixmap(
            icon_pixmap(_ICONS[self._kind], inks[self._kind], size, self.devicePixelRatioF())
        )
