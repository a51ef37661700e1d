"""How loud something is, from nothing to all of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSlider, QWidget

from ui.widgets.wheel import LeavesTheWheel


class VolumeSlider(LeavesTheWheel, QSlider):
    """In per cent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._turn()
        super().changeEvent(event)

    def _turn(self) -> None:
        """A style sheet fills what is left of the handle, in Arabic too: there it must be the other side."""
        mirrored = self.isRightToLeft()
        if self.property("mirrored") is not mirrored:
            self.setProperty("mirrored", mirrored)
            self.style().unpolish(self)
            self.style().polish(self)
