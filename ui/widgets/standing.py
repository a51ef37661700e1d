"""Where the rows of a long list stand, known without asking Qt, which would measure every one of them.

It is a QListView all the same, for the sake of screen readers, which know how to read one.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.widgets.heights import Heights

Index = QModelIndex | QPersistentModelIndex


class StandingList(QListView):
    """Its heirs say how high rows are (`_heights`), how far it is scrolled, and how far it can be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = Heights()
        self._settling = False
        self._value = 0
        # PySide 6.11 frees an override of updateGeometries under its feet (the function's count drains), so
        # Qt's own runs, and what it does to the range is put right here.
        self.verticalScrollBar().rangeChanged.connect(self._keep_range)

    # --- what a list of its own says ----------------------------------------------------------------------
    def _offset(self) -> int:
        return self.verticalScrollBar().value()

    def _last_value(self) -> int:
        return max(0, self._heights.total - self.viewport().height())

    def _measure(self, place: int) -> None:
        """Make sure of a row's height."""

    def _settled(self) -> None:
        """The range was put right."""

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
        self._measure(index.row())
        bar, rect = self.verticalScrollBar(), self.visualRect(index)
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - 8)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + 12)

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
            target = count - 1 if action == move.MoveEnd else self._first_to_go_to()
        else:
            target = current + steps.get(action, 0)
        return self.model().index(max(0, min(count - 1, target)), 0)

    def _first_to_go_to(self) -> int:
        """Where the keyboard begins when nothing is chosen."""
        return 0

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion(self.viewport().rect())

    # --- how far it can be scrolled -----------------------------------------------------------------------
    def _range(self) -> None:
        bar, seen = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(seen)
        bar.setSingleStep(40)
        bar.setRange(0, self._last_value())

    def _keep_range(self) -> None:
        if not self._settling and self.verticalScrollBar().maximum() != self._last_value():
            value = self._value
            self._settling = True
            self._range()
            self.verticalScrollBar().setValue(value)
            self._settling = False
            self._settled()
