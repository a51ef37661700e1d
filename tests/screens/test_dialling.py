"""The dialler and the call bar by keyboard and mouse, in the real widgets (CALL-1, CALL-6)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain import events as e
from desktop.domain.calls import CallId, EndOfCall, Phase
from desktop.domain.numbers import Address
from tests.galleries.calls import call
from tests.galleries.sample import KARIM, MARIE, PRIVATE, WORK, Sample
from tests.screens.conftest import Until, show
from ui.models.calls import CallsModel
from ui.models.dialler import DiallerModel
from ui.models.telephone_link import read_link
from ui.screens.call import CallPage
from ui.screens.dialler import Dialler
from ui.widgets.call_bar import CallBar


@pytest.fixture
def dialler(qt_app: QApplication, sample: Sample) -> Dialler:
    model = DiallerModel(sample.store, sample.calls, sample.start)
    made = Dialler(model)
    model.setParent(made)
    model.show_tab(PRIVATE)
    show(made, 292, 620)
    return made


async def test_typing_formats_and_enter_calls(dialler: Dialler, sample: Sample, until: Until) -> None:
    QTest.keyClicks(dialler.field, "0145678900")
    assert dialler.field.text() == "01 45 67 89 00"
    assert dialler.field.cursorPosition() == len(dialler.field.text())
    QTest.keyClick(dialler.field, Qt.Key.Key_Return)
    await until(lambda: sample.calls.dialled == [("+33145678900", PRIVATE)])
    assert dialler.field.text() == ""


async def test_a_digit_put_in_the_middle_leaves_the_cursor_there(dialler: Dialler) -> None:
    QTest.keyClicks(dialler.field, "014567890")
    for _step in range(5):
        QTest.keyClick(dialler.field, Qt.Key.Key_Left)
    behind = "".join(c for c in dialler.field.text()[dialler.field.cursorPosition() :] if c.isdigit())
    QTest.keyClicks(dialler.field, "9")
    after = "".join(c for c in dialler.field.text()[dialler.field.cursorPosition() :] if c.isdigit())
    assert after == behind


async def test_the_keypad_types_and_erases(dialler: Dialler) -> None:
    for digit in "0612":
        QTest.mouseClick(dialler.keypad.keys[digit], Qt.MouseButton.LeftButton)
    assert "".join(dialler.field.text().split()) == "0612"
    QTest.mouseClick(dialler.erase_button, Qt.MouseButton.LeftButton)
    assert "".join(dialler.field.text().split()) == "061"


async def test_holding_erase_clears_all(dialler: Dialler, until: Until) -> None:
    QTest.keyClicks(dialler.field, "0145678900")
    QTest.mousePress(dialler.erase_button, Qt.MouseButton.LeftButton)
    await until(lambda: dialler.field.text() == "")
    QTest.mouseRelease(dialler.erase_button, Qt.MouseButton.LeftButton)


async def test_holding_nought_gives_a_plus(dialler: Dialler, until: Until) -> None:
    nought = dialler.keypad.keys["0"]
    QTest.mousePress(nought, Qt.MouseButton.LeftButton)
    await until(lambda: dialler.field.text() == "+")
    QTest.mouseRelease(nought, Qt.MouseButton.LeftButton)
    assert dialler.field.text() == "+"


async def test_people_are_found_by_arrow_and_enter(dialler: Dialler, sample: Sample, until: Until) -> None:
    QTest.keyClicks(dialler.field, "marie")
    assert dialler.people.isVisible()
    QTest.keyClick(dialler.field, Qt.Key.Key_Down)
    QTest.keyClick(dialler.people, Qt.Key.Key_Return)
    assert dialler.field.text() == "Marie Dupont"
    QTest.keyClick(dialler.field, Qt.Key.Key_Return)
    await until(lambda: sample.calls.dialled == [(MARIE, PRIVATE)])


async def test_a_refused_number_turns_call_off_and_says_why(dialler: Dialler) -> None:
    QTest.keyClicks(dialler.field, "0899123456")
    assert not dialler.call_button.isEnabled()
    assert "Premium-rate" in dialler.field.accessibleDescription()


async def test_escape_closes(dialler: Dialler) -> None:
    closed: list[bool] = []
    dialler.closed.connect(lambda: closed.append(True))
    QTest.keyClick(dialler.field, Qt.Key.Key_Escape)
    assert closed


async def test_the_bar_counts_mutes_and_hangs_up(sample: Sample, qt_app: QApplication, until: Until) -> None:
    now = [1000.0]
    model = CallsModel(sample.store, sample.calls, sample.start, monotonic=lambda: now[0])
    bar = CallBar(model)
    assert bar.isHidden()
    key = call(sample, KARIM, WORK, seconds=0)
    sample.store.apply(e.CallEnded(key, EndOfCall.HUNG_UP))
    sample.store.apply(e.CallDismissed(key))
    key = call(sample, KARIM, WORK, phase=Phase.RINGING)
    sample.store.apply(e.CallAnswered(key, datetime.now(UTC), 1000.0, "G722/16000", encrypted=True))
    show(bar, 700, 56)
    one = bar.bars[0]
    now[0] = 1134.0
    await until(lambda: "2:14" in one._time.text())
    QTest.mouseClick(one.mute_button, Qt.MouseButton.LeftButton)
    await until(lambda: one.mute_button.accessibleName() == "Unmute")
    QTest.mouseClick(one.hang_up_button, Qt.MouseButton.LeftButton)
    await until(lambda: one.hang_up_button.isHidden())
    assert one.again_button.isVisible()


async def test_tones_go_out_and_are_shown(sample: Sample, qt_app: QApplication, until: Until) -> None:
    key = call(sample)
    model = CallsModel(sample.store, sample.calls, sample.start)
    page = CallPage(model)
    page.show_call(CallId(key))
    show(page)
    page.keypad_button.click()
    for digit in "1#":
        QTest.mouseClick(page.keypad.keys[digit], Qt.MouseButton.LeftButton)
    await until(lambda: sample.store.state.calls[0].tones == "1#")
    assert "1#" in page._tones.text()


async def test_enter_on_a_link_goes_to_call_and_only_a_second_one_calls(
    dialler: Dialler, sample: Sample, until: Until
) -> None:
    read = read_link("tel:+33145678900")
    dialler._model.fill_from_link(read.number, read.note)
    assert dialler.link.isVisible()
    assert "+33 1 45 67 89 00" in dialler.link.accessibleName()
    dialler.field.setFocus()
    QTest.keyClick(dialler.field, Qt.Key.Key_Return)
    assert dialler.call_button.hasFocus()
    assert sample.calls.dialled == []
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(dialler.call_button, held)
    assert sample.calls.dialled == []
    QTest.keyClick(dialler.call_button, Qt.Key.Key_Return)
    await until(lambda: sample.calls.dialled == [("+33145678900", PRIVATE)])


async def test_an_emergency_number_says_what_to_do_and_moves_no_key(dialler: Dialler) -> None:
    QTest.mouseClick(dialler.keypad.keys["1"], Qt.MouseButton.LeftButton)
    before = dialler.keypad.keys["5"].mapTo(dialler, QPoint(0, 0))
    for digit in "12":
        QTest.mouseClick(dialler.keypad.keys[digit], Qt.MouseButton.LeftButton)
    assert dialler.emergency.isVisible()
    assert "112, 15, 17, 18" in dialler.emergency.accessibleName()
    assert dialler.keypad.keys["5"].mapTo(dialler, QPoint(0, 0)) == before
    assert dialler.call_button.isEnabled()
    dialler.resize(292, 480)
    assert not dialler.keypad.isVisible()
    dialler.resize(292, 620)
    assert dialler.keypad.isVisible()


def lay_pointer_on_the_keys(dialler: Dialler, there: bool = True) -> None:
    """As Qt does it; the pointer itself goes to whichever window of the tests is on top."""
    dialler.keypad.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, there)
    QApplication.sendEvent(dialler.keypad, QEvent(QEvent.Type.Enter if there else QEvent.Type.Leave))


async def test_in_a_low_window_a_link_is_seen_whole_though_the_pointer_lies_on_the_keys(
    dialler: Dialler,
) -> None:
    dialler.resize(292, 480)
    lay_pointer_on_the_keys(dialler)
    dialler._model.fill_from_link("+33 1 45 67 89 00", "")
    assert not dialler.keypad.isVisible()
    assert dialler.link.visibleRegion().boundingRect() == dialler.link.rect()


async def test_in_a_low_window_the_keys_stay_until_the_pointer_has_dialled_for_help(dialler: Dialler) -> None:
    dialler.resize(292, 480)
    lay_pointer_on_the_keys(dialler)
    for digit in "112":
        QTest.mouseClick(dialler.keypad.keys[digit], Qt.MouseButton.LeftButton)
    assert dialler.keypad.isVisible()
    assert "Emergency" in dialler._words.text()
    lay_pointer_on_the_keys(dialler, there=False)
    assert not dialler.keypad.isVisible()
    assert dialler.emergency.visibleRegion().boundingRect() == dialler.emergency.rect()
    assert dialler._words.text() == "", "the card says it"


async def test_the_answer_to_a_call_for_help_is_not_closed_by_enter(
    sample: Sample, qt_app: QApplication
) -> None:
    key = call(sample, Address("112"), PRIVATE, phase=Phase.DIALING)
    page = CallPage(CallsModel(sample.store, sample.calls, sample.start))
    page.show_call(key)
    show(page)
    page.hang_up_button.setFocus()
    sample.store.apply(e.CallEnded(key, EndOfCall.EMERGENCY_NOT_SUPPORTED))
    assert page.emergency.hasFocus()
    assert "112" in page.emergency.accessibleName()
    for _press in range(2):
        QTest.keyClick(page.emergency, Qt.Key.Key_Return)
        QTest.keyClick(page.emergency, Qt.Key.Key_Space)
    assert sample.store.state.call(key) is not None
    assert page.emergency.isVisible()
    QTest.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    assert sample.store.state.call(key) is None
