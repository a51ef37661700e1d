"""The base controls: fields, banners, toasts, skeletons, switches."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QScrollArea, QVBoxLayout, QWidget

from tests.screens.conftest import Until, show
from ui.theme import theme
from ui.widgets.banner import Banner
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.meter import LevelMeter
from ui.widgets.moment_fields import DayField, TimeField
from ui.widgets.skeleton import SkeletonRows
from ui.widgets.toast import Toast
from ui.widgets.toggle import Toggle
from ui.widgets.volume_slider import VolumeSlider
from ui.widgets.words import Label


def test_text_from_outside_is_shown_as_it_is_written(app: QApplication) -> None:
    label = Label("<img src=file:///etc/passwd><b>x</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText
    for widget in (Banner(), Toast(QWidget())):
        shown = [child for child in widget.findChildren(Label) if child.text()]
        assert all(child.textFormat() is Qt.TextFormat.PlainText for child in shown)


def test_a_fields_error_goes_when_it_is_edited(app: QApplication) -> None:
    field = Field(lambda: "E-mail")
    field.show()
    field.set_error("This is wrong.")
    assert field.line.accessibleDescription() == "This is wrong."
    assert field.line.property("invalid") is True
    QTest.keyClicks(field.line, "a")
    assert field.line.property("invalid") is False
    assert field.line.accessibleDescription() == ""


async def test_a_skeleton_is_not_drawn_for_a_blink(app: QApplication, until: Until) -> None:
    rows = SkeletonRows()
    rows.resize(340, 400)
    began = time.monotonic()
    rows.start()
    assert not rows.is_drawn
    await until(lambda: rows.is_drawn)
    assert time.monotonic() - began >= 0.14
    rows.stop()
    assert not rows.isVisible()


def test_a_toast_is_undone_once(app: QApplication) -> None:
    page = QWidget()
    page.resize(400, 300)
    page.show()
    undone: list[int] = []
    toast = Toast(page)
    toast.tell("Deleted", undo=lambda: undone.append(1))
    assert toast.isVisible()
    QTest.mouseClick(toast._button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not toast.isVisible()
    toast.tell("Something else")
    assert not toast._button.isVisible()


async def test_a_toast_is_undone_by_the_usual_key_from_wherever_the_keyboard_is(until: Until) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    calls, line = QListWidget(page), QLineEdit(page)
    column.addWidget(calls)
    column.addWidget(line)
    show(page)
    undone: list[int] = []
    toast = Toast(page)
    calls.setFocus()
    toast.tell("Deleted", undo=lambda: undone.append(1))
    await until(page.isActiveWindow)
    for _ in range(2):
        QTest.keyClick(calls, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]
    toast.tell("Deleted", undo=lambda: undone.append(2))
    line.setFocus()
    QTest.keyClicks(line, "a")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # what was typed last goes first
    assert (line.text(), undone) == ("", [1])


def test_the_wheel_scrolls_the_page_and_changes_nothing_on_it(app: QApplication) -> None:
    inner = QWidget()
    column = QVBoxLayout(inner)
    choice, volume, day, time_of_day = Choice(), VolumeSlider(), DayField(), TimeField()
    choice.addItems(["Rings", "Quiet until tomorrow"])
    volume.setValue(80)
    before = day.date(), time_of_day.time()
    first = QLineEdit()
    for each in (first, choice, volume, day, time_of_day):
        column.addWidget(each)
    column.addSpacing(2000)
    page = QScrollArea()
    page.setWidget(inner)
    show(page, 300, 300)
    for each in (choice, volume, day, time_of_day):
        above = page.verticalScrollBar().value()
        page.ensureWidgetVisible(each)
        QTest.wheelEvent(page.windowHandle(), each.mapTo(page, each.rect().center()), QPoint(0, -30))
        assert page.verticalScrollBar().value() > above
    assert first.hasFocus()
    assert (choice.currentIndex(), volume.value()) == (0, 80)
    assert (day.date(), time_of_day.time()) == before


def test_a_volume_is_filled_from_where_it_begins(app: QApplication) -> None:
    for direction, at_left in (
        (Qt.LayoutDirection.LeftToRight, True),
        (Qt.LayoutDirection.RightToLeft, False),
    ):
        volume = VolumeSlider()
        volume.setValue(50)
        volume.setLayoutDirection(direction)
        show(volume, 200, 30)
        picture, middle = volume.grab().toImage(), volume.height() // 2
        filled = picture.pixelColor(20, middle) == theme().colours.accent
        assert filled is at_left
        assert (picture.pixelColor(180, middle) == theme().colours.accent) is not at_left


def test_a_banner_keeps_codes_behind_the_fold(app: QApplication) -> None:
    banner = Banner()
    banner.tell("The carrier can't be reached.", details="503", button="Try again")
    banner.show()
    assert not banner._details.isVisible()
    QTest.mouseClick(banner._fold, Qt.MouseButton.LeftButton)
    assert banner._details.isVisible()
    assert banner.accessibleName() == "The carrier can't be reached."


def test_a_switch_is_moved_by_the_space_key(app: QApplication) -> None:
    toggle = Toggle(lambda: "Ring here")
    toggle.show()
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    assert toggle.isChecked()
    assert toggle.accessibleName() == "Ring here"


def test_a_meter_runs_from_silence_to_too_loud(app: QApplication) -> None:
    meter = LevelMeter(lambda: "Microphone level")
    lit = []
    for decibels in (-90.0, -60.0, -30.0, 0.0, 6.0):
        meter.show_level(decibels)
        lit.append(meter.lit)
    assert lit == [0, 0, 12, 24, 24]
