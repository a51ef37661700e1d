"""A list of a hundred thousand rows of two heights: what is out of sight costs nothing (CALL-7)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem

from tests.screens.conftest import Until, show
from ui.models.row_list import RowList
from ui.widgets.tall_list import TallList


@dataclass(frozen=True, slots=True)
class Line:
    key: int

    @property
    def spoken(self) -> str:
        return f"Row {self.key}"


def height(line: Line) -> int:
    return 60 if line.key % 5 else 90


class Counting(QStyledItemDelegate):
    painted = 0
    measured = 0

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.painted += 1

    def sizeHint(  # noqa: N802  (Qt's)
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self.measured += 1
        return QSize(0, 60)


@pytest.fixture
def rows(qt_app: QApplication) -> RowList[Line]:
    made: RowList[Line] = RowList()
    made.start_over([Line(place) for place in range(1000)])
    return made


@pytest.fixture
def listed(rows: RowList[Line]) -> TallList:
    made = TallList(height)
    made.setItemDelegate(Counting(made))
    made.show_rows(rows)
    made.allow_several()
    show(made, 300, 400)
    return made


def stands_right(listed: TallList, rows: RowList[Line]) -> None:
    """Every row is where the heights above it put it, and is found there."""
    top = -listed.verticalScrollBar().value()
    for place, row in enumerate(rows.rows):
        box = listed.visualRect(rows.index(place))
        assert (box.top(), box.height()) == (top, height(row)), place
        top += height(row)
    total = sum(map(height, rows.rows))
    somewhere = QPoint(10, min(200, total - 1))
    assert listed.visualRect(listed.indexAt(somewhere)).contains(somewhere)
    assert not listed.indexAt(QPoint(10, total)).isValid() or total > listed.viewport().height()
    assert listed.verticalScrollBar().maximum() == max(0, total - listed.viewport().height())


async def test_rows_stand_where_they_should_whatever_comes_goes_and_moves(
    listed: TallList, rows: RowList[Line], until: Until
) -> None:
    stands_right(listed, rows)
    listed.verticalScrollBar().setValue(5000)
    before = listed.indexAt(QPoint(10, 200)).data(), listed.visualRect(listed.indexAt(QPoint(10, 200))).top()
    rows.become([Line(2000), Line(2005), *[row for row in rows.rows if row.key % 7 or row.key > 60]])
    rows.become([rows.row(800), *[row for row in rows.rows if row.key != rows.row(800).key]])

    def same() -> bool:
        index = listed.indexAt(QPoint(10, 200))
        return (index.data(), listed.visualRect(index).top()) == before

    await until(same)
    stands_right(listed, rows)
    listed.resize(250, 700)
    QApplication.processEvents()
    stands_right(listed, rows)
    rows.start_over([Line(1), Line(2)])
    stands_right(listed, rows)


async def test_of_a_hundred_thousand_rows_only_those_in_sight_are_looked_at(
    listed: TallList, rows: RowList[Line]
) -> None:
    delegate = listed.itemDelegate()
    assert isinstance(delegate, Counting)
    rows.start_over([Line(place) for place in range(100_000)])
    delegate.painted = 0
    for share in (1, 30, 70, 99):
        listed.verticalScrollBar().setValue(listed.verticalScrollBar().maximum() * share // 100)
        rows.insert(rows.rowCount(), [Line(200_000 + share)])
        QApplication.processEvents()
    assert 0 < delegate.painted < 200
    assert delegate.measured == 0


async def test_a_range_is_chosen_across_what_is_out_of_sight(listed: TallList, rows: RowList[Line]) -> None:
    listed.setCurrentIndex(rows.index(3))
    listed.verticalScrollBar().setValue(sum(height(Line(place)) for place in range(500)))
    where = listed.visualRect(rows.index(501)).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, where)
    assert [row.key for row in listed.chosen_rows()] == list(range(3, 502))
    QTest.keyClick(listed, Qt.Key.Key_Home)
    assert [row.key for row in listed.chosen_rows()] == [0]
    assert listed.verticalScrollBar().value() == 0
    QTest.keyClick(listed, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert len(listed.chosen_rows()) == 1000
    QTest.keyClick(listed, Qt.Key.Key_Up)
    assert [row.key for row in listed.chosen_rows()] == [998]


async def test_the_end_asks_for_more(listed: TallList) -> None:
    asked: list[bool] = []
    listed.more_wanted.connect(lambda: asked.append(True))
    listed.verticalScrollBar().setValue(listed.verticalScrollBar().maximum())
    assert asked
