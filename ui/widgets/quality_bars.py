"""How a call sounded over its time: a row of small bars, high where it was good."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.quality import Grade
from ui.models.quality import MOST_BARS, Bar
from ui.theme import theme

_HEIGHT = 36


class QualityBars(QWidget):
    """Height tells as much as colour does. Time runs in reading direction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._fills = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_bars(self, bars: tuple[Bar, ...], *, fills: bool) -> None:
        """They fill the width where they are a whole call; else there is room for more to come."""
        if (bars, fills) != (self._bars, self._fills):
            self._bars, self._fills = bars, fills
            self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(round(MOST_BARS * 5), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        inks = {Grade.GOOD: colours.green, Grade.FAIR: colours.amber, Grade.BAD: colours.red}
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        foot = self.height() - 2
        painter.setBrush(QColor(colours.hairline))
        painter.drawRect(QRectF(0, foot, self.width(), 1))
        step = self.width() / max(1, len(self._bars) if self._fills else MOST_BARS)
        for place, bar in enumerate(self._bars):
            if bar.grade is None:
                continue
            height = 4 + (foot - 6) * bar.share
            at = self.width() - (place + 1) * step if mirrored else place * step
            painter.setBrush(QColor(inks[bar.grade]))
            painter.drawRoundedRect(QRectF(at, foot - height, max(1.5, step - 1.5), height), 1, 1)
