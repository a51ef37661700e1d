"""How what was found stands in its list: who, when, and the words with what was looked for marked in them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.icons import paint_icon
from ui.models.found_row import FoundKind, FoundRow
from ui.models.plain import runs_right_to_left
from ui.models.row_list import ROW
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.list_rows import HEADING, Index, ListRows
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_line

_TITLE_TOP, _TITLE_HEIGHT = 11, 21
_BELOW_TOP, _BELOW_HEIGHT = 33, 20


class FoundRows(ListRows):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height_of(index.data(ROW)))

    @staticmethod
    def height_of(row: FoundRow) -> int:
        return tokens().size.row + (HEADING if row.heading else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: FoundRow = index.data(ROW)
        kinds, colours, space = tokens().type, theme().colours, tokens().space
        option = QStyleOptionViewItem(option)
        if row.heading:
            box = QRectF(option.rect).adjusted(space.l, 6, -space.l, 0)
            box.setHeight(HEADING - 6)
            font = theme().font(kinds.secondary, weight=kinds.strong)
            paint_line(painter, box, row.heading, font, colours.text_faint, direction=option.direction)
            option.rect = option.rect.adjusted(0, HEADING, 0, 0)
        rect, start, end = self.frame(painter, option, row.initials, row.colour)
        box = placed(rect, start, _TITLE_TOP, end - start, _TITLE_HEIGHT, option.direction)
        font = theme().font(kinds.secondary, tabular=True)
        used = paint_line(
            painter, box, row.moment, font, colours.text_faint, direction=option.direction, at_end=True
        )
        box = placed(rect, start, _TITLE_TOP, end - used - space.s - start, _TITLE_HEIGHT, option.direction)
        name = f"\u2068{row.name}\u2069"
        paint_line(
            painter,
            box,
            name,
            theme().font(14, weight=kinds.medium),
            colours.text,
            direction=option.direction,
        )
        if row.kind is FoundKind.CALL:
            icon = placed(rect, start, _BELOW_TOP + 2.5, 15, 15, option.direction)
            paint_icon(painter, icon, "phone", colours.text_secondary)
            start += 20
        box = placed(rect, start, _BELOW_TOP, end - start, _BELOW_HEIGHT, option.direction)
        _paint_marked(painter, box, row, option.direction)


def _paint_marked(painter: QPainter, box: QRectF, row: FoundRow, direction: Qt.LayoutDirection) -> None:
    font, colours = theme().font(tokens().type.body), theme().colours
    shown = QFontMetricsF(font).elidedText(row.text, Qt.TextElideMode.ElideRight, box.width())
    layout = QTextLayout(shown, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    right_to_left = runs_right_to_left(row.text)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    leading = direction == Qt.LayoutDirection.LeftToRight
    side = Qt.AlignmentFlag.AlignLeft if leading else Qt.AlignmentFlag.AlignRight
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)
    pieces = []
    for start, end in row.marks:
        piece = QTextLayout.FormatRange()
        piece.start = len(row.text[:start].encode("utf-16-le")) // 2
        piece.length = min(len(row.text[:end].encode("utf-16-le")) // 2, len(shown)) - piece.start
        look = QTextCharFormat()
        look.setBackground(QColor(colours.amber_soft))
        look.setForeground(QColor(colours.amber))
        piece.format = look
        if piece.length > 0:
            pieces.append(piece)
    layout.setFormats(pieces)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    painter.setPen(QColor(colours.text_secondary))
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2))
