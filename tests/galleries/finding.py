"""What was found: in everything, and in one conversation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.messages import ThreadKey
from tests.fakes_finding import MemoryFinder
from tests.galleries import entry
from tests.galleries.messages import beside
from tests.galleries.sample import MARIE, PRIVATE, Sample, account, now
from ui.models.search import SearchModel, When
from ui.models.thread import ThreadModel
from ui.models.thread_search import ThreadSearchModel
from ui.models.threads import ThreadsModel
from ui.screens.thread import ThreadScreen
from ui.screens.threads import ThreadsScreen


def found(sample: Sample, text: str, *, indexing: bool = False) -> tuple[ThreadsScreen, SearchModel]:
    threads = ThreadsModel(sample.store, sample.messages, sample.start, clock=now)
    finder = MemoryFinder(sample.messages, sample.history)
    finder.still_indexing = indexing
    search = SearchModel(sample.store, finder, sample.start, clock=now)
    screen = ThreadsScreen(threads, lambda: search)
    for model in (threads, search):
        model.setParent(screen)
    threads.show_number(None)
    screen.frame.search.setText(text)
    screen.frame.search_changed.emit(text)  # without the pause after the last letter
    return screen, search


def beside_its_place(sample: Sample, text: str) -> QWidget:
    screen, _search = found(sample, text)
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    looking = ThreadSearchModel(model, MemoryFinder(sample.messages), sample.start)
    detail = ThreadScreen(model, looking)
    model.setParent(detail)
    looking.setParent(detail)
    model.open(ThreadKey(PRIVATE, MARIE))
    hit = [m for m in sample.messages.kept.values() if m.thread == model.key and text in m.text][-1]
    looking.begin_at(hit, text)
    return beside(screen, detail)


@entry("finding/everything", size=(1100, 700))
def everything() -> QWidget:
    return beside_its_place(account(), "bridge")


@entry("finding/words", size=(340, 640))
def words() -> QWidget:
    return found(account(), "the", indexing=True)[0]


@entry("finding/nothing", size=(340, 640))
def nothing() -> QWidget:
    return found(account(), "zzzz")[0]


@entry("finding/from-day-to-day", size=(340, 640))
def from_day_to_day() -> QWidget:
    screen, search = found(account(), "a")
    today = now().date()
    search.narrow_when(When.CHOSEN, first=today.replace(day=1), last=today)
    search.narrow_to(MARIE)
    return screen
