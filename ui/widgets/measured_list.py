"""A list whose rows differ in height and are measured only when they come into sight.

It is a QListView for the sake of screen readers, which know how to read one; where rows stand is its own
business, since Qt's would measure every row of the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QListView, QWidget

from ui.widgets.standing import Index, StandingList

FOOT = 12


class MeasuredList(StandingList):
    """The end is where it begins and where it stays; what is read above does not move."""

    older_wanted = Signal()
    """The beginning is near."""
    newer_wanted = Signal()
    """The end is near, and it is not the end of all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stuck = True
        self._ends = True
        self._first = 0
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # --- what a list of its own says ----------------------------------------------------------------------
    def guessed(self, place: int, width: int) -> int:
        """The height of a row that nobody has seen yet."""
        raise TypeError("a list says how high its rows are")

    def measured(self, place: int) -> int:
        """The true height of a row."""
        raise TypeError("a list says how high its rows are")

    def forget(self, place: int | None = None) -> bool:
        """Let go of what was laid out, for one row or for all; whether there was anything."""
        raise TypeError("a list says how high its rows are")

    # --- where rows stand ---------------------------------------------------------------------------------
    def go_to_end(self) -> None:
        self._stuck = True
        self._settle()

    def show_end(self, ends: bool) -> None:
        """Whether the last row is the end of all: what comes after another does not pull the view along."""
        self._ends = ends
        if not ends:
            self._stuck = False

    def bring_in_sight(self, place: int) -> None:
        """In the middle, where it can be."""
        self._stuck = False
        for _pass in range(3):  # rows on the way turn out higher or lower than they were guessed
            self._measure(place)
            self._range()
            middle = self._heights.top_of(place) + self._heights.height(place) // 2
            self.verticalScrollBar().setValue(middle - self.viewport().height() // 2)
            self._settle()

    @property
    def is_at_end(self) -> bool:
        return self._stuck

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def doItemsLayout(self) -> None:
        """Qt's own would measure all rows; ours are measured when they come into sight."""
        self._settle()

    # --- rows come and go ---------------------------------------------------------------------------------
    def reset(self) -> None:
        super().reset()
        self._guess_all()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        width = self._width()
        guesses = [self.guessed(place, width) for place in range(start, end + 1)]
        self._heights.insert(start, guesses)
        if start <= self._first and not self._stuck:
            self._first += len(guesses)
            self._shift(sum(guesses))
        super().rowsInserted(parent, start, end)
        self._settle()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        gone = sum(self._heights.height(place) for place in range(start, end + 1))
        for place in range(start, end + 1):
            self.forget(place)
        super().rowsAboutToBeRemoved(parent, start, end)
        self._heights.remove(start, end - start + 1)
        if end < self._first:
            self._first -= end - start + 1
            self._shift(-gone)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        for place in range(top.row(), bottom.row() + 1):
            if self.forget(place):
                self._measure(place)
        super().dataChanged(top, bottom, roles)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractScrollArea.resizeEvent(self, event)  # QListView's would lay out all rows
        if event.size().width() != event.oldSize().width():
            self.forget()
        self._settle()

    # --- inside -------------------------------------------------------------------------------------------
    def _width(self) -> int:
        return max(200, self.viewport().width())

    def _settled(self) -> None:
        self._settle()

    def _first_to_go_to(self) -> int:
        return len(self._heights) - 1

    def _measure(self, place: int) -> None:
        self._heights.set(place, self.measured(place))

    def _offset(self) -> int:
        """Few messages stand at the bottom, beside what is being written."""
        spare = self.viewport().height() - FOOT - self._heights.total
        return -spare if spare > 0 else self.verticalScrollBar().value()

    def _guess_all(self) -> None:
        width = self._width()
        count = self.model().rowCount()
        self._heights.start_over([self.guessed(place, width) for place in range(count)])
        self.forget()
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
            self._measure(place)
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
                self._measure(place)
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

    def _shift(self, by: int) -> None:
        self._settling = True
        try:
            self._range()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by)
            self._value = self.verticalScrollBar().value()
        finally:
            self._settling = False

    def _last_value(self) -> int:
        return max(0, self._heights.total + FOOT - self.viewport().height())

    def _scrolled(self, value: int) -> None:
        if self._settling or self.verticalScrollBar().maximum() != self._last_value():
            return
        self._value = value
        bar = self.verticalScrollBar()
        self._stuck = self._ends and value >= bar.maximum() - 2
        if not self._stuck:
            self._settle()
        else:
            self.viewport().update()
        if value < 3 * self.viewport().height():
            self.older_wanted.emit()
        if not self._ends and value > bar.maximum() - 3 * self.viewport().height():
            self.newer_wanted.emit()
