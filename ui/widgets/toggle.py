"""A switch that acts at once. To a screen reader it is a check box, which every one of them knows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.theme import theme
from ui.widgets.words import Words

_TRACK = QSize(36, 20)


class Toggle(QCheckBox):
    def __init__(self, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self._words())
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(_TRACK.width() + 6, _TRACK.height() + 6)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        if not self.isEnabled():
            painter.setOpacity(0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.border))
        painter.drawRoundedRect(track, 10, 10)
        at_end = self.isChecked() != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        knob = QRectF(track.right() - 18 if at_end else track.left() + 2, track.top() + 2, 16, 16)
        painter.setBrush(QColor(colours.on_accent if self.isChecked() else colours.ground))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 1.5))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), 12, 12)
