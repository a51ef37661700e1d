"""How messages that wait stand in their list."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.models.row_list import ROW
from ui.models.waiting import WaitingRow
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.list_rows import BELOW_HEIGHT, BELOW_TOP, TITLE_HEIGHT, TITLE_TOP, Index, ListRows, row_line


class WaitingRows(ListRows):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: WaitingRow = index.data(ROW)
        kinds, colours, space = tokens().type, theme().colours, tokens().space
        rect, start, end = self.frame(painter, option, row.initials, row.colour)
        ink = colours.red if row.failed else colours.accent if row.leaving else colours.text_secondary
        room = (end - start) * 0.62
        used = row_line(
            painter, rect, end - room, end, TITLE_TOP, TITLE_HEIGHT, row.words, option,
            size=kinds.secondary, weight=kinds.medium, colour=ink, at_end=True, tabular=True,
        )  # fmt: skip
        row_line(
            painter, rect, start, end - used - space.s, TITLE_TOP, TITLE_HEIGHT, row.name, option,
            size=14, weight=kinds.strong, colour=colours.text,
        )  # fmt: skip
        mine = 0.0
        if self.shows_edges and row.number_name:
            mine = space.s + row_line(
                painter, rect, start + 100, end, BELOW_TOP, BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip
        row_line(
            painter, rect, start, end - mine, BELOW_TOP, BELOW_HEIGHT, row.text, option,
            size=kinds.body, weight=kinds.regular, colour=colours.text_secondary,
        )  # fmt: skip
