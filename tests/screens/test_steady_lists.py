"""Rows that come or move above do not push away what somebody looks at (nothing moves under the pointer)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.screens.conftest import Until, show
from ui.models.row_list import RowList
from ui.widgets.steady_list import SteadyList


@dataclass(frozen=True, slots=True)
class Line:
    key: int

    @property
    def spoken(self) -> str:
        return f"Row {self.key}"


@pytest.fixture
def rows(qt_app: QApplication) -> RowList[Line]:
    made: RowList[Line] = RowList()
    made.start_over([Line(place) for place in range(200)])
    return made


@pytest.fixture
def listed(rows: RowList[Line]) -> SteadyList:
    made = SteadyList()
    made.show_rows(rows)
    show(made, 300, 400)
    return made


def middle(listed: SteadyList) -> tuple[str, int]:
    index = listed.indexAt(QPoint(20, 200))
    return str(index.data()), listed.visualRect(index).top()


async def test_rows_above_come_without_moving_those_below(
    listed: SteadyList, rows: RowList[Line], until: Until
) -> None:
    listed.verticalScrollBar().setValue(900)
    before = middle(listed)
    rows.become([Line(1000), Line(1001), *rows.rows])
    await until(lambda: middle(listed) == before)
    rows.become([rows.row(150), *[row for row in rows.rows if row.key != rows.row(150).key]])
    await until(lambda: middle(listed) == before)


async def test_at_the_top_new_rows_are_seen(listed: SteadyList, rows: RowList[Line], until: Until) -> None:
    rows.become([Line(1000), *rows.rows])
    await until(lambda: listed.indexAt(QPoint(20, 5)).data() == "Row 1000")


async def test_the_end_asks_for_more(listed: SteadyList) -> None:
    asked: list[bool] = []
    listed.more_wanted.connect(lambda: asked.append(True))
    listed.verticalScrollBar().setValue(listed.verticalScrollBar().maximum())
    assert asked


async def test_enter_opens_the_row(listed: SteadyList, rows: RowList[Line]) -> None:
    opened: list[object] = []
    listed.row_opened.connect(opened.append)
    listed.choose_key(3)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert opened == [Line(3)]
