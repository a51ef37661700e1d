"""How those that a message went to stand in their list: who, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.icons import paint_icon
from ui.models.group_fate import FateRow
from ui.models.row_list import ROW
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.avatar import paint_avatar
from ui.widgets.list_rows import STATUS_ICONS, Index
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_line, paint_row_ground

HEIGHT = 52


class FateRows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: FateRow = index.data(ROW)
        colours, kinds, space, rect = theme().colours, tokens().type, tokens().space, QRectF(option.rect)
        ink = colours.red if row.can_retry else colours.text_secondary
        paint_row_ground(painter, option)
        paint_avatar(painter, placed(rect, space.l, 9, 34, 34, option.direction), row.initials, None)
        start = space.l + 34 + space.m
        end = rect.width() - space.l
        font = theme().font(14, weight=kinds.medium)
        box = placed(rect, start, 6, end - start, 20, option.direction)
        paint_line(painter, box, f"\u2068{row.name}\u2069", font, colours.text, direction=option.direction)
        icon = placed(rect, start, 28.5, 14, 14, option.direction)
        paint_icon(painter, icon, STATUS_ICONS[row.status], ink)
        box = placed(rect, start + 20, 26, end - start - 20, 20, option.direction)
        paint_line(painter, box, row.words, theme().font(kinds.secondary), ink, direction=option.direction)
