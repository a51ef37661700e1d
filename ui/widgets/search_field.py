"""The field that narrows the list below it (Ctrl+K)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.i18n import _
from ui.icons import icon
from ui.theme import theme
from ui.tokens import tokens


class SearchField(QLineEdit):
    left = Signal()
    """Escape or Down: back to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setMaxLength(100)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._say()
        self._tint()

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
        elif event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._tint()
        super().changeEvent(event)

    def _say(self) -> None:
        self.setAccessibleName(_("Search"))
        # The glass is a button to a screen reader: it must not be a nameless one.
        self._glass.setText(_("Search"))
        self.setPlaceholderText(_("Search  {keys}").format(keys="\u2066Ctrl+K\u2069"))

    def _tint(self) -> None:
        self._glass.setIcon(icon("search", theme().colours.text_faint, tokens().size.icon_small))
