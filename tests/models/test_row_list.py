"""A list becomes another one step by step, and says each step truly: a view that believes it stays right."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex

from ui.models.row_list import RowList


@dataclass(frozen=True, slots=True)
class Pair:
    key: int
    value: int

    @property
    def spoken(self) -> str:
        return f"{self.key}: {self.value}"


lists = st.lists(
    st.builds(Pair, st.integers(0, 12), st.integers(0, 2)), unique_by=lambda p: p.key, max_size=10
)


class Believer:
    """Holds a copy that only ever follows the signals."""

    def __init__(self, model: RowList[Pair]) -> None:
        self.copy = list(model.rows)
        self.resets = 0
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.rowsMoved.connect(self._moved)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)
        self._model = model

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.copy[first:first] = self._model.rows[first : last + 1]

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self.copy[first : last + 1]

    def _moved(self, _parent: QModelIndex, first: int, _last: int, _to: QModelIndex, target: int) -> None:
        self.copy.insert(target, self.copy.pop(first))

    def _changed(self, first: QModelIndex, _last: QModelIndex) -> None:
        self.copy[first.row()] = self._model.row(first.row())

    def _reset(self) -> None:
        self.resets += 1


@given(lists, lists)
def test_whoever_follows_the_signals_ends_with_the_same_rows(old: list[Pair], new: list[Pair]) -> None:
    model: RowList[Pair] = RowList()
    model.start_over(old)
    believer = Believer(model)
    model.become(new)
    assert list(model.rows) == new
    assert believer.copy == new
    assert believer.resets == 0
