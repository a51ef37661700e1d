"""The button below a message that copies the code in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.i18n import _
from ui.icons import paint_icon
from ui.models.message_row import MessageRow
from ui.theme import theme
from ui.tokens import tokens

CODE_HEIGHT = 34


def _code_words(row: MessageRow) -> str:
    return _("Copy code {code}").format(code=f"\u2066{row.code}\u2069")


def code_box(row: MessageRow, box: QRectF, room: float, *, right_to_left: bool) -> QRectF:
    """A button below the bubble, at its beginning: only what came holds a code."""
    if not row.code:
        return QRectF()
    kinds = tokens().type
    words = QFontMetricsF(theme().font(kinds.secondary, weight=kinds.strong)).horizontalAdvance(
        _code_words(row)
    )
    wide = min(words + 46, room)
    return QRectF(
        box.right() - wide if right_to_left else box.left(), box.bottom() + 5, wide, CODE_HEIGHT - 8
    )


def paint_code(painter: QPainter, row: MessageRow, box: QRectF, *, right_to_left: bool) -> None:
    kinds, colours = tokens().type, theme().colours
    painter.setBrush(QColor(colours.accent_soft))
    painter.setPen(QPen(QColor(colours.accent), 1.0))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    icon = QRectF(box.left() + 10, box.center().y() - 8, 16, 16)
    words = box.adjusted(32, 0, -12, 0)
    if right_to_left:
        icon.moveRight(box.right() - 10)
        words = box.adjusted(12, 0, -32, 0)
    paint_icon(painter, icon, "copy", colours.accent)
    font = theme().font(kinds.secondary, weight=kinds.strong)
    painter.setFont(font)
    painter.setPen(QColor(colours.accent))
    shown = QFontMetricsF(font).elidedText(_code_words(row), Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine), shown)
