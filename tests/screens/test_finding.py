"""Looking for something by keyboard: results below the field, a hit at its place, and from hit to hit."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from tests.fakes_finding import MemoryFinder
from tests.galleries.sample import MARIE, PRIVATE, Sample, account, now
from tests.screens.conftest import Until, show
from ui.models.found_row import FoundKind, FoundRow
from ui.models.search import SearchModel
from ui.models.thread import ThreadModel
from ui.models.thread_search import ThreadSearchModel
from ui.models.threads import ThreadsModel
from ui.screens.thread import ThreadScreen
from ui.screens.threads import ThreadsScreen
from ui.widgets.marked import marks_in

KEY = ThreadKey(PRIVATE, MARIE)


def long_conversation() -> Sample:
    sample = account(messages=False)
    for n in range(1, 901):
        text = f"Here is the needle {n}" if n % 300 == 10 else f"Hay {n}. " * (n % 9 + 1)
        at = now() - timedelta(minutes=9000 - n)
        message = Message(MessageId(f"n{n}"), KEY, Direction.INCOMING, text, at, MessageStatus.RECEIVED, n)
        sample.messages.kept[message.id] = message
    return sample


def searched(sample: Sample) -> tuple[ThreadsScreen, SearchModel]:
    threads = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    search = SearchModel(sample.store, MemoryFinder(sample.messages), sample.start, clock=now)
    screen = ThreadsScreen(threads, lambda: search)
    for model in (threads, search):
        model.setParent(screen)
    threads.show_number(None)
    return screen, search


def opened(sample: Sample) -> tuple[ThreadScreen, ThreadModel, ThreadSearchModel]:
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    search = ThreadSearchModel(model, MemoryFinder(sample.messages), sample.start)
    screen = ThreadScreen(model, search)
    model.setParent(screen)
    search.setParent(screen)
    model.open(KEY)
    return screen, model, search


def is_in_sight(screen: ThreadScreen, model: ThreadModel, key: str) -> bool:
    place = model.rows.place_of(key)
    rect = screen.messages.visualRect(model.rows.index(place))
    return place >= 0 and rect.top() >= 0 and rect.bottom() <= screen.messages.viewport().height()


async def test_results_are_gone_through_and_opened_by_keyboard(qt_app: QApplication, until: Until) -> None:
    screen, model = searched(long_conversation())
    chosen: list[Message] = []
    screen.message_chosen.connect(chosen.append)
    show(screen, 340, 640)
    screen.begin_search()
    QTest.keyClicks(screen.frame.search, "needl")
    await until(lambda: model.rows.rowCount() == 3 and not model.loading)
    results = screen._results()
    assert results.isVisible()
    QTest.keyClick(screen.frame.search, Qt.Key.Key_Down)
    assert results.list.hasFocus()
    QTest.keyClick(results.list, Qt.Key.Key_Down)
    QTest.keyClick(results.list, Qt.Key.Key_Return)
    assert [m.text for m in chosen] == ["Here is the needle 310"]
    for only in (True, False):
        results.files.toggle()  # as a screen reader does: to Qt that is no click
        assert model.search.with_files is only
    screen.grab()
    screen.frame.search.clear()
    await until(lambda: not results.isVisible())
    assert screen.list.isVisible()


async def test_a_hit_stands_in_sight_and_the_next_ones_follow(qt_app: QApplication, until: Until) -> None:
    screen, model, search = opened(long_conversation())
    show(screen, 700, 640)
    await until(lambda: not model.loading)
    screen.find_bar.begin()
    QTest.keyClicks(screen.find_bar.field, "needle")
    for key in ("n610", "n310", "n10"):
        await until(lambda key=key: is_in_sight(screen, model, key))  # type: ignore[misc]
        screen.grab()
        QTest.keyClick(screen.find_bar.field, Qt.Key.Key_Return)
    assert search.count_words == "3 of 3"
    QTest.keyClick(screen.find_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: is_in_sight(screen, model, "n310"))
    QTest.keyClick(screen.find_bar.field, Qt.Key.Key_Escape)
    assert not screen.find_bar.isVisible()
    assert search.look is None


async def test_a_hit_of_the_list_opens_the_bar_at_its_place(qt_app: QApplication, until: Until) -> None:
    sample = long_conversation()
    screen, model, search = opened(sample)
    show(screen, 700, 640)
    search.begin_at(sample.messages.kept[MessageId("n310")], "needle")
    await until(lambda: is_in_sight(screen, model, "n310"))
    await until(lambda: search.count_words == "2 of 3")
    assert screen.find_bar.isVisible()
    assert screen.find_bar.field.text() == "needle"


async def test_home_and_end_go_to_the_ends_of_a_long_conversation(qt_app: QApplication, until: Until) -> None:
    screen, model, _search = opened(long_conversation())
    show(screen, 700, 640)
    await until(lambda: not model.loading)
    QTest.keyClick(screen.messages, Qt.Key.Key_Home)
    await until(lambda: is_in_sight(screen, model, "n1"))
    QTest.keyClick(screen.messages, Qt.Key.Key_End)
    await until(lambda: is_in_sight(screen, model, "n900"))
    assert screen.messages.is_at_end


def test_a_mark_reaches_to_its_end_behind_emojis(qt_app: QApplication) -> None:
    text = "\U0001f34e\U0001f34e apple"
    peer = ThreadKey(PRIVATE, MARIE)
    row = FoundRow(("", ""), FoundKind.MESSAGE, "Marie", "M", text, ((3, 8),), "", 0, "", "", "", peer)
    for shown, units in ((text, [(5, 5)]), (text[:6] + "…", [(5, 4)]), ("\U0001f34e…", [])):
        assert [(each.start, each.length) for each in marks_in(row.text, row.marks, shown)] == units
