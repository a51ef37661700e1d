"""The colour of one of my numbers, as a dot beside its name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import theme

_EDGE = 10


class NumberDot(QWidget):
    def __init__(self, colour: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setFixedSize(QSize(_EDGE + 4, _EDGE + 4))
        theme().changed.connect(self.update)

    def show_colour(self, colour: int) -> None:
        if colour != self._colour:
            self._colour = colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().number(self._colour).fill)
        painter.drawEllipse(QRectF(2, 2, _EDGE, _EDGE))
