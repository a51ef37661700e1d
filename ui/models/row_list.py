"""A list of frozen rows for a view: changed in place, never reset while it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

ROW = Qt.ItemDataRole.UserRole + 1
"""The role under which a view finds the row itself."""


class Row(Protocol):
    @property
    def key(self) -> object: ...

    @property
    def spoken(self) -> str:
        """What a screen reader says for the row."""


R = TypeVar("R", bound=Row)


class RowList(QAbstractListModel, Generic[R]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[R] = []

    # --- what a view asks ---------------------------------------------------------------------------------
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        if role == ROW:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()].spoken
        return None

    def row(self, place: int) -> R:
        return self._rows[place]

    @property
    def rows(self) -> Sequence[R]:
        return self._rows

    def place_of(self, key: object) -> int:
        """-1 where it is not."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), -1)

    # --- what its owner does ------------------------------------------------------------------------------
    def put(self, place: int, row: R) -> None:
        if self._rows[place] != row:
            self._rows[place] = row
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def insert(self, place: int, rows: Sequence[R]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), place, place + len(rows) - 1)
            self._rows[place:place] = rows
            self.endInsertRows()

    def remove(self, place: int, count: int = 1) -> None:
        if count:
            self.beginRemoveRows(QModelIndex(), place, place + count - 1)
            del self._rows[place : place + count]
            self.endRemoveRows()

    def start_over(self, rows: Sequence[R]) -> None:
        """For another list altogether (another number, another thread)."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def become(self, rows: Sequence[R]) -> None:
        """The same list, later: removes, moves, inserts and updates only what differs."""
        wanted = {row.key for row in rows}
        for place in range(len(self._rows) - 1, -1, -1):
            if self._rows[place].key not in wanted:
                self.remove(place)
        present = {row.key for row in self._rows}
        place = 0
        while place < len(rows):
            row = rows[place]
            if place < len(self._rows) and self._rows[place].key == row.key:
                self.put(place, row)
            elif row.key in present:
                self._move(self._find(row.key, place), place)
                self.put(place, row)
            else:
                end = place + 1
                while end < len(rows) and rows[end].key not in present:
                    end += 1
                self.insert(place, rows[place:end])
                place = end - 1
            place += 1

    def _find(self, key: object, start: int) -> int:
        return next(p for p in range(start, len(self._rows)) if self._rows[p].key == key)

    def _move(self, source: int, target: int) -> None:
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
        self._rows.insert(target, self._rows.pop(source))
        self.endMoveRows()
