"""The shape of what is coming, shown only when it takes longer than a blink."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.theme import theme
from ui.tokens import tokens


class SkeletonRows(QWidget):
    """Rows of a list, drawn as blocks. `start` when loading begins, `stop` when it is done."""

    def __init__(self, *, with_avatar: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._with_avatar = with_avatar
        self._shown = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(tokens().motion.skeleton_after)
        self._timer.timeout.connect(self._appear)
        self.setAccessibleName(_("Loading"))

    def start(self) -> None:
        self._shown = False
        self._timer.start()
        self.show()

    def stop(self) -> None:
        self._timer.stop()
        self._shown = False
        self.hide()

    @property
    def is_drawn(self) -> bool:
        return self._shown

    def _appear(self) -> None:
        self._shown = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._shown:
            return
        measures = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        height = measures.size.row
        for index in range(min(12, self.height() // height + 1)):
            fill = QColor(theme().colours.hover)
            fill.setAlphaF(max(0.15, 1 - index * 0.09))
            painter.setBrush(fill)
            top = index * height
            start = measures.space.l
            blocks = []
            if self._with_avatar:
                blocks.append(QRectF(start, top + 12, measures.size.avatar, measures.size.avatar))
                start += measures.size.avatar + measures.space.m
            width = max(40.0, self.width() - start - measures.space.l)
            blocks.append(QRectF(start, top + 16, width * (0.45 + 0.09 * (index % 3)), 12))
            blocks.append(QRectF(start, top + 38, width * (0.88 - 0.13 * (index % 2)), 10))
            for block in blocks:
                if mirrored:
                    block.moveLeft(self.width() - block.right())
                painter.drawRoundedRect(block, block.height() / 2, block.height() / 2)
