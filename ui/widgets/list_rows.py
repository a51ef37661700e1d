"""How rows stand in the lists of the sections: what all share, and the conversations."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.messages import MessageStatus
from ui.i18n import _
from ui.icons import paint_icon
from ui.models.row_list import ROW
from ui.models.threads import ThreadRow
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.avatar import paint_avatar
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_count, paint_dot, paint_line, paint_row_ground

Index = QModelIndex | QPersistentModelIndex

HEADING = 30
TITLE_TOP, TITLE_HEIGHT = 11, 21
BELOW_TOP, BELOW_HEIGHT = 33, 20
STATUS_ICONS = {
    MessageStatus.WAITING: "clock",
    MessageStatus.QUEUED: "clock",
    MessageStatus.SENT: "check",
    MessageStatus.DELIVERED: "check-check",
    MessageStatus.FAILED: "circle-alert",
}


class ListRows(QStyledItemDelegate):
    """`shows_edges` is on for *All numbers*, where a row's number is told by its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shows_edges = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, tokens().size.row)

    def frame(
        self, painter: QPainter, option: QStyleOptionViewItem, initials: str, colour: int | None
    ) -> tuple[QRectF, float, float]:
        """Ground and avatar; returns the row's box, and where its text begins and ends."""
        rect = QRectF(option.rect)
        edge = colour if self.shows_edges else None
        paint_row_ground(painter, option, edge=edge)
        size = tokens().size.avatar
        start = float(tokens().space.l)
        box = placed(rect, start, (rect.height() - size) / 2, size, size, option.direction)
        paint_avatar(painter, box, initials, colour)
        return rect, start + size + tokens().space.m, rect.width() - tokens().space.l


def row_line(
    painter: QPainter,
    rect: QRectF,
    start: float,
    end: float,
    top: float,
    height: float,
    text: str,
    option: QStyleOptionViewItem,
    *,
    size: int,
    weight: int,
    colour: str,
    at_end: bool = False,
    tabular: bool = False,
) -> float:
    font = theme().font(size, weight=weight, tabular=tabular)
    box = placed(rect, start, top, max(0.0, end - start), height, option.direction)
    # Isolated (UAX 9), so that a full stop stays at the end of its own text, whichever way the window runs.
    shown = f"\u2068{text}\u2069" if text else ""
    return paint_line(painter, box, shown, font, colour, direction=option.direction, at_end=at_end)


class ThreadRows(ListRows):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ThreadRow = index.data(ROW)
        kinds, colours, space = tokens().type, theme().colours, tokens().space
        rect, start, end = self.frame(painter, option, row.initials, row.colour)
        unread = row.unread > 0 or row.marked_unread
        strong = kinds.strong if unread else kinds.medium
        ink = colours.accent if unread else colours.text_faint
        used = row_line(
            painter, rect, start, end, TITLE_TOP, TITLE_HEIGHT, row.moment, option,
            size=kinds.secondary, weight=strong if unread else kinds.regular, colour=ink,
            at_end=True, tabular=True,
        )  # fmt: skip
        title_end = end - used - space.s
        for icon in [name for name, on in (("bell-off", row.muted), ("pin", row.pinned)) if on]:
            box = placed(rect, title_end - 13, TITLE_TOP + 4, 13, 13, option.direction)
            paint_icon(painter, box, icon, colours.text_faint)
            title_end -= 13 + space.xs
        row_line(
            painter, rect, start, title_end, TITLE_TOP, TITLE_HEIGHT, row.name, option,
            size=14, weight=strong, colour=colours.text,
        )  # fmt: skip
        below_end = end
        if unread and not row.unread:
            box = placed(rect, end - 14, BELOW_TOP, 14, BELOW_HEIGHT, option.direction)
            paint_dot(painter, box, colours.text_faint if row.muted else colours.number[row.colour])
            below_end = end - 14 - space.s
        elif unread:
            width = 18.0 + (8.0 if row.unread > 9 else 0.0) + (6.0 if row.unread > 99 else 0.0)
            box = placed(rect, end - width, BELOW_TOP, width, BELOW_HEIGHT, option.direction)
            paint_count(painter, box, row.unread, row.colour, quiet=row.muted)
            below_end = end - width - space.s
        elif row.is_mine and not row.is_draft and row.status in STATUS_ICONS:
            box = placed(rect, end - 15, BELOW_TOP + 2.5, 15, 15, option.direction)
            failed = row.status is MessageStatus.FAILED
            paint_icon(painter, box, STATUS_ICONS[row.status], colours.red if failed else colours.text_faint)
            below_end = end - 15 - space.s
        below = start
        if row.is_draft:
            below += row_line(
                painter, rect, start, below_end, BELOW_TOP, BELOW_HEIGHT, _("Draft:") + " ", option,
                size=kinds.body, weight=kinds.medium, colour=colours.red,
            ) + 3  # fmt: skip
        row_line(
            painter, rect, below, below_end, BELOW_TOP, BELOW_HEIGHT, row.preview, option,
            size=kinds.body, weight=kinds.medium if unread else kinds.regular,
            colour=colours.text if unread else colours.text_secondary,
        )  # fmt: skip
