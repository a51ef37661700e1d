"""Pieces of a text that are painted otherwise than the rest: links, what was found, what is selected."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

from ui.models.plain import runs_right_to_left
from ui.theme import theme
from ui.tokens import tokens

Marks = tuple[tuple[int, int], ...]
"""From where to where what was looked for stands in a text."""


def units(text: str, position: int) -> int:
    """Qt counts UTF-16 units where Python counts characters."""
    return len(text[:position].encode("utf-16-le")) // 2


def piece(
    start: int, end: int, *, ink: str, ground: str = "", underlined: bool = False
) -> QTextLayout.FormatRange:
    """From `start` to `end`, in UTF-16 units."""
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    look = QTextCharFormat()
    look.setForeground(QColor(ink))
    if ground:
        look.setBackground(QColor(ground))
    look.setFontUnderline(underlined)
    made.format = look
    return made


def paint_marked(
    painter: QPainter, box: QRectF, text: str, marks: Marks, direction: Qt.LayoutDirection
) -> None:
    font, colours = theme().font(tokens().type.body), theme().colours
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    layout = QTextLayout(shown, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    right_to_left = runs_right_to_left(text)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    leading = direction == Qt.LayoutDirection.LeftToRight
    side = Qt.AlignmentFlag.AlignLeft if leading else Qt.AlignmentFlag.AlignRight
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    layout.setFormats(marks_in(text, marks, shown))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    painter.setPen(QColor(colours.text_secondary))
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2))


def marks_in(text: str, marks: Marks, shown: str) -> list[QTextLayout.FormatRange]:
    """As far as they are in what is `shown` of `text`."""
    colours, end = theme().colours, units(shown, len(shown))
    places = ((units(text, first), min(units(text, last), end)) for first, last in marks)
    return [
        piece(first, last, ink=colours.amber, ground=colours.amber_soft)
        for first, last in places
        if first < last
    ]
