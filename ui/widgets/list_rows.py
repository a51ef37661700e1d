"""How conversations, calls, people and voicemails stand in their lists: one delegate each."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.messages import MessageStatus
from ui.i18n import _
from ui.icons import paint_icon
from ui.models.call_row import CallRow
from ui.models.people import PersonRow
from ui.models.row_list import ROW
from ui.models.threads import ThreadRow
from ui.models.voicemails import VoicemailRow
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.avatar import paint_avatar
from ui.widgets.mirroring import placed
from ui.widgets.rows import paint_count, paint_line, paint_row_ground

Index = QModelIndex | QPersistentModelIndex

HEADING = 30
CHEVRON = 44
"""Wide enough to be hit."""
_LEAST_NAME = 40
"""Below it the name of my number is left to the colour at the row's edge."""
_TITLE_TOP, _TITLE_HEIGHT = 11, 21
_BELOW_TOP, _BELOW_HEIGHT = 33, 20
_STATUS_ICONS = {
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

    def _frame(
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


def _line(
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
        rect, start, end = self._frame(painter, option, row.initials, row.colour)
        unread = row.unread > 0
        strong = kinds.strong if unread else kinds.medium
        ink = colours.accent if unread else colours.text_faint
        used = _line(
            painter, rect, start, end, _TITLE_TOP, _TITLE_HEIGHT, row.moment, option,
            size=kinds.secondary, weight=strong if unread else kinds.regular, colour=ink,
            at_end=True, tabular=True,
        )  # fmt: skip
        _line(
            painter, rect, start, end - used - space.s, _TITLE_TOP, _TITLE_HEIGHT, row.name, option,
            size=14, weight=strong, colour=colours.text,
        )  # fmt: skip
        below_end = end
        if unread:
            width = 18.0 + (8.0 if row.unread > 9 else 0.0) + (6.0 if row.unread > 99 else 0.0)
            box = placed(rect, end - width, _BELOW_TOP, width, _BELOW_HEIGHT, option.direction)
            paint_count(painter, box, row.unread, row.colour)
            below_end = end - width - space.s
        elif row.is_mine and not row.is_draft and row.status in _STATUS_ICONS:
            box = placed(rect, end - 15, _BELOW_TOP + 2.5, 15, 15, option.direction)
            failed = row.status is MessageStatus.FAILED
            paint_icon(painter, box, _STATUS_ICONS[row.status], colours.red if failed else colours.text_faint)
            below_end = end - 15 - space.s
        below = start
        if row.is_draft:
            below += _line(
                painter, rect, start, below_end, _BELOW_TOP, _BELOW_HEIGHT, _("Draft:") + " ", option,
                size=kinds.body, weight=kinds.medium, colour=colours.red,
            ) + 3  # fmt: skip
        _line(
            painter, rect, below, below_end, _BELOW_TOP, _BELOW_HEIGHT, row.preview, option,
            size=kinds.body, weight=kinds.medium if unread else kinds.regular,
            colour=colours.text if unread else colours.text_secondary,
        )  # fmt: skip


_CALL_ICONS = {"incoming": "arrow-down-left", "outgoing": "arrow-up-right", "missed": "phone-missed"}


class CallRows(ListRows):
    """A group bears its count and a chevron; the calls of an open one stand below it, set in."""

    unfold_wanted = Signal(object, bool)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the chevron."""
        row: CallRow | None = index.data(ROW)
        if row is not None and row.count > 1 and event.type() == QEvent.Type.MouseButtonRelease:
            assert isinstance(event, QMouseEvent)
            right = option.direction == Qt.LayoutDirection.LeftToRight
            x = event.position().x()
            if (x > option.rect.right() - CHEVRON) if right else (x < option.rect.left() + CHEVRON):
                self.unfold_wanted.emit(row, not row.is_open)
                return True
        return False

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
            _line(
                painter, QRectF(option.rect), space.l, option.rect.width() - space.l, 6, HEADING - 6, row.day,
                option, size=kinds.secondary, weight=kinds.strong, colour=colours.text_faint,
            )  # fmt: skip
            option.rect = option.rect.adjusted(0, HEADING, 0, 0)
        if row.is_inner:
            rect, start, end = self._inner_frame(painter, option, row.colour)
        else:
            rect, start, end = self._frame(painter, option, row.initials, row.colour)
        if row.count > 1:
            box = placed(rect, end - 14, (rect.height() - 16) / 2, 16, 16, option.direction)
            paint_icon(painter, box, "chevron-up" if row.is_open else "chevron-down", colours.text_faint)
            end -= 14 + space.s
        fresh = row.missed and not row.seen
        used = _line(
            painter, rect, start, end, _TITLE_TOP, _TITLE_HEIGHT, row.time, option,
            size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True, tabular=True,
        )  # fmt: skip
        _line(
            painter, rect, start, end - used - space.s, _TITLE_TOP, _TITLE_HEIGHT,
            f"{row.name}  ({row.count})" if row.count > 1 else row.name, option,
            size=14, weight=kinds.strong if fresh else kinds.medium,
            colour=colours.red if row.missed else colours.text,
        )  # fmt: skip
        kind = "missed" if row.missed else "incoming" if row.incoming else "outgoing"
        ink = colours.red if row.missed else colours.text_secondary
        box = placed(rect, start, _BELOW_TOP + 2.5, 15, 15, option.direction)
        paint_icon(painter, box, _CALL_ICONS[kind], ink)
        # How it ended and how long it took come first; the name of my number takes what is left.
        used = _line(
            painter, rect, start + 20, end, _BELOW_TOP, _BELOW_HEIGHT, row.words, option,
            size=kinds.body, weight=kinds.regular, colour=ink, tabular=True,
        )  # fmt: skip
        left = start + 20 + used + space.m
        if self.shows_edges and row.number_name and end - left > _LEAST_NAME:
            _line(
                painter, rect, left, end, _BELOW_TOP, _BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip

    def _inner_frame(
        self, painter: QPainter, option: QStyleOptionViewItem, colour: int
    ) -> tuple[QRectF, float, float]:
        rect = QRectF(option.rect)
        paint_row_ground(painter, option, edge=colour if self.shows_edges else None)
        space = tokens().space
        return rect, float(space.l + tokens().size.avatar + space.m), rect.width() - space.l


class PersonRows(ListRows):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PersonRow = index.data(ROW)
        kinds, colours = tokens().type, theme().colours
        rect, start, end = self._frame(painter, option, row.initials, row.colour)
        _line(
            painter, rect, start, end, _TITLE_TOP, _TITLE_HEIGHT, row.name, option,
            size=14, weight=kinds.medium, colour=colours.text,
        )  # fmt: skip
        used = 0.0
        if row.number_name:
            used = tokens().space.s + _line(
                painter, rect, start + 100, end, _BELOW_TOP, _BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip
        more = f"  +{row.more}" if row.more else ""
        _line(
            painter, rect, start, end - used, _BELOW_TOP, _BELOW_HEIGHT, row.number + more, option,
            size=kinds.body, weight=kinds.regular, colour=colours.text_secondary, tabular=True,
        )  # fmt: skip


class VoicemailRows(ListRows):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: VoicemailRow = index.data(ROW)
        kinds, colours, space = tokens().type, theme().colours, tokens().space
        rect, start, end = self._frame(painter, option, row.initials, row.colour)
        used = _line(
            painter, rect, start, end, _TITLE_TOP, _TITLE_HEIGHT, row.moment, option,
            size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True, tabular=True,
        )  # fmt: skip
        name_start = start
        if not row.heard:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().number(row.colour).fill)
            painter.drawEllipse(placed(rect, start, _TITLE_TOP + 7, 8, 8, option.direction))
            painter.restore()
            name_start += 14
        _line(
            painter, rect, name_start, end - used - space.s, _TITLE_TOP, _TITLE_HEIGHT, row.name, option,
            size=14, weight=kinds.medium if row.heard else kinds.strong, colour=colours.text,
        )  # fmt: skip
        box = placed(rect, start, _BELOW_TOP + 2, 16, 16, option.direction)
        ink = colours.accent if row.playing else colours.text_secondary
        paint_icon(painter, box, "square" if row.playing else "play", ink)
        mine = 0.0
        if self.shows_edges and row.number_name:
            mine = space.s + _line(
                painter, rect, start + 80, end, _BELOW_TOP, _BELOW_HEIGHT, row.number_name, option,
                size=kinds.secondary, weight=kinds.regular, colour=colours.text_faint, at_end=True,
            )  # fmt: skip
        words = _("Playing…") if row.playing else row.length
        _line(
            painter, rect, start + 22, end - mine, _BELOW_TOP, _BELOW_HEIGHT, words, option,
            size=kinds.body, weight=kinds.regular, colour=ink, tabular=True,
        )  # fmt: skip
