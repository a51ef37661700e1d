"""The page of a call: what it shows for the room it has, and where the keyboard is when the call is over."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop.domain import events as e
from desktop.domain.calls import CallId, EndOfCall, Phase
from desktop.domain.sound import Levels, Unheard
from tests.galleries.calls import call, model_of
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample
from tests.screens.conftest import Until, focused, show
from ui.screens.call import CallPage
from ui.widgets.call_bar import CallBar
from ui.widgets.round_button import RoundButton


@pytest.fixture
def key(sample: Sample) -> CallId:
    return call(sample)


@pytest.fixture
def page(sample: Sample, key: CallId, qt_app: QApplication) -> CallPage:
    model = model_of(sample)
    page = CallPage(model)
    model.setParent(page)
    page.show_call(key)
    return page


def places(page: CallPage) -> list[QRect]:
    """What stands on the page from top to bottom."""
    column = page._head.parentWidget()
    assert column is not None
    found = [
        child.geometry()
        for child in column.children()
        if isinstance(child, QWidget) and child.isVisible() and child is not page.keypad_button
    ]
    return sorted(found, key=lambda rect: (rect.top(), rect.left()))


@pytest.mark.parametrize("height", [380, 480, 620, 900])
@pytest.mark.parametrize("with_keys", [False, True])
async def test_nothing_stands_on_anything_else(page: CallPage, height: int, with_keys: bool) -> None:
    show(page, 440, height)
    page.keypad_button.setChecked(with_keys)
    QApplication.processEvents()
    for above, below in pairwise(places(page)):
        assert not above.intersects(below)


async def test_a_low_window_keeps_the_keys_and_the_way_out_in_sight(page: CallPage) -> None:
    show(page, 440, 460)
    page.keypad_button.setChecked(True)
    QApplication.processEvents()
    for button in (page.keypad.keys["#"], page.hang_up_button):
        assert button.visibleRegion().boundingRect().height() == button.height()


async def test_levels_are_shown_and_a_muted_microphone_shows_none(
    page: CallPage, sample: Sample, key: CallId
) -> None:
    show(page, 440, 700)
    assert page.levels is not None
    sample.store.apply(e.LevelsMeasured(Levels(-20.0, -40.0)))
    assert page.levels.microphone.lit > page.levels.speaker.lit > 0
    sample.store.apply(e.CallMuted(key, True))
    assert page.levels.microphone.lit == 0
    assert page.levels.speaker.lit > 0


async def test_the_call_that_is_open_has_no_bar_beside_its_page(
    sample: Sample, key: CallId, qt_app: QApplication
) -> None:
    model = model_of(sample)
    both = QWidget()
    model.setParent(both)
    page, bar = CallPage(model), CallBar(model)
    column = QVBoxLayout(both)
    column.addWidget(bar)
    column.addWidget(page)
    page.hide()
    show(both, 600, 700)
    assert bar.isVisible()
    page.show_call(key)
    page.show()
    assert not bar.isVisible()
    page.hide()
    assert bar.isVisible()


async def test_the_keyboard_is_on_calling_again_when_a_call_failed(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 600, 700)
    page.hang_up_button.setFocus()
    sample.store.apply(e.CallEnded(key, EndOfCall.SILENCE))
    await until(page.again_button.hasFocus)


async def test_the_keyboard_stays_on_the_bar_of_a_call_that_failed_and_leaves_it_when_it_goes(
    sample: Sample, key: CallId, until: Until
) -> None:
    model = model_of(sample)
    both = QWidget()
    model.setParent(both)
    elsewhere, bar = QPushButton("Elsewhere"), CallBar(model)
    column = QVBoxLayout(both)
    column.addWidget(elsewhere)
    column.addWidget(bar)
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    show(both, 600, 200)
    one = bar.bars[0]
    one.mute_button.setFocus()
    sample.store.apply(e.CallEnded(key, EndOfCall.SILENCE))
    await until(one.again_button.hasFocus)
    assert not left
    one.dismiss_button.click()
    await until(lambda: left)


async def test_who_opens_a_call_has_the_keyboard_on_its_first_control(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 600, 700)
    page.take_keyboard()
    await until(page.mute_button.hasFocus)
    sample.store.apply(e.CallHeld(key, here=True, there=False))
    page.take_keyboard()
    await until(page.resume_button.hasFocus)


async def test_who_is_held_by_the_keyboard_is_resumed_by_it(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 440, 700)
    assert page.hold_button.accessibleName() == "Hold"
    assert "Ctrl+Shift+H" in page.hold_button.toolTip()
    page.hold_button.setFocus()
    await until(page.hold_button.hasFocus)
    page.hold_button.click()
    await until(page.resume_button.hasFocus)
    assert page.resume_button.accessibleName() == "Resume"
    assert not page.hold_button.isVisible()
    assert not page.mute_button.isVisible()
    assert page.hang_up_button.isVisible()
    page.resume_button.click()
    await until(page.hold_button.hasFocus)
    assert page.mute_button.isVisible()


async def test_a_click_that_counts_late_does_what_the_button_said(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 440, 700)
    for button, other in (
        (page.hold_button, page.resume_button),
        (page.resume_button, page.hold_button),
    ):
        button.click()
        await until(other.isVisible)
        button.click()
        page.mute_button.toggle()
        await until(lambda: page.mute_button.accessibleName() == "Unmute")  # it came after the click
        assert other.isVisible()
        page.mute_button.toggle()
        await until(lambda: page.mute_button.accessibleName() == "Mute")


async def test_a_screen_reader_mutes_by_its_own_toggle(page: CallPage, key: CallId, until: Until) -> None:
    show(page, 440, 700)
    page.mute_button.toggle()
    await until(lambda: page.mute_button.accessibleName() == "Unmute")
    assert page.mute_button.isChecked()
    page.mute_button.toggle()
    await until(lambda: page.mute_button.accessibleName() == "Mute")


async def test_the_bar_of_one_who_waits_switches_and_joins(
    sample: Sample, qt_app: QApplication, until: Until
) -> None:
    call(sample, MARIE, PRIVATE, phase=Phase.HELD)
    talked_on = call(sample, KARIM, WORK)
    model = model_of(sample)
    bar = CallBar(model)
    model.setParent(bar)
    show(bar, 456, 120)
    marie, karim = bar.bars
    assert marie.resume_button.accessibleName() == "Switch"
    assert not karim.resume_button.isVisible()
    marie.join_button.click()
    await until(marie.split_button.isVisible)
    assert karim.split_button.isVisible()
    assert "Joined with" in marie.accessibleName()
    karim.split_button.click()
    await until(marie.resume_button.isVisible)
    sample.store.apply(e.CallEnded(talked_on, EndOfCall.REMOTE_HUNG_UP))
    assert marie.resume_button.accessibleName() == "Resume"
    assert not marie.join_button.isVisible()


async def test_in_a_low_window_all_that_can_be_done_with_two_calls_is_in_sight(
    page: CallPage, sample: Sample
) -> None:
    call(sample, KARIM, WORK, phase=Phase.HELD)
    show(page, 440, 452)
    QApplication.processEvents()
    for button in (page.hang_up_button, page.add_button, page.join_button):
        assert button.visibleRegion().boundingRect().height() == button.height()


async def test_whom_to_transfer_to_is_asked_by_keyboard_and_escape_takes_it_back(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 456, 640)
    panel = page.transfer_panel
    assert panel is not None
    assert not panel.isVisible()
    page.transfer_button.click()
    await until(panel.field.hasFocus)
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    await until(page.transfer_button.hasFocus)
    assert not panel.isVisible()
    page.transfer_button.click()
    QTest.keyClicks(panel.field, "kar")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.field.text() == "Karim Benali"
    assert sample.transfers.asked == []
    panel.now_button.click()
    await until(lambda: sample.transfers.asked == [(key, KARIM)])
    await until(lambda: not panel.isVisible())
    assert page.hang_up_button.isVisible()
    assert not page.transfer_button.isVisible()


async def test_who_was_asked_takes_the_call_by_one_button(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 456, 640)
    asked = await sample.transfers.ask_first(key, KARIM)
    await sample.calls.answer(asked)
    page.show_call(asked)
    assert not page.transfer_button.isVisible()
    page.through_button.click()
    await until(lambda: sample.transfers.asked == [(key, asked)])


async def test_keys_and_the_question_are_not_open_together(page: CallPage) -> None:
    show(page, 456, 640)
    page.transfer_button.setChecked(True)
    page.keypad_button.setChecked(True)
    assert not page.transfer_button.isChecked()
    page.transfer_button.setChecked(True)
    assert not page.keypad_button.isChecked()


def finds_silence(sample: Sample) -> None:
    sample.store.apply(e.SoundChanged(replace(sample.store.state.sound, unheard=Unheard.SILENT)))


async def test_a_warning_that_comes_by_itself_moves_no_button(
    page: CallPage, sample: Sample, until: Until
) -> None:
    show(page, 640, 760)
    buttons = page.mute_button, page.hold_button, page.hang_up_button

    def places() -> list[int]:
        QApplication.processEvents()
        return [button.mapTo(page, QPoint(0, 0)).y() for button in buttons]

    before = places()
    finds_silence(sample)
    await until(page._unheard.isVisible)
    assert places() == pytest.approx(before, abs=2)


async def test_nor_does_it_in_a_bar_that_is_wide_enough(sample: Sample, qt_app: QApplication) -> None:
    call(sample)
    model = model_of(sample)
    bar = CallBar(model)
    model.setParent(bar)
    show(bar, 760, 60)
    (one,) = bar.bars
    buttons = one.mute_button, one.hold_button, one.keypad_button, one.hang_up_button
    before = [button.geometry() for button in buttons]
    finds_silence(sample)
    QApplication.processEvents()
    assert one.mend_button.isVisible()
    assert [button.geometry() for button in buttons] == before
    assert one.mend_button.geometry().right() < one.mute_button.geometry().left()
    show(bar, 440, 60)
    QApplication.processEvents()
    assert not one.hold_button.isVisible()
    assert one.mend_button.geometry().right() < one.mute_button.geometry().left()


async def test_in_a_low_window_the_question_and_its_answers_are_in_sight(page: CallPage) -> None:
    show(page, 440, 452)
    page.transfer_button.setChecked(True)
    QApplication.processEvents()
    assert page.transfer_panel is not None
    for widget in (page.transfer_panel.now_button, page.transfer_panel.ask_button, page.hang_up_button):
        assert widget.visibleRegion().boundingRect().height() == widget.height()


async def test_a_menu_is_answered_by_typing_and_escape_puts_the_keys_away(
    page: CallPage, sample: Sample, key: CallId, until: Until
) -> None:
    show(page, 440, 700)
    page.mute_button.setFocus()
    QTest.keyClicks(page.mute_button, "7")
    page.keypad_button.click()
    await until(page.keypad.keys["1"].hasFocus)
    three_of_arabic = "\u0663"
    for typed in ("1", "#", three_of_arabic):
        pressed = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, typed)
        QApplication.sendEvent(focused(), pressed)
    page.mute_button.setFocus()
    QTest.keyClicks(page.mute_button, "9")
    await until(lambda: [call.tones for call in sample.store.state.calls] == ["1#39"])
    page.keypad.keys["5"].setFocus()
    QTest.keyClick(page.keypad.keys["5"], Qt.Key.Key_Escape)
    await until(page.keypad_button.hasFocus)
    assert page.keypad.isHidden()


async def test_tab_goes_through_a_call_as_it_is_read(sample: Sample, qt_app: QApplication) -> None:
    call(sample, MARIE, PRIVATE, phase=Phase.HELD)
    model = model_of(sample)
    page = CallPage(model)
    model.setParent(page)
    page.show_call(call(sample, KARIM, WORK))
    show(page, 600, 760)
    page.take_keyboard()
    passed = []
    for _place in range(7):
        passed.append(focused().accessibleName())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert passed == ["Mute", "Hold", "Keypad", "Hang up", "Transfer", "Add call", "Join calls"]


async def test_bars_keep_their_order_when_a_page_closes(sample: Sample, qt_app: QApplication) -> None:
    first, second = call(sample, MARIE, PRIVATE, phase=Phase.HELD), call(sample, KARIM, WORK)
    model = model_of(sample)
    bar = CallBar(model)
    model.setParent(bar)
    show(bar, 600, 200)
    for open_page in (first, second):
        model.look_at(open_page)
        model.look_at(None)
        QApplication.processEvents()
        names = [one.accessibleName() for one in sorted(bar.bars, key=lambda one: one.y())]
        assert [name[:5] for name in names] == ["Marie", "Karim"]
    bar.take_keyboard()
    assert focused() is max(bar.bars, key=lambda one: one.y()).mute_button


@pytest.mark.parametrize(("lit", "ends"), [(True, False), (False, True), (False, False)])
async def test_the_ring_of_what_has_the_keyboard_stands_out_from_its_button(lit: bool, ends: bool) -> None:
    button = RoundButton("play", lambda: "Resume", lit=lit, ends=ends)
    show(button, 88, 82)
    button.setFocus()
    painted = button.grab().toImage()
    left, middle = (button.width() - 56) // 2, 30
    ring, ground = painted.pixelColor(left, middle), painted.pixelColor(left + 8, middle)
    assert abs(ring.lightness() - ground.lightness()) > 40
