"""The frame of the window: places, tabs, rail, one column when it is narrow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QWidget

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.numbers import NumberId
from desktop.store import Store
from tests.galleries import made_up
from tests.galleries.shell import frame
from ui.models.shell import Section
from ui.screens.main import MainScreen


@pytest.fixture
def store() -> Store:
    return made_up.signed_in_store()


@pytest.fixture
def page(app: QApplication, store: Store) -> MainScreen:
    made = frame(store)
    made.resize(1180, 760)
    made.show()
    app.processEvents()
    return made


async def test_a_click_on_a_tab_chooses_the_number_for_everything_below(
    app: QApplication, page: MainScreen
) -> None:
    QTest.mouseClick(page.tabs.buttons[5], Qt.MouseButton.LeftButton)
    app.processEvents()
    assert page.tabs.buttons[5].isChecked()
    assert not page.rail.buttons[Section.MESSAGES].isVisible(), "Stockholm has no messages"
    assert page.rail.buttons[Section.CALLS].isChecked()


async def test_a_tab_is_dragged_to_another_place(app: QApplication, page: MainScreen) -> None:
    moved: list[tuple[NumberId, int]] = []
    page.tabs._model.move = lambda number_id, to: moved.append((number_id, to))  # type: ignore[method-assign]
    first, last = page.tabs.buttons[1], page.tabs.buttons[5]
    middle = first.rect().center()
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=middle)
    there = first.mapFrom(page.tabs, last.geometry().center() + QPoint(20, 0))
    QTest.mouseMove(first, there)
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=there)
    assert moved == [("n1", 4)]


async def test_tabs_fit_at_every_width_that_is_allowed(app: QApplication, page: MainScreen) -> None:
    for width in (1600, 1180, 860, 720, 640):
        page.resize(width, 560)
        app.processEvents()
        assert page.width() == width
        edges = [button.geometry() for button in page.tabs.buttons]
        assert all(edge.right() <= page.tabs.width() for edge in edges)
        assert all(edge.width() >= 40 for edge in edges)
        assert page.tabs.geometry().right() <= page.readiness.geometry().left()


async def test_a_narrow_window_shows_the_list_or_the_detail(app: QApplication, page: MainScreen) -> None:
    page.resize(640, 560)
    app.processEvents()
    assert page._list_column.isVisible()
    assert not page._detail_column.isVisible()
    page.show_detail()
    app.processEvents()
    assert page._detail_column.isVisible()
    assert not page._list_column.isVisible()
    page.show_list()
    app.processEvents()
    assert page._list_column.isVisible()


async def test_the_dialler_stands_beside_the_list_not_over_it(app: QApplication, page: MainScreen) -> None:
    dialler = QWidget()
    dialler.setFixedWidth(280)
    page.place_dialler(dialler)
    page.open_dialler()
    app.processEvents()
    listed = page._list_column.mapTo(page, QPoint(page._list_column.width(), 0)).x()
    assert dialler.mapTo(page, QPoint(0, 0)).x() >= listed
    page.open_dialler(False)
    app.processEvents()
    assert not dialler.isVisible()


async def test_the_keyboard_comes_back_from_the_dialler_to_where_it_was(
    app: QApplication, page: MainScreen
) -> None:
    dialler, calls = QLineEdit(), QWidget()
    rows = QListWidget(calls)
    page.place_dialler(dialler)
    page.place(Section.CALLS, calls, QLabel("A call"))
    page.activateWindow()
    page.go_to(Section.CALLS)
    for before in (page.rail.buttons[Section.CALLS], rows):
        before.setFocus()
        page.open_dialler()
        page.open_dialler()
        assert dialler.hasFocus()
        page.open_dialler(False)
        assert before.hasFocus()
    page.rail.buttons[Section.CALLS].setFocus()
    page.open_dialler()
    page.rail.buttons[Section.CALLS].hide()
    page.open_dialler(False)
    assert rows.hasFocus(), "what had it is out of sight"


async def test_a_call_bar_stays_above_every_detail(app: QApplication, page: MainScreen) -> None:
    bar = QLabel("a call")
    page.place_call_bar(bar)
    other = QLabel("a call's page")
    page.add_detail(other)
    page.show_detail(other)
    app.processEvents()
    assert bar.isVisible()
    assert bar.mapTo(page, QPoint(0, 0)).y() < other.mapTo(page, QPoint(0, 0)).y()
    page.leave_detail(other)
    app.processEvents()
    assert bar.isVisible()
    assert not other.isVisible()


@pytest.mark.parametrize("width", [1600, 860, 640])
async def test_a_call_bar_is_in_sight_at_every_width(app: QApplication, page: MainScreen, width: int) -> None:
    bar = QLabel("a call")
    page.place_call_bar(bar)
    page.resize(width, 560)
    for show in (page.show_list, page.show_detail):
        show()
        app.processEvents()
        assert bar.isVisible()


async def test_a_crowded_window_gives_the_details_place_to_the_dialler(
    app: QApplication, page: MainScreen
) -> None:
    dialler = QWidget()
    dialler.setFixedWidth(292)
    page.place_dialler(dialler)
    page.open_dialler()
    page.resize(860, 560)
    app.processEvents()
    assert dialler.isVisible()
    assert not page._detail_column.isVisible()
    page.open_dialler(False)
    app.processEvents()
    assert page._detail_column.isVisible()


async def test_readiness_says_a_word_and_more_on_a_click(
    app: QApplication, page: MainScreen, store: Store
) -> None:
    assert page.readiness.accessibleName() == "Ready"
    store.apply(e.CarrierChanged(Carrier.AWAY))
    assert page.readiness.accessibleName() == "Can't be reached right now"
    retried: list[bool] = []
    page.retry_wanted.connect(lambda: retried.append(True))
    QTest.mouseClick(page.readiness, Qt.MouseButton.LeftButton)
    panel = page.readiness._panel
    assert panel is not None
    QTest.mouseClick(panel.retry, Qt.MouseButton.LeftButton)
    assert retried == [True]


async def test_a_first_sync_shows_how_far_it_is(app: QApplication, page: MainScreen, store: Store) -> None:
    store.apply(e.SyncProgressed(120, 640))
    app.processEvents()
    assert page._progress.isVisible()
    assert any("120 of 640" in label.text() for label in page._progress.findChildren(QLabel))
    store.apply(e.SyncProgressed(640, 640))
    assert not page._progress.isVisible()


async def test_a_call_stays_in_sight_above_the_dialler_in_one_column(
    app: QApplication, page: MainScreen
) -> None:
    bar, dialler = QWidget(), QWidget()
    bar.setFixedHeight(56)
    dialler.setFixedWidth(292)
    page.place_call_bar(bar)
    page.place_dialler(dialler)
    page.resize(640, 560)
    page.open_dialler()
    app.processEvents()
    assert bar.visibleRegion().boundingRect().height() == 56
    assert dialler.isVisible()
    left = dialler.mapTo(page, QPoint(0, 0)).x() - page.rail.width()
    right = page.width() - dialler.mapTo(page, QPoint(292, 0)).x()
    assert abs(left - right) <= 2, "it stands in the middle"


async def test_what_is_opened_over_a_place_of_the_whole_width_is_seen(
    app: QApplication, page: MainScreen
) -> None:
    page.place(Section.SETTINGS, QWidget())
    page.place(Section.CALLS, QWidget(), QWidget())
    page.rail.buttons[Section.SETTINGS].click()
    app.processEvents()
    call = QLabel("a call")
    page.add_detail(call)
    page.show_beside(call, Section.CALLS)
    app.processEvents()
    assert page.rail.buttons[Section.CALLS].isChecked()
    assert call.isVisible()


async def test_a_screen_reader_turns_to_another_section(page: MainScreen) -> None:
    """To Qt its "toggle" is no click."""
    for section in (Section.SETTINGS, Section.CALLS):
        page.rail.buttons[section].toggle()
        assert page._shell.section is section
        assert [each for each, button in page.rail.buttons.items() if button.isChecked()] == [section]


async def test_a_shortcut_to_a_section_takes_the_keyboard_along(app: QApplication, page: MainScreen) -> None:
    calls = QWidget()
    rows = QListWidget(calls)
    page.place(Section.CALLS, calls, QLabel("A call"))
    page.activateWindow()
    page.tabs.buttons[0].setFocus()
    for section in (Section.CALLS, Section.CALLS):
        page.go_to(section)
        app.processEvents()
        assert rows.hasFocus()
        page.tabs.buttons[0].setFocus()
