"""The field that narrows the list below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.i18n import _
from ui.icons import paint_icon
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.mirroring import placed


class SearchField(QLineEdit):
    left = Signal()
    """Escape or Down: back to the list."""

    def __init__(self, parent: QWidget | None = None, *, words: Callable[[], str] | None = None) -> None:
        """`words` say what is looked for; without them it is the field that Ctrl+K leads to."""
        super().__init__(parent)
        self._words = words
        self.setProperty("role", "search")
        self.setMaxLength(100)
        self._say()
        self._leave_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._leave_room()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = tokens().size.icon_small
        top = (self.height() - size) / 2
        spot = placed(QRectF(self.rect()), 10, top, size, size, self.layoutDirection())
        paint_icon(QPainter(self), spot, "search", theme().colours.text_faint)

    def _say(self) -> None:
        keyed = _("Search  {keys}").format(keys="\u2066Ctrl+K\u2069")
        self.setAccessibleName(self._words() if self._words else _("Search"))
        self.setPlaceholderText(self._words() if self._words else keyed)

    def _leave_room(self) -> None:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            self.setTextMargins(0, 0, 22, 0)
        else:
            self.setTextMargins(22, 0, 0, 0)
