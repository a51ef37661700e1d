"""The messages of a thread: only what is in sight is laid out, however long the thread is.

It is a QListView for the sake of screen readers, which know how to read one; where rows stand is its own
business, since Qt's would measure every row of the list.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QListView, QMenu, QWidget

from ui.i18n import _
from ui.models.links import Link
from ui.models.message_row import MessageRow
from ui.models.row_list import RowList
from ui.theme import theme
from ui.widgets.bubble import Bubble, guessed_height, lay_out, paint_bubble
from ui.widgets.heights import Heights

Index = QModelIndex | QPersistentModelIndex

KEPT = 400
"""Laid-out bubbles that are kept."""
FOOT = 12


class MessageView(QListView):
    older_wanted = Signal()
    retry_wanted = Signal(object)
    discard_wanted = Signal(object)
    link_wanted = Signal(object)
    """A Link that was clicked; nothing is opened yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = 0
        self._heights = Heights()
        self._bubbles: OrderedDict[object, Bubble] = OrderedDict()
        self._stuck = True
        self._settling = False
        self._first = 0
        self._picked: tuple[object, int, int] | None = None
        """Message, and where in it a selection of letters begins and ends."""
        self._dragging = False
        self._value = 0
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        # PySide 6.11 frees an override of updateGeometries under its feet (the function's count drains), so
        # Qt's own runs, and what it does to the range is put right here.
        self.verticalScrollBar().rangeChanged.connect(self._keep_range)
        theme().changed.connect(self._forget)

    # --- what others ask ----------------------------------------------------------------------------------
    def show_rows(self, rows: RowList[MessageRow]) -> None:
        self.setModel(rows)
        self._guess_all()

    def show_colour(self, colour: int) -> None:
        if colour != self.colour:
            self.colour = colour
            self.viewport().update()

    def go_to_end(self) -> None:
        self._stuck = True
        self._settle()

    @property
    def is_at_end(self) -> bool:
        return self._stuck

    @property
    def laid_out(self) -> int:
        """How many bubbles are held."""
        return len(self._bubbles)

    # --- where rows stand ---------------------------------------------------------------------------------
    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= len(self._heights):
            return QRect()
        top = self._heights.top_of(index.row()) - self._offset()
        return QRect(0, top, self.viewport().width(), self._heights.height(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self._offset()
        if not 0 <= y < self._heights.total:
            return QModelIndex()
        return self.model().index(self._heights.at(y), 0)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid() or index.row() >= len(self._heights):
            return
        self._bubble(index.row())
        bar, rect = self.verticalScrollBar(), self.visualRect(index)
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - 8)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + FOOT)

    def verticalOffset(self) -> int:
        return self._offset()

    def horizontalOffset(self) -> int:
        return 0

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        count, current = len(self._heights), self.currentIndex().row()
        if not count:
            return QModelIndex()
        move = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // 80)
        steps = {
            move.MoveUp: -1, move.MovePrevious: -1, move.MoveDown: 1, move.MoveNext: 1,
            move.MovePageUp: -page, move.MovePageDown: page,
        }  # fmt: skip
        if action == move.MoveHome:
            target = 0
        elif action == move.MoveEnd or current < 0:
            target = count - 1
        else:
            target = current + steps.get(action, 0)
        return self.model().index(max(0, min(count - 1, target)), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    def doItemsLayout(self) -> None:
        """Qt's own would measure all rows; ours are measured when they come into sight."""
        self._settle()

    # --- rows come and go ---------------------------------------------------------------------------------
    def reset(self) -> None:
        super().reset()
        self._guess_all()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        width = self._width()
        guesses = [guessed_height(self._row(place), width) for place in range(start, end + 1)]
        self._heights.insert(start, guesses)
        if start <= self._first and not self._stuck:
            self._first += len(guesses)
            self._shift(sum(guesses))
        super().rowsInserted(parent, start, end)
        self._settle()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        gone = sum(self._heights.height(place) for place in range(start, end + 1))
        for place in range(start, end + 1):
            self._bubbles.pop(self._row(place).key, None)
        super().rowsAboutToBeRemoved(parent, start, end)
        self._heights.remove(start, end - start + 1)
        if end < self._first:
            self._first -= end - start + 1
            self._shift(-gone)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        for place in range(top.row(), bottom.row() + 1):
            if self._bubbles.pop(self._row(place).key, None) is not None:
                self._bubble(place)
        super().dataChanged(top, bottom, roles)
        self._settle()

    # --- painting -----------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not len(self._heights):
            return
        offset, bottom = self._offset(), self.viewport().height()
        place = self._heights.at(max(0, offset))
        y = self._heights.top_of(place) - offset
        current = self.currentIndex().row() if self.hasFocus() else -1
        while y < bottom and place < len(self._heights):
            bubble = self._bubble(place)
            picked = None
            if self._picked is not None and self._picked[0] == bubble.row.key:
                picked = self._picked[1:]
            paint_bubble(painter, bubble, y, self.colour, selection=picked, focused=place == current)
            y += self._heights.height(place)
            place += 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractScrollArea.resizeEvent(self, event)  # QListView's would lay out all rows
        if event.size().width() != event.oldSize().width():
            self._bubbles.clear()
        self._settle()

    # --- mouse and keys -----------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._picked = None
        bubble, point = self._under(event.position())
        if bubble is not None and event.button() == Qt.MouseButton.LeftButton:
            letter = bubble.letter_at(point, nearest=True)
            if bubble.box.contains(point) and letter >= 0:
                self._picked = (bubble.row.key, letter, letter)
                self._dragging = True
        super().mousePressEvent(event)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        bubble, point = self._under(event.position())
        if self._dragging and self._picked is not None:
            if bubble is not None and bubble.row.key == self._picked[0]:
                letter = bubble.letter_at(point, nearest=True)
                self._picked = (self._picked[0], self._picked[1], letter)
                self.viewport().update()
            return
        hand = bubble is not None and (self._link_under(bubble, point) or bubble.retry_box.contains(point))
        over_text = bubble is not None and bubble.box.contains(point)
        shape = Qt.CursorShape
        self.viewport().setCursor(
            shape.PointingHandCursor if hand else shape.IBeamCursor if over_text else shape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        bubble, point = self._under(event.position())
        dragged = self._picked is not None and self._picked[1] != self._picked[2]
        if bubble is not None and event.button() == Qt.MouseButton.LeftButton and not dragged:
            link = self._link_under(bubble, point)
            if link is not None:
                self.link_wanted.emit(link)
            elif bubble.row.can_retry and bubble.retry_box.adjusted(-6, -4, 6, 6).contains(point):
                self.retry_wanted.emit(bubble.row.key)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = self._row(index.row()) if index.isValid() else None
        if event.matches(QKeySequence.StandardKey.Copy) and row is not None:
            self.copy(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and row.can_retry:
            self.retry_wanted.emit(row.key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
            link = None
        else:
            index, where = self.indexAt(event.pos()), event.globalPos()
            bubble, point = self._under(QPointF(event.pos()))
            link = self._link_under(bubble, point) if bubble is not None else None
        if not index.isValid():
            return
        row = self._row(index.row())
        menu = self.menu_for(row, link)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def menu_for(self, row: MessageRow, link: Link | None) -> QMenu:
        menu = QMenu(self)
        selected = self._selected_text(row)
        if selected:
            menu.addAction(_("Copy selection"), partial(self._to_clipboard, selected))
        menu.addAction(_("Copy message"), partial(self._to_clipboard, row.text))
        for each in (link,) if link else row.links[:5]:
            menu.addSeparator()
            menu.addAction(
                _("Open link to {host}…").format(host=each.host), partial(self.link_wanted.emit, each)
            )
            menu.addAction(_("Copy link"), partial(self._to_clipboard, each.url))
        if row.can_retry:
            menu.addSeparator()
            menu.addAction(_("Try again"), partial(self.retry_wanted.emit, row.key))
            menu.addAction(_("Discard message"), partial(self.discard_wanted.emit, row.key))
        return menu

    def copy(self, row: MessageRow) -> None:
        """What is selected in the message, else all of it."""
        self._to_clipboard(self._selected_text(row) or row.text)

    # --- inside -------------------------------------------------------------------------------------------
    def _row(self, place: int) -> MessageRow:
        model = self.model()
        assert isinstance(model, RowList)
        row = model.row(place)
        assert isinstance(row, MessageRow)
        return row

    def _width(self) -> int:
        return max(200, self.viewport().width())

    def _offset(self) -> int:
        """Few messages stand at the bottom, beside what is being written."""
        spare = self.viewport().height() - FOOT - self._heights.total
        return -spare if spare > 0 else self.verticalScrollBar().value()

    def _bubble(self, place: int) -> Bubble:
        row, width = self._row(place), self._width()
        bubble = self._bubbles.get(row.key)
        if bubble is None or bubble.row is not row or bubble.width != width:
            right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            bubble = lay_out(row, width, right_to_left=right_to_left)
            self._bubbles[row.key] = bubble
            while len(self._bubbles) > KEPT:
                self._bubbles.popitem(last=False)
        else:
            self._bubbles.move_to_end(row.key)
        self._heights.set(place, bubble.height)
        return bubble

    def _guess_all(self) -> None:
        width = self._width()
        count = self.model().rowCount()
        self._heights.start_over([guessed_height(self._row(place), width) for place in range(count)])
        self._bubbles.clear()
        self._picked = None
        self._stuck = True
        self._first = 0
        self._settle()

    def _settle(self) -> None:
        """Measure what is in sight, without moving what is being looked at."""
        if self._settling:
            return
        self._settling = True
        try:
            if self._stuck:
                self._measure_end()
            else:
                self._measure_in_sight()
            self._range()
            if self._stuck:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            self._value = self.verticalScrollBar().value()
            self._first = self._heights.at(max(0, self._offset())) if len(self._heights) else 0
        finally:
            self._settling = False
        self.viewport().update()

    def _measure_end(self) -> None:
        left = self.viewport().height()
        place = len(self._heights) - 1
        while left > 0 and place >= 0:
            self._bubble(place)
            left -= self._heights.height(place)
            place -= 1

    def _measure_in_sight(self) -> None:
        if not len(self._heights):
            return
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        first, last = self._heights.at(bar.value()), self._heights.at(bar.value() + seen)
        # What was first in sight stays where it is while rows above it turn out higher or lower; after a
        # jump that is whatever came first in sight.
        anchor = self._first if first <= self._first <= last else first
        for _pass in range(6):
            place = self._heights.at(bar.value())
            y, end = self._heights.top_of(place), bar.value() + seen
            changed = False
            while place < len(self._heights) and y < end:
                before = self._heights.height(place)
                self._bubble(place)
                change = self._heights.height(place) - before
                changed |= change != 0
                if change and place < anchor:
                    self._range()
                    bar.setValue(bar.value() + change)
                    end += change
                y += self._heights.height(place)
                place += 1
            if not changed:
                return

    def _range(self) -> None:
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(seen)
        bar.setSingleStep(40)
        bar.setRange(0, self._last_value())

    def _shift(self, by: int) -> None:
        self._settling = True
        try:
            self._range()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by)
            self._value = self.verticalScrollBar().value()
        finally:
            self._settling = False

    def _keep_range(self) -> None:
        if not self._settling and self.verticalScrollBar().maximum() != self._last_value():
            value = self._value
            self._settling = True
            self._range()
            self.verticalScrollBar().setValue(value)
            self._settling = False
            self._settle()

    def _last_value(self) -> int:
        return max(0, self._heights.total + FOOT - self.viewport().height())

    def _scrolled(self, value: int) -> None:
        if self._settling or self.verticalScrollBar().maximum() != self._last_value():
            return
        self._value = value
        bar = self.verticalScrollBar()
        self._stuck = value >= bar.maximum() - 2
        if not self._stuck:
            self._settle()
        else:
            self.viewport().update()
        if value < 3 * self.viewport().height():
            self.older_wanted.emit()

    def _under(self, position: QPointF) -> tuple[Bubble | None, QPointF]:
        index = self.indexAt(position.toPoint())
        if not index.isValid():
            return None, position
        top = self._heights.top_of(index.row()) - self._offset()
        return self._bubble(index.row()), position - QPointF(0, top)

    def _link_under(self, bubble: Bubble, point: QPointF) -> Link | None:
        if not bubble.row.links:
            return None
        unit = bubble.letter_at(point)
        if unit < 0:
            return None
        letter = len(bubble.row.text.encode("utf-16-le")[: unit * 2].decode("utf-16-le", "ignore"))
        return next((link for link in bubble.row.links if link.start <= letter < link.end), None)

    def _selected_text(self, row: MessageRow) -> str:
        if self._picked is None or self._picked[0] != row.key:
            return ""
        start, end = sorted(self._picked[1:])
        return row.text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le", "ignore")

    def _to_clipboard(self, text: str, _checked: bool = False) -> None:
        QGuiApplication.clipboard().setText(text)

    def _forget(self) -> None:
        self._bubbles.clear()
        self._settle()
