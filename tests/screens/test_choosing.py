"""Several conversations, and several messages of one, are chosen by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain.messages import MessageId, ThreadKey
from tests.galleries.messages import thread, threads
from tests.galleries.sample import MARIE, PRIVATE, Sample
from tests.screens.conftest import Until, show
from ui.screens.thread import ThreadScreen
from ui.screens.threads import ThreadsScreen

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def conversations(qt_app: QApplication, sample: Sample, until: Until) -> ThreadsScreen:
    screen = threads(sample)
    show(screen, 340, 640)
    await until(lambda: screen.list.rows().rowCount() > 5)
    screen.list.setFocus()
    screen.list.setCurrentIndex(screen.list.rows().index(0, 0))
    return screen


@pytest.fixture
async def messages(qt_app: QApplication, sample: Sample, until: Until) -> ThreadScreen:
    screen = thread(sample, ThreadKey(PRIVATE, MARIE))
    show(screen)
    await until(lambda: screen.messages.model().rowCount() > 3)
    screen.messages.setFocus()
    return screen


def words_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def menu_of(screen: ThreadsScreen | ThreadScreen) -> QMenu:
    menu = next(each for each in reversed(screen.findChildren(QMenu)) if each.isVisible())
    assert isinstance(menu, QMenu)
    return menu


async def test_conversations_are_chosen_by_keyboard_and_deleted_together(
    conversations: ThreadsScreen, sample: Sample, until: Until
) -> None:
    listed = conversations.list
    before = [row.key for row in listed.rows().rows]
    QTest.keyClick(listed, KEY.Key_Down, SHIFT)
    QTest.keyClick(listed, KEY.Key_Down, CTRL)
    QTest.keyClick(listed, KEY.Key_Down, CTRL)
    QTest.keyClick(listed, KEY.Key_Space)
    assert [row.key for row in listed.chosen_rows()] == [before[0], before[1], before[3]]
    assert conversations.selection.isVisible()
    QTest.keyClick(listed, KEY.Key_Delete)
    await until(lambda: [row.key for row in listed.rows().rows] == [before[2], *before[4:]])
    assert not conversations.selection.isVisible()


async def test_escape_leaves_one_and_ctrl_a_chooses_all(conversations: ThreadsScreen) -> None:
    listed = conversations.list
    QTest.keyClick(listed, KEY.Key_A, CTRL)
    assert len(listed.chosen_rows()) == listed.rows().rowCount()
    QTest.keyClick(listed, KEY.Key_Escape)
    assert len(listed.chosen_rows()) == 1
    assert not conversations.selection.isVisible()
    QTest.keyClick(listed, KEY.Key_A, CTRL)
    QTest.mouseClick(conversations.selection.cancel_button, LEFT)
    assert len(listed.chosen_rows()) == 1
    assert not conversations.selection.isVisible()
    assert listed.hasFocus()


async def test_the_menu_says_what_would_be_done(
    conversations: ThreadsScreen, sample: Sample, until: Until
) -> None:
    listed = conversations.list
    first = listed.chosen_rows()[0].key
    conversations._menu(QPoint(0, 0))
    menu = menu_of(conversations)
    assert words_of(menu) == ["Pin to the top", "Mute conversation", "Mark as unread", "Delete conversation"]
    menu.actions()[0].trigger()
    menu.actions()[1].trigger()
    await until(lambda: listed.rows().row(0).pinned and listed.rows().row(0).muted)
    menu.close()
    assert listed.rows().row(0).key == first
    assert "pinned" in listed.rows().row(0).spoken
    assert "muted" in listed.rows().row(0).spoken
    QTest.keyClick(listed, KEY.Key_A, CTRL)
    QTest.mouseClick(conversations.more_button, LEFT)
    assert "Delete conversations" in words_of(menu_of(conversations))


async def test_messages_are_chosen_by_keyboard_copied_and_deleted(
    messages: ThreadScreen, sample: Sample, until: Until
) -> None:
    view = messages.messages
    rows = view.model().rowCount()
    ids = [row.key for row in view._rows()]
    view.setCurrentIndex(view.model().index(rows - 1, 0))
    QTest.keyClick(view, KEY.Key_Space)
    QTest.keyClick(view, KEY.Key_Up, SHIFT)
    assert set(view.chosen.keys()) == set(ids[-2:])
    assert messages.selection.isVisible()
    QTest.keyClick(view, KEY.Key_C, CTRL)
    copied = QApplication.clipboard().text().split("\n")
    assert len(copied) == 2
    assert "There in ten" in copied[1]
    assert copied[1].startswith("[")
    QTest.keyClick(view, KEY.Key_Delete)
    await until(lambda: [row.key for row in view._rows()] == ids[:-2])
    assert not messages.selection.isVisible()


async def test_escape_chooses_none_and_ctrl_a_all_that_is_read(messages: ThreadScreen) -> None:
    view = messages.messages
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, KEY.Key_A, CTRL)
    assert len(view.chosen) == view.model().rowCount()
    QTest.keyClick(view, KEY.Key_Escape)
    assert len(view.chosen) == 0


async def test_ctrl_and_a_click_begin_and_clicks_go_on(messages: ThreadScreen) -> None:
    view = messages.messages
    view.grab()  # what stands in sight is measured
    last = view.model().rowCount() - 1

    def click(place: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        where = view.visualRect(view.model().index(place, 0)).center()
        QTest.mouseClick(view.viewport(), LEFT, held, where)

    click(last, CTRL)
    click(last - 2)
    assert len(view.chosen) == 2
    click(last - 2)
    assert len(view.chosen) == 1
    click(last - 1, SHIFT)
    assert len(view.chosen) >= 2
    QTest.mouseClick(messages.selection.delete_button, LEFT)
    assert len(view.chosen) == 0


async def test_where_all_is_deleted_it_is_said_and_what_comes_takes_its_place(
    messages: ThreadScreen, sample: Sample, until: Until
) -> None:
    view = messages.messages
    kept = next(reversed(sample.messages.kept.values()))
    view.setCurrentIndex(view.model().index(0, 0))
    assert not messages._nothing.isVisible()
    QTest.keyClick(view, KEY.Key_A, CTRL)
    QTest.keyClick(view, KEY.Key_Delete)
    await until(lambda: messages._nothing.isVisible())
    sample.messages.arrive(replace(kept, id=MessageId("new"), thread=ThreadKey(PRIVATE, MARIE)))
    await until(lambda: not messages._nothing.isVisible())


async def test_another_thread_has_nothing_chosen(messages: ThreadScreen, until: Until) -> None:
    view = messages.messages
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, KEY.Key_Space)
    other = next(m.thread for m in messages._model._messages.kept.values() if m.thread != messages._model.key)  # type: ignore[attr-defined]
    messages._model.open(other)
    await until(lambda: not messages._model.loading)
    assert len(view.chosen) == 0


async def test_the_keyboard_is_in_the_list_where_the_bar_has_deleted(
    conversations: ThreadsScreen, messages: ThreadScreen, until: Until
) -> None:
    bar, view = messages.selection, messages.messages
    view.chosen.toggle(view._rows()[-1])
    await until(bar.isVisible)
    bar.delete_button.setFocus()
    QTest.keyClick(bar.delete_button, KEY.Key_Space)
    await until(lambda: not bar.isVisible())
    assert view.hasFocus()
    conversations.activateWindow()
    QTest.keyClick(conversations.list, KEY.Key_Down, SHIFT)
    conversations.selection.delete_button.setFocus()
    QTest.keyClick(conversations.selection.delete_button, KEY.Key_Space)
    await until(lambda: not conversations.selection.isVisible())
    assert conversations.list.hasFocus()
