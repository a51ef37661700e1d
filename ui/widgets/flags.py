"""A country's flag (country-flag-icons, MIT, see resources/flags/LICENSE), the same on every system: Windows'
own emoji font has none. Its two letters in a pill where there is no picture. Flags are never mirrored.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from ui.icons import flag_pixmap
from ui.theme import theme
from ui.tokens import tokens


def paint_flag(painter: QPainter, rect: QRectF, code: str) -> None:
    """As large as fits into `rect` at 3:2, in its middle."""
    if len(code) != 2:
        return
    height = int(min(rect.height(), rect.width() / 1.5))
    picture = flag_pixmap(code, height, painter.device().devicePixelRatioF())
    if not picture.isNull():
        middle = rect.center()
        painter.drawPixmap(
            QPointF(round(middle.x() - height * 0.75), round(middle.y() - height / 2)), picture
        )
        return
    colours = theme().colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.hairline))
    painter.drawRoundedRect(rect, 4, 4)
    painter.setPen(QColor(colours.text))
    painter.setFont(theme().font(int(rect.height() * 0.62), weight=tokens().type.strong))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, code)
    painter.restore()


def flag_icon(code: str, *, ratio: float = 2.0) -> QIcon:
    size = QSize(24, 16)
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_flag(painter, QRectF(0, 0, size.width(), size.height()), code)
    painter.end()
    return QIcon(pixmap)
