"""How loud it is, as a row of blocks from silence to too loud."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.words import Words

_QUIETEST = -60.0
_BLOCKS = 24
SILENCE = -90.0
"""dBFS; also what the other side hears of a muted microphone."""


class SmallMeter(QWidget):
    """Five steps in one ink, for a bar; who can't see it loses nothing that the call page does not say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lit = 0
        self._ink = QColor("#000000")
        self.setFixedSize(4, 24)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def lit(self) -> int:
        return self._lit

    def show_ink(self, ink: QColor) -> None:
        self._ink = QColor(ink)
        self.update()

    def show_level(self, decibels: float) -> None:
        lit = _share(decibels, 5)
        if lit != self._lit:
            self._lit = lit
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(5):
            ink = QColor(self._ink)
            ink.setAlphaF(1.0 if step < self._lit else 0.25)
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(0, self.height() - (step + 1) * 5 + 1, 4, 4), 1, 1)


def _share(decibels: float, blocks: int) -> int:
    return round(max(0.0, min(1.0, 1 - decibels / _QUIETEST)) * blocks)


class LevelMeter(QWidget):
    def __init__(self, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._lit = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words())
        theme().changed.connect(self.update)

    def show_level(self, decibels: float) -> None:
        """dBFS; -60 and below is silence."""
        lit = _share(decibels, _BLOCKS)
        if lit != self._lit:
            self._lit = lit
            self.update()

    @property
    def lit(self) -> int:
        return self._lit

    def sizeHint(self) -> QSize:
        return QSize(200, 12)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self._words())
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step = self.width() / _BLOCKS
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for block in range(_BLOCKS):
            ink = colours.hairline
            if block < self._lit:
                ink = colours.red if block >= _BLOCKS - 2 else colours.green
            at = self.width() - (block + 1) * step if mirrored else block * step
            painter.setBrush(QColor(ink))
            painter.drawRoundedRect(QRectF(at + 1, 2, step - 2, self.height() - 4), 1.5, 1.5)
