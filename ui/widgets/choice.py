"""A box with one of a few entries chosen, that says what it is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from ui.widgets.wheel import LeavesTheWheel


class Choice(LeavesTheWheel, QComboBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._describe()

    def explain(self, explanation: str) -> None:
        """What stands below its name, for a screen reader."""
        self._explanation = explanation
        self._describe()

    def _describe(self) -> None:
        # On Linux Qt gives the chosen entry as the name; what the box is for stands in the description there.
        self.setAccessibleDescription(" ".join(filter(None, (self.accessibleName(), self._explanation))))
