"""A steady list of any length whose rows differ in height: only those in sight are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QStyle, QStyleOptionViewItem, QWidget

from ui.models.row_list import RowList
from ui.widgets.standing import Index, StandingList
from ui.widgets.steady_list import SteadyList


class TallList(SteadyList, StandingList):
    def __init__(self, height_of: Callable[[Any], int], parent: QWidget | None = None) -> None:
        """`height_of` a row is all that decides where rows stand; it is asked once for each change."""
        super().__init__(parent)
        self._height_of = height_of
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_rows(self, rows: RowList) -> None:  # type: ignore[type-arg]
        super().show_rows(rows)
        rows.rowsMoved.connect(self._moved)
        self._start_over()

    # --- rows come and go ---------------------------------------------------------------------------------
    def reset(self) -> None:
        super().reset()
        if self.model() is not None:
            self._start_over()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        rows = self.rows()
        self._heights.insert(start, [self._height_of(rows.row(place)) for place in range(start, end + 1)])
        super().rowsInserted(parent, start, end)
        self._lay_out()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        self._remember()  # before they are gone from the heights: the signal for it comes later
        super().rowsAboutToBeRemoved(parent, start, end)
        self._heights.remove(start, end - start + 1)
        self._lay_out()

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        rows = self.rows()
        for place in range(top.row(), bottom.row() + 1):
            self._heights.set(place, self._height_of(rows.row(place)))
        super().dataChanged(top, bottom, roles)
        self._lay_out()

    def _moved(self, _parent: object, start: int, end: int, _to: object, place: int) -> None:
        """`place` is counted as it was before."""
        heights = [self._heights.height(each) for each in range(start, end + 1)]
        self._heights.remove(start, len(heights))
        self._heights.insert(place if place < start else place - len(heights), heights)
        self._lay_out()

    def _start_over(self) -> None:
        self._heights.start_over([self._height_of(row) for row in self.rows().rows])
        self._value = 0
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    # --- where rows stand ---------------------------------------------------------------------------------
    def doItemsLayout(self) -> None:
        """Qt's own would measure all rows."""
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractScrollArea.resizeEvent(self, event)  # QListView's would lay out all rows
        self._lay_out()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """All rows between the two corners, in sight or not."""
        if not len(self._heights):
            return
        reach = rect.normalized()
        first = max(0, self._heights.at(reach.top() + self._offset()))
        last = self._heights.at(reach.bottom() + self._offset())
        rows = self.model()
        self.selectionModel().select(QItemSelection(rows.index(first, 0), rows.index(last, 0)), command)

    def _lay_out(self) -> None:
        self._settling = True
        try:
            self._range()
            self._value = self.verticalScrollBar().value()
        finally:
            self._settling = False
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        if not self._settling and self.verticalScrollBar().maximum() == self._last_value():
            self._value = value
            self.viewport().update()

    # --- paint --------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not len(self._heights):
            return
        model, delegate = self.model(), self.itemDelegate()
        y, place = self._top_of_first()
        under = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())) if self._has_pointer() else None
        while y < self.viewport().height() and place < len(self._heights):
            height = self._heights.height(place)
            index = model.index(place, 0)
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = QRect(0, y, self.viewport().width(), height)
            option.state |= self._state_of(index, under)
            delegate.paint(painter, option, index)
            y += height
            place += 1

    def _top_of_first(self) -> tuple[int, int]:
        place = self._heights.at(max(0, self._offset()))
        return self._heights.top_of(place) - self._offset(), place

    def _has_pointer(self) -> bool:
        return self.viewport().underMouse() and self.state() != QAbstractItemView.State.DraggingState

    def _state_of(self, index: QModelIndex, under: QModelIndex | None) -> QStyle.StateFlag:
        state = QStyle.StateFlag.State_None
        if self.selectionModel().isSelected(index):
            state |= QStyle.StateFlag.State_Selected
        if under is not None and under == index:
            state |= QStyle.StateFlag.State_MouseOver
        if self.hasFocus() and self.currentIndex() == index:
            state |= QStyle.StateFlag.State_HasFocus
        return state
