"""The history by keyboard and mouse: several calls chosen, deleted, opened (CALL-7)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.domain.history import CallKind
from tests.galleries.call_reports import report_of
from tests.galleries.sample import Sample, account, now
from tests.models.test_call_groups import MANY
from tests.screens.conftest import Until, show
from ui.i18n import Language, speak
from ui.models.history import HistoryModel
from ui.screens.history import CallRecordScreen, HistoryScreen


@pytest.fixture
def sample() -> Sample:
    made = account()
    made.history.records = list(MANY)
    return made


@pytest.fixture
async def screen(sample: Sample, until: Until) -> HistoryScreen:
    model = HistoryModel(sample.store, sample.history, sample.start, clock=now)
    made = HistoryScreen(model)
    model.setParent(made)
    show(made, 340, 640)
    model.show_number(None)
    await until(lambda: model.rows.rowCount() == 5)
    made.list.setFocus()
    made.list.setCurrentIndex(model.rows.index(0))
    return made


def click(
    screen: HistoryScreen, place: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    where = screen.list.visualRect(screen.list.model().index(place, 0)).center() - QPoint(40, 0)
    QTest.mouseClick(screen.list.viewport(), Qt.MouseButton.LeftButton, held, where)


async def test_several_are_chosen_with_control_and_shift_and_deleted_with_the_key(
    screen: HistoryScreen, sample: Sample, until: Until
) -> None:
    opened: list[object] = []
    screen.row_chosen.connect(opened.append)
    click(screen, 1)
    assert len(opened) == 1
    click(screen, 3, Qt.KeyboardModifier.ShiftModifier)
    click(screen, 4, Qt.KeyboardModifier.ControlModifier)
    click(screen, 2, Qt.KeyboardModifier.ControlModifier)
    assert len(opened) == 1
    assert [row.call_ids for row in screen.list.chosen_rows()] == [("c3",), ("c5",), ("c6",)]
    assert screen.selection.isVisible()
    QTest.keyClick(screen.list, Qt.Key.Key_Delete)
    await until(lambda: sample.history.deleted == {"c3", "c5", "c6"})
    await until(lambda: screen.list.model().rowCount() == 1)
    assert not screen.selection.isVisible()


async def test_a_group_that_is_looked_at_is_not_several_that_are_chosen(screen: HistoryScreen) -> None:
    click(screen, 0)
    assert not screen.selection.isVisible()
    click(screen, 1, Qt.KeyboardModifier.ControlModifier)
    assert screen.selection.isVisible()
    assert "4" in screen.selection._label.text()
    screen.selection.cancel_button.click()
    assert not screen.selection.isVisible()
    click(screen, 0)
    click(screen, 1, Qt.KeyboardModifier.ControlModifier)
    click(screen, 1, Qt.KeyboardModifier.ControlModifier)
    assert not screen.selection.isVisible()


async def test_opening_and_closing_a_group_quickly_calls_nobody(screen: HistoryScreen) -> None:
    called: list[object] = []
    screen.model.call_wanted.connect(lambda *what: called.append(what))
    box = screen.list.visualRect(screen.list.model().index(0, 0))
    for at, calls in ((QPoint(box.right() - 20, box.center().y()), 0), (box.center(), 1)):
        QTest.mouseClick(screen.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(screen.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert len(called) == calls


async def test_by_keyboard_alone(screen: HistoryScreen, sample: Sample, until: Until) -> None:
    QTest.keyClick(screen.list, Qt.Key.Key_Right)
    assert screen.list.model().rowCount() == 8
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    QTest.keyClick(screen.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [row.call_ids for row in screen.list.chosen_rows()] == [("c0",), ("c1",)]
    QTest.keyClick(screen.list, Qt.Key.Key_Delete)
    await until(lambda: sample.history.deleted == {"c0", "c1"})


async def test_in_arabic_the_left_arrow_opens(screen: HistoryScreen) -> None:
    speak(Language.ARABIC)
    QTest.keyClick(screen.list, Qt.Key.Key_Left)
    assert screen.list.model().rowCount() == 8


async def test_the_chevron_opens_and_closes(screen: HistoryScreen) -> None:
    for count in (8, 5):
        box = screen.list.visualRect(screen.list.model().index(0, 0))
        at = QPoint(box.right() - 20, box.center().y())
        QTest.mouseClick(screen.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert screen.list.model().rowCount() == count


async def test_the_menu_offers_what_can_be_done(screen: HistoryScreen) -> None:
    wanted: list[object] = []
    screen.model.person_wanted.connect(wanted.append)
    screen.list.menu_wanted.emit(screen.list.rows().row(0), QPoint(10, 10))
    menu = screen.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert {"Call back", "Message", "Open the card", "Delete"} <= set(actions)
    actions["Open the card"].trigger()
    assert wanted == [MANY[0].peer]
    menu.close()


async def test_the_page_of_a_deleted_call_closes(screen: HistoryScreen, until: Until, sample: Sample) -> None:
    page = CallRecordScreen(screen.model, report_of(sample, ()))
    show(page)
    page.show_row(screen.list.rows().row(1))
    assert page.call_button.isVisible()
    screen.model.delete([screen.list.rows().row(1)])
    await until(lambda: not page.call_button.isVisible())


async def test_a_screen_reader_turns_to_another_kind_of_calls(screen: HistoryScreen) -> None:
    """To Qt its "toggle" is no click."""
    for kind in (CallKind.MISSED, CallKind.ALL):
        screen.pills[kind].toggle()
        assert screen.model.kind is kind


async def test_a_call_that_is_looked_for_is_unfolded_and_a_deleted_one_is_missed(
    screen: HistoryScreen, sample: Sample, until: Until
) -> None:
    found: list[str] = []
    missing: list[bool] = []
    screen.model.found.connect(lambda row: found.append(row.key))
    screen.model.missing.connect(lambda: missing.append(True))
    inner = screen.list.rows().row(0).call_ids[1]
    assert screen.list.rows().place_of(inner) < 0
    screen.model.look_for(inner)
    await until(lambda: found == [inner])
    assert screen.list.rows().place_of(inner) > 0
    screen.model.look_for("a deleted one")
    await until(lambda: missing)
    assert found == [inner]


async def test_opening_several_calls_in_one_row_is_not_choosing_several(screen: HistoryScreen) -> None:
    assert screen.list.rows().row(0).count > 1
    click(screen, 0)
    assert not screen.selection.isVisible()
    click(screen, 1, Qt.KeyboardModifier.ControlModifier)
    assert screen.selection.isVisible()
