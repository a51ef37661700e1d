"""How people stand in the address book."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.models.people import PersonRow
from ui.models.row_list import ROW
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.list_rows import BELOW_HEIGHT, BELOW_TOP, TITLE_HEIGHT, TITLE_TOP, Index, ListRows, row_line


class PersonRows(ListRows):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PersonRow = index.data(ROW)
        kinds, colours = tokens().type, theme().colours
        rect, start, end = self.frame(painter, option, row.initials, row.colour)
        row_line(
            painter, rect, start, end, TITLE_TOP, TITLE_HEIGHT, row.name, option,
            size=14, weight=kinds.medium, colour=colours.text,
        )  # fmt: skip
        used = 0.0
        if row.number_name:
            used = tokens().space.s + row_line(
                painter, rect, start + 100, end, BELOW_TOP, BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip
        more = f"  +{row.more}" if row.more else ""
        row_line(
            painter, rect, start, end - used, BELOW_TOP, BELOW_HEIGHT, row.number + more, option,
            size=kinds.body, weight=kinds.regular, colour=colours.text_secondary, tabular=True,
        )  # fmt: skip
