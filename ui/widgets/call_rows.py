"""How calls stand in the history, and groups of them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.icons import paint_icon
from ui.models.call_row import CallRow
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
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_row_ground

CHEVRON = 44
"""Wide enough to be hit."""
_LEAST_NAME = 40
"""Below it the name of my number is left to the colour at the row's edge."""

_CALL_ICONS = {"incoming": "arrow-down-left", "outgoing": "arrow-up-right", "missed": "phone-missed"}


class CallRows(ListRows):
    """A group bears its count and a chevron; the calls of an open one stand below it, set in."""

    unfold_wanted = Signal(object, bool)
    call_wanted = Signal(object)
    """By a double click, which on the chevron opens and closes."""

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the chevron, or two quick ones elsewhere."""
        row: CallRow | None = index.data(ROW)
        if row is None or not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        right = option.direction == Qt.LayoutDirection.LeftToRight
        x = event.position().x()
        at_edge = x > option.rect.right() - CHEVRON if right else x < option.rect.left() + CHEVRON
        on_chevron = at_edge and row.count > 1
        if on_chevron and event.type() == QEvent.Type.MouseButtonRelease:
            self.unfold_wanted.emit(row, not row.is_open)
        elif not on_chevron and event.type() == QEvent.Type.MouseButtonDblClick:
            self.call_wanted.emit(row)
        return on_chevron and event.type() == QEvent.Type.MouseButtonRelease

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height_of(index.data(ROW)))

    @staticmethod
    def height_of(row: CallRow) -> int:
        return tokens().size.row + (HEADING if row.day else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: CallRow = index.data(ROW)
        kinds, colours, space = tokens().type, theme().colours, tokens().space
        option = QStyleOptionViewItem(option)
        if row.day:
            row_line(
                painter, QRectF(option.rect), space.l, option.rect.width() - space.l, 6, HEADING - 6, row.day,
                option, size=kinds.secondary, weight=kinds.strong, colour=colours.text_faint,
            )  # fmt: skip
            option.rect = option.rect.adjusted(0, HEADING, 0, 0)
        if row.is_inner:
            rect, start, end = self._inner_frame(painter, option, row.colour)
        else:
            rect, start, end = self.frame(painter, option, row.initials, row.colour)
        if row.count > 1:
            box = placed(rect, end - 14, (rect.height() - 16) / 2, 16, 16, option.direction)
            paint_icon(painter, box, "chevron-up" if row.is_open else "chevron-down", colours.text_faint)
            end -= 14 + space.s
        fresh = row.missed and not row.seen
        used = row_line(
            painter, rect, start, end, TITLE_TOP, TITLE_HEIGHT, row.time, option,
            size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True, tabular=True,
        )  # fmt: skip
        row_line(
            painter, rect, start, end - used - space.s, TITLE_TOP, TITLE_HEIGHT,
            f"{row.name}  ({row.count})" if row.count > 1 else row.name, option,
            size=14, weight=kinds.strong if fresh else kinds.medium,
            colour=colours.red if row.missed else colours.text,
        )  # fmt: skip
        kind = "missed" if row.missed else "incoming" if row.incoming else "outgoing"
        ink = colours.red if row.missed else colours.text_secondary
        box = placed(rect, start, BELOW_TOP + 2.5, 15, 15, option.direction)
        paint_icon(painter, box, _CALL_ICONS[kind], ink)
        # How it ended and how long it took come first; the name of my number takes what is left.
        used = row_line(
            painter, rect, start + 20, end, BELOW_TOP, BELOW_HEIGHT, row.words, option,
            size=kinds.body, weight=kinds.regular, colour=ink, tabular=True,
        )  # fmt: skip
        left = start + 20 + used + space.m
        if row.voicemail_id is not None:
            box = placed(rect, left, BELOW_TOP + 2.5, 15, 15, option.direction)
            paint_icon(painter, box, "voicemail", colours.text_secondary)
            left += 15 + space.m
        if self.shows_edges and row.number_name and end - left > _LEAST_NAME:
            row_line(
                painter, rect, left, end, BELOW_TOP, BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip

    def _inner_frame(
        self, painter: QPainter, option: QStyleOptionViewItem, colour: int
    ) -> tuple[QRectF, float, float]:
        rect = QRectF(option.rect)
        paint_row_ground(painter, option, edge=colour if self.shows_edges else None)
        space = tokens().space
        return rect, float(space.l + tokens().size.avatar + space.m), rect.width() - space.l
