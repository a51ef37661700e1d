"""A line for somebody's name or number; the people found stand below, one arrow key away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NameField(QLineEdit):
    down = Signal()

    def __init__(self, *, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(longest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not event.modifiers():
            self.down.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                # A line edit passes Enter on: the same press would reach the button that was just given it.
                event.accept()
