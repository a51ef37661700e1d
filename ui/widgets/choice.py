"""A box with one of a few entries chosen, that says what it is for."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox


class Choice(QComboBox):
    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        # On Linux Qt gives the chosen entry as the name; what the box is for stands in the description there.
        self.setAccessibleDescription(name)
