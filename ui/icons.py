"""Lucide's icons (ISC, see resources/icons/LICENSE), drawn at the size and in the colour that is asked for.

They follow the theme because they are tinted when they are painted, and they mirror where the direction
of reading means something: an arrow does, a handset or a clock does not.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from ui.tokens import RESOURCES, tokens

MIRRORED = frozenset(
    {
        "arrow-down-left",
        "arrow-left",
        "arrow-right",
        "arrow-up-right",
        "chevron-left",
        "chevron-right",
        "delete",
        "external-link",
        "log-out",
        "message-square",
        "messages-square",
        "send-horizontal",
        "undo-2",
    }
)
_STROKE = 'stroke-width="1.75"'


def paint_icon(
    painter: QPainter, rect: QRectF, name: str, colour: QColor | str, *, right_to_left: bool | None = None
) -> None:
    """Draw `name` into `rect` (square, device-independent pixels)."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(
        rect.topLeft(), icon_pixmap(name, colour, int(rect.width()), ratio, right_to_left=right_to_left)
    )


def icon_pixmap(
    name: str, colour: QColor | str, size: int, ratio: float = 1.0, *, right_to_left: bool | None = None
) -> QPixmap:
    if right_to_left is None:
        right_to_left = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return _pixmap(name, QColor(colour).name(), size, ratio, right_to_left and name in MIRRORED)


def icon(name: str, colour: QColor | str, size: int | None = None, *, gap: int = 0) -> QIcon:
    """For controls that want a QIcon; ask again after the theme or the direction has changed.

    `gap` is room left on the side of the text, which Qt's style keeps too narrow.
    """
    edge = size or tokens().size.icon
    made = QIcon()
    # Drawn for the screens that are there: the theme is put on again when one is added.
    for ratio in sorted({screen.devicePixelRatio() for screen in QApplication.screens()} or {1.0}):
        drawn = icon_pixmap(name, colour, edge, ratio)
        made.addPixmap(_with_gap(drawn, gap) if gap else drawn)
    return made


def flag_pixmap(country: str, height: int, ratio: float = 1.0) -> QPixmap:
    """The flag of an ISO 3166-1 alpha-2 code, 3:2; a null pixmap where there is none."""
    return _flag(country.upper(), height, ratio)


def _with_gap(drawn: QPixmap, gap: int) -> QPixmap:
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(round(drawn.width() + gap * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    mirrored = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    painter = QPainter(wide)
    painter.drawPixmap(gap if mirrored else 0, 0, drawn)
    painter.end()
    return wide


@lru_cache(maxsize=512)
def _flag(country: str, height: int, ratio: float) -> QPixmap:
    file = RESOURCES / "flags" / f"{country}.svg"
    if len(country) != 2 or not country.isalpha() or not file.is_file():
        return QPixmap()
    size = QSize(max(1, round(height * 1.5 * ratio)), max(1, round(height * ratio)))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0, 0, size.width(), size.height())
    clip = QPainterPath()
    clip.addRoundedRect(box, 2 * ratio, 2 * ratio)
    painter.setClipPath(clip)
    QSvgRenderer(str(file)).render(painter, box)
    # A white field must not melt into a white ground.
    painter.setClipping(False)
    painter.setPen(QPen(QColor(0, 0, 0, 40), ratio))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2 * ratio, 2 * ratio)
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, ratio: float, mirrored: bool) -> QPixmap:
    svg = _drawing(name).replace("currentColor", colour)
    edge = max(1, round(size * ratio))
    image = QImage(QSize(edge, edge), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    if mirrored:
        image.flip(Qt.Orientation.Horizontal)
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _drawing(name: str) -> str:
    svg = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return svg.replace('stroke-width="2"', _STROKE)
