"""How a row of a list is drawn: its ground, its colour edge, and lines of text that end in time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ui.theme import theme
from ui.tokens import readable_on, tokens


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, *, edge: int | None = None) -> None:
    """Hover, selection and focus of a row; `edge` is a number's colour on the *All numbers* tab."""
    colours = theme().colours
    rect = QRectF(option.rect)
    state = option.state
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    card = rect.adjusted(6, 1, -6, -1)
    if state & QStyle.StateFlag.State_Selected:
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawRoundedRect(card, 6, 6)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(card, 6, 6)
    if edge is not None:
        width = tokens().size.edge
        right = option.direction == Qt.LayoutDirection.RightToLeft
        strip = QRectF(
            rect.right() - width if right else rect.left(), rect.top() + 8, width, rect.height() - 16
        )
        painter.setBrush(theme().number(edge).fill)
        painter.drawRoundedRect(strip, 1.5, 1.5)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
        painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 5, 5)
    painter.restore()


def paint_line(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: str,
    *,
    direction: Qt.LayoutDirection,
    at_end: bool = False,
) -> float:
    """One line at the start (or end) of `rect` in reading direction, cut with an ellipsis; its width."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    leading = (direction == Qt.LayoutDirection.LeftToRight) != at_end
    side = Qt.AlignmentFlag.AlignLeft if leading else Qt.AlignmentFlag.AlignRight
    painter.setFont(font)
    painter.setPen(QColor(colour))
    flags = int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(rect, flags | int(Qt.TextFlag.TextSingleLine), shown)
    return min(rect.width(), metrics.horizontalAdvance(shown))


def paint_dot(painter: QPainter, rect: QRectF, fill: str) -> None:
    """Something is to be read, and there is no number for it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawEllipse(rect.center(), 5.0, 5.0)
    painter.restore()


def paint_count(
    painter: QPainter, rect: QRectF, count: int, colour: int | None, *, quiet: bool = False
) -> float:
    """An unread count as a pill at the left of `rect`, in grey where it is `quiet`; returns its width."""
    text = str(count) if count < 100 else "99+"
    font = theme().font(11, weight=tokens().type.strong, tabular=True)
    width = max(18.0, QFontMetricsF(font).horizontalAdvance(text) + 10)
    colours = theme().colours
    fill = colours.accent if colour is None else colours.number[colour % len(colours.number)]
    if quiet:
        fill = colours.text_faint
    box = QRectF(rect.left(), rect.center().y() - 9, width, 18)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(box, 9, 9)
    painter.setPen(QColor(readable_on(fill)))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return width
