"""How what was found stands in its list: who, when, and the words with what was looked for marked in them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.icons import paint_icon
from ui.models.found_row import FoundKind, FoundRow
from ui.models.row_list import ROW
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.list_rows import (
    BELOW_HEIGHT,
    BELOW_TOP,
    HEADING,
    TITLE_HEIGHT,
    TITLE_TOP,
    Index,
    ListRows,
    row_line,
)
from ui.widgets.marked import paint_marked
from ui.widgets.mirroring import placed

_ICONS = {FoundKind.CALL: "phone", FoundKind.VOICEMAIL: "voicemail"}


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
            row_line(
                painter, QRectF(option.rect), space.l, option.rect.width() - space.l, 6, HEADING - 6,
                row.heading, option, size=kinds.secondary, weight=kinds.strong, colour=colours.text_faint,
            )  # fmt: skip
            option.rect = option.rect.adjusted(0, HEADING, 0, 0)
        rect, start, end = self.frame(painter, option, row.initials, row.colour)
        used = row_line(
            painter, rect, start, end, TITLE_TOP, TITLE_HEIGHT, row.moment, option,
            size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True, tabular=True,
        )  # fmt: skip
        row_line(
            painter, rect, start, end - used - space.s, TITLE_TOP, TITLE_HEIGHT, row.name, option,
            size=14, weight=kinds.medium, colour=colours.text,
        )  # fmt: skip
        if icon_name := _ICONS.get(row.kind):
            icon = placed(rect, start, BELOW_TOP + 2.5, 15, 15, option.direction)
            paint_icon(painter, icon, icon_name, colours.text_secondary)
            start += 20
        box = placed(rect, start, BELOW_TOP, end - start, BELOW_HEIGHT, option.direction)
        paint_marked(painter, box, row.text, row.marks, option.direction)
