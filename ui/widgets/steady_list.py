"""A list whose rows stay under the pointer while others come and move above them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.models.row_list import RowList


class SteadyList(QListView):
    more_wanted = Signal()
    """The end is near: load the next page."""
    row_opened = Signal(object)
    """The row that was clicked, or on which Enter was pressed."""
    menu_wanted = Signal(object, QPoint)
    """The row, and where on the screen."""
    delete_wanted = Signal()
    unfold_wanted = Signal(object, bool)
    """The row, and whether to show what belongs below it."""
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)
        self.clicked.connect(self._clicked)
        self._anchor: tuple[QPersistentModelIndex, int] | None = None

    def show_rows(self, rows: RowList) -> None:  # type: ignore[type-arg]
        self.setModel(rows)
        for before in (rows.rowsAboutToBeInserted, rows.rowsAboutToBeMoved, rows.rowsAboutToBeRemoved):
            before.connect(self._remember)
        for after in (rows.rowsInserted, rows.rowsMoved, rows.rowsRemoved, rows.modelReset):
            after.connect(self._restore)

    def rows(self) -> RowList:  # type: ignore[type-arg]
        model = self.model()
        assert isinstance(model, RowList)
        return model

    def choose_key(self, key: object) -> None:
        """Select the row with `key` without opening it; nothing where it is not there."""
        place = self.rows().place_of(key) if key is not None else -1
        if place < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif self.currentIndex().row() != place or not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.model().index(place, 0))

    def allow_several(self) -> None:
        """Ctrl and Shift choose several rows; a click without them opens one."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    @property
    def _chooses_several(self) -> bool:
        return self.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection

    def take_keyboard(self) -> None:
        """On the row it was on before, else on the first, where there is any."""
        if self.model() is not None and self.model().rowCount():
            self.setFocus()
            if not self.currentIndex().isValid():
                self.setCurrentIndex(self.model().index(0, 0))

    def chosen_rows(self) -> list[Any]:
        """From the top; several only after `allow_several`."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows().row(place) for place in places]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.currentIndex()
        forward = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        if not current.isValid():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(current)
            event.accept()
        elif key == Qt.Key.Key_Space and self._chooses_several:
            self.selectionModel().select(current, QItemSelectionModel.SelectionFlag.Toggle)
            event.accept()
        elif key == Qt.Key.Key_Escape and len(self.selectionModel().selectedRows()) > 1:
            self.setCurrentIndex(current)
            event.accept()
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
            event.accept()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self.unfold_wanted.emit(self.rows().row(current.row()), key == forward)
            event.accept()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index, where = self.indexAt(event.pos()), event.globalPos()
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            self.menu_wanted.emit(self.rows().row(index.row()), where)

    def _clicked(self, index: QModelIndex) -> None:
        held = QGuiApplication.keyboardModifiers()
        if not held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_opened.emit(self.rows().row(index.row()))

    def _remember(self) -> None:
        if self._anchor is None and self.verticalScrollBar().value() > 0:
            first = self.indexAt(QPoint(self.width() // 2, 1))
            if first.isValid():
                self._anchor = (QPersistentModelIndex(first), self.visualRect(first).top())

    def _restore(self) -> None:
        if self._anchor is not None:
            QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        if self._anchor is None:
            return
        (first, top), self._anchor = self._anchor, None
        if first.isValid():
            self.executeDelayedItemsLayout()
            bar = self.verticalScrollBar()
            index = self.model().index(first.row(), 0)
            bar.setValue(bar.value() + self.visualRect(index).top() - top)

    def _look_ahead(self) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() - bar.value() < 3 * self.viewport().height():
            self.more_wanted.emit()
