"""A box with one of a few entries chosen, that says what it is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        # On Linux Qt gives the chosen entry as the name; what the box is for stands in the description there.
        self.setAccessibleDescription(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page below scrolls: a box that came under the pointer must not silence a number."""
        event.ignore()
