"""A country's flag, from the system's colour emoji; its two letters in a pill where there are none."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

from ui.theme import theme
from ui.tokens import tokens

_WITH_FLAGS = ("Noto Color Emoji", "Apple Color Emoji", "Twemoji", "Twemoji Mozilla", "JoyPixels")
"""Windows' own emoji font shows letters for flags, so it is not one of them."""


@cache
def flag_font() -> str:
    """The family that can draw flags; empty where none is installed."""
    there = set(QFontDatabase.families())
    return next((family for family in _WITH_FLAGS if family in there), "")


def paint_flag(painter: QPainter, rect: QRectF, code: str) -> None:
    if len(code) != 2:
        return
    painter.save()
    family = flag_font()
    if family and code.isalpha():
        font = QFont(family)
        font.setPixelSize(int(rect.height()))
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.text))
        flag = "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code.upper())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, flag)
    else:
        colours = theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hairline))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme().font(int(rect.height() * 0.62), weight=tokens().type.strong))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, code)
    painter.restore()


def flag_icon(code: str, *, ratio: float = 2.0) -> QIcon:
    size = QSize(26, 18)
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_flag(painter, QRectF(0, 0, size.width(), size.height()), code)
    painter.end()
    return QIcon(pixmap)
