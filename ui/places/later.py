"""Sending later: in the conversation that is open, and where all that waits stands together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.numbers import NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.models.later import LaterModel, Writing
from ui.models.listening import Start
from ui.models.thread import ThreadModel
from ui.models.waiting import WaitingModel, WaitingRow
from ui.screens.main import MainScreen
from ui.screens.threads import ThreadsScreen

if TYPE_CHECKING:
    from ui.screens.thread import ThreadScreen
    from ui.screens.waiting import WaitingScreen


class LaterPlace(QObject):
    thread_wanted = Signal(object)
    """The ThreadKey of a message that waits."""
    left = Signal()

    def __init__(
        self, phone: Phone, start: Start, main: MainScreen, thread: ThreadModel, threads: ThreadsScreen
    ) -> None:
        super().__init__()
        store, later = phone.store, phone.later
        self._main, self._thread, self._list = main, thread, threads
        self._choosing = LaterModel(store, later, thread.composer, start)
        self._here = WaitingModel(store, later, start)
        self._all = WaitingModel(store, later, start, tells=True)
        self._conversation: ThreadScreen | None = None
        self._screen = Later(self._make_screen)
        thread.changed.connect(self._follow_thread)
        threads.waiting_wanted.connect(self.show_all)
        self._choosing.told.connect(main.toast.tell)
        for model in (self._here, self._all):
            model.change_wanted.connect(self._change)
            model.told.connect(lambda text, undo: main.toast.tell(text, undo=undo))
        self._all.changed.connect(self._count)
        self._count()

    def join(self, screen: ThreadScreen) -> None:
        """The conversation's screen has been made."""
        self._conversation = screen
        screen.offer_later(self._choosing, self._here)
        screen.waiting.all_wanted.connect(self.show_all)

    def begin(self, writing: Writing) -> None:
        """Choose when this leaves, in the conversation."""
        self._choosing.begin(writing)
        if self._choosing.is_open and self._conversation is not None:
            self._conversation.later_panel.take_keyboard()

    def show_all(self) -> None:
        self._main.show_detail(self._screen())
        self._screen().take_keyboard()

    def show_number(self, number_id: NumberId | None) -> None:
        self._all.show_number(number_id)

    def close(self) -> None:
        for model in (self._choosing, self._here, self._all):
            model.close()

    def _follow_thread(self) -> None:
        if self._thread.key != self._here.of:
            self._here.show_thread(self._thread.key)

    def _change(self, row: WaitingRow) -> None:
        self.thread_wanted.emit(row.thread)
        if self._conversation is not None:
            self._conversation.change_later(self._choosing, row.key)

    def _count(self) -> None:
        self._list.show_waiting(self._all.count_words, some_failed=self._all.some_failed)

    def _make_screen(self) -> WaitingScreen:
        from ui.screens.waiting import WaitingScreen

        screen = WaitingScreen(self._all, self._main)
        self._main.add_detail(screen)
        screen.opened.connect(self.thread_wanted)
        screen.left.connect(self.left)
        return screen
