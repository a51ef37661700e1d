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

    def become(self, rows: Sequence[R], *, start: int = 0) -> None:
        """The same list, later: removes, moves, inserts and updates only what differs.

        With `start`, `rows` are those from there on; what stands above stays. Rows at the end that are the
        very same objects are passed over: a long list costs what changed in it.
        """
        here, come = len(self._rows), len(rows)
        while here > start and come > 0 and self._rows[here - 1] is rows[come - 1]:
            here, come = here - 1, come - 1
        kept = len(self._rows) - here
        wanted = {row.key for row in rows[:come]}
        for place in range(here - 1, start - 1, -1):
            if self._rows[place].key not in wanted:
                self.remove(place)
        present = {row.key for row in self._rows[start : len(self._rows) - kept]}
        place = start
        while place < start + come:
            row = rows[place - start]
            if place < len(self._rows) - kept and self._rows[place].key == row.key:
                self.put(place, row)
            elif row.key in present:
                self._move(self._find(row.key, place), place)
                self.put(place, row)
            else:
                end = place + 1
                while end < start + come and rows[end - start].key not in present:
                    end += 1
                self.insert(place, rows[place - start : end - start])
                place = end - 1
            place += 1

    def _find(self, key: object, start: int) -> int:
        return next(p for p in range(start, len(self._rows)) if self._rows[p].key == key)

    def _move(self, source: int, target: int) -> None:
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
        self._rows.insert(target, self._rows.pop(source))
        self.endMoveRows()
