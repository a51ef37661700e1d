"""The mark: five lines, each in the colour of a number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.theme import theme
from ui.tokens import Colours, ThemeName, tokens

_HEIGHTS = (0.42, 0.72, 1.0, 0.6, 0.34)
_INKS = (0, 4, 2, 6, 5)


def paint_mark(painter: QPainter, box: QRectF, colours: Colours) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    step = box.width() / 5
    width = step * 0.62
    for index, (height, ink) in enumerate(zip(_HEIGHTS, _INKS, strict=True)):
        tall = box.height() * height
        painter.setBrush(QColor(colours.number[ink]))
        bar = QRectF(box.left() + index * step + (step - width) / 2, box.center().y() - tall / 2, width, tall)
        painter.drawRoundedRect(bar, width / 2, width / 2)


def app_icon() -> QIcon:
    """Drawn, so that it needs no file in six sizes."""
    made = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(edge, edge)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().themes[ThemeName.DARK].ground))
        painter.drawRoundedRect(QRectF(0, 0, edge, edge), edge * 0.22, edge * 0.22)
        inset = edge * 0.2
        box = QRectF(inset, inset, edge - 2 * inset, edge - 2 * inset)
        paint_mark(painter, box, tokens().themes[ThemeName.DARK])
        painter.end()
        made.addPixmap(pixmap)
    return made


class Brand(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme().changed.connect(self.update)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(40, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_mark(QPainter(self), QRectF(0, 2, 36, 32), theme().colours)
