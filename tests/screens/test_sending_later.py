"""Sending later by keyboard, in the real widgets (MSG-2)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.messages import ThreadKey
from tests.fakes_later import MemoryLater
from tests.galleries.later import THURSDAY, paris, some
from tests.galleries.sample import MARIE, PRIVATE, Sample
from tests.screens.conftest import Until, focused, show
from ui.models.later import LaterModel
from ui.models.thread import ThreadModel
from ui.models.waiting import WaitingModel
from ui.screens.thread import ThreadScreen
from ui.screens.waiting import WaitingScreen


@pytest.fixture
async def screen(qt_app: QApplication, sample: Sample, until: Until) -> ThreadScreen:
    later = MemoryLater(sample.store, *some(THURSDAY))
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=lambda: THURSDAY)
    made = ThreadScreen(model)
    model.setParent(made)
    words = {"clock": lambda: THURSDAY, "zone": paris, "parent": made}
    choosing = LaterModel(sample.store, later, model.composer, sample.start, **words)  # type: ignore[arg-type]
    here = WaitingModel(sample.store, later, sample.start, **words)  # type: ignore[arg-type]
    here.change_wanted.connect(lambda row: made.change_later(choosing, row.key))
    made.offer_later(choosing, here)
    model.open(ThreadKey(PRIVATE, MARIE))
    here.show_thread(ThreadKey(PRIVATE, MARIE))
    show(made)
    await until(lambda: not model.loading)
    made.focus_field()
    return made


async def test_a_time_is_chosen_and_kept_by_keyboard(
    screen: ThreadScreen, sample: Sample, until: Until
) -> None:
    assert not screen.later_button.isEnabled()
    QTest.keyClicks(screen.composer.field, "See you there")
    assert screen.later_button.isEnabled()
    screen.later_button.setFocus()
    QTest.keyClick(screen.later_button, Qt.Key.Key_Space)
    panel = screen.later_panel
    assert panel.isVisible()
    assert focused() is panel.quick[0]
    QTest.keyClick(panel.quick[1], Qt.Key.Key_Space)
    assert panel.time.time() == QTime(19, 0)
    panel.day.setDate(QDate(2026, 12, 24))
    panel.time.setTime(QTime(18, 15))
    QTest.keyClick(panel.confirm_button, Qt.Key.Key_Space)
    await until(lambda: any(s.text == "See you there" for s in sample.store.state.scheduled))
    kept = next(s for s in sample.store.state.scheduled if s.text == "See you there")
    assert kept.when.written == "2026-12-24T18:15"
    assert not panel.isVisible()
    assert focused() is screen.composer.field
    assert screen.composer.field.toPlainText() == ""


async def test_enter_on_a_time_chooses_it_before_enter_keeps_it(
    screen: ThreadScreen, sample: Sample, until: Until
) -> None:
    QTest.keyClicks(screen.composer.field, "This evening")
    screen.later_button.click()
    panel = screen.later_panel
    panel.quick[1].setFocus()
    QTest.keyClick(panel.quick[1], Qt.Key.Key_Return)
    assert panel.isVisible()
    assert panel.time.time() == QTime(19, 0)
    assert focused() is panel.confirm_button
    QTest.keyClick(panel.confirm_button, Qt.Key.Key_Return)
    await until(lambda: any(s.text == "This evening" for s in sample.store.state.scheduled))
    kept = next(s for s in sample.store.state.scheduled if s.text == "This evening")
    assert kept.when.written.endswith("T19:00")


async def test_enter_on_the_cross_schedules_nothing(screen: ThreadScreen, sample: Sample) -> None:
    QTest.keyClicks(screen.composer.field, "Not yet")
    screen.later_button.click()
    before = sample.store.state.scheduled
    screen.later_panel.close_button.setFocus()
    QTest.keyClick(screen.later_panel.close_button, Qt.Key.Key_Return)
    assert not screen.later_panel.isVisible()
    await sample.tasks.settle(within=2)
    assert sample.store.state.scheduled == before


async def test_escape_closes_and_keeps_what_is_written(screen: ThreadScreen, until: Until) -> None:
    QTest.keyClicks(screen.composer.field, "Not yet")
    screen.later_button.click()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not screen.later_panel.isVisible()
    assert focused() is screen.composer.field
    assert screen.composer.field.toPlainText() == "Not yet"


async def test_what_waits_stands_at_the_bottom_and_is_changed_there(
    screen: ThreadScreen, sample: Sample, until: Until
) -> None:
    first = screen.waiting.cards[0]
    assert "tomorrow" in first.accessibleName()
    assert [button.isVisible() for button in first.buttons] == [True] * 3
    assert "Happy birthday" in first.cancel_button.accessibleName()
    first.change_button.click()
    assert focused() is screen.later_panel.text
    assert not screen.waiting.isVisible()
    screen.later_panel.text.setPlainText("Happy birthday, Marie")
    QTest.keyClick(screen.later_panel.text, Qt.Key.Key_Return)
    await until(lambda: any(s.text == "Happy birthday, Marie" for s in sample.store.state.scheduled))
    assert screen.waiting.isVisible()
    screen.waiting.cards[0].cancel_button.click()
    await until(lambda: all(s.text != "Happy birthday, Marie" for s in sample.store.state.scheduled))


async def test_all_that_waits_is_worked_by_keyboard(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    later = MemoryLater(sample.store, *some(THURSDAY))
    model = WaitingModel(sample.store, later, sample.start, clock=lambda: THURSDAY, zone=paris)
    screen = WaitingScreen(model)
    assert "Ctrl+K" not in screen.frame.search.placeholderText()  # that leads to the conversations
    model.setParent(screen)
    opened: list[object] = []
    screen.opened.connect(opened.append)
    show(screen)
    screen.take_keyboard()
    assert focused() is screen.list
    QTest.keyClick(screen.list, Qt.Key.Key_Return)
    assert opened == [model.rows.row(0).thread]
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert model.rows.row(1).leaving
    assert not screen.cancel_button.isEnabled()
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert screen.cancel_button.isEnabled()
    gone = model.rows.row(2).key
    QTest.keyClick(screen.list, Qt.Key.Key_Delete)
    await until(lambda: all(row.key != gone for row in model.rows.rows))
    screen.list.setCurrentIndex(model.rows.index(0, 0))
    screen.send_button.click()
    await until(lambda: later.sent == ["d"])
    for each in list(sample.store.state.scheduled):
        await later.cancel(each.id)
    assert model.rows.rowCount() == 0
    assert screen.frame.empty.isVisible()


@pytest.mark.parametrize("which", ["cancel_button", "send_button"])
async def test_the_keyboard_goes_to_the_message_where_what_waited_is_gone(
    screen: ThreadScreen, until: Until, which: str
) -> None:
    card = screen.waiting.cards[0]
    button = getattr(card, which)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    await until(lambda: not button.isVisible())
    assert focused() is screen.composer.field


async def test_the_keyboard_stays_with_what_waits_where_a_button_goes_off(
    qt_app: QApplication, sample: Sample, until: Until
) -> None:
    later = MemoryLater(sample.store, *some(THURSDAY))
    model = WaitingModel(sample.store, later, sample.start, clock=lambda: THURSDAY, zone=paris)
    screen = WaitingScreen(model)
    model.setParent(screen)
    show(screen)
    screen.list.setCurrentIndex(model.rows.index(2, 0))
    screen.send_button.setFocus()
    screen.list.setCurrentIndex(model.rows.index(1, 0))
    assert model.rows.row(1).leaving
    assert focused() is screen.list


async def test_a_screen_reader_turns_to_the_second_time(screen: ThreadScreen) -> None:
    """To Qt its "toggle" is no click."""
    panel = screen.later_panel
    QTest.keyClicks(screen.composer.field, "Late")
    screen.later_button.click()
    panel.day.setDate(QDate(2027, 10, 31))
    panel.time.setTime(QTime(2, 30))
    assert (panel.second.isVisible(), panel.first.isChecked()) == (True, True)
    panel.second.toggle()
    assert panel._model.when.local.fold == 1
    panel.first.toggle()
    assert (panel._model.when.local.fold, panel.first.isChecked()) == (0, True)
