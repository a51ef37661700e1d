"""The conversation that is open: read, written in, searched, with its files and with what waits in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.messages import Message, ThreadKey
from desktop.domain.numbers import NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.i18n import _
from ui.models.attaching import AttachingModel
from ui.models.files import FilesModel
from ui.models.listening import Start
from ui.models.thread import ThreadModel
from ui.models.thread_acts import ThreadActs
from ui.models.thread_search import ThreadSearchModel
from ui.models.writing import WritingModel
from ui.places.later import LaterPlace
from ui.screens.main import MainScreen
from ui.screens.threads import ThreadsScreen

if TYPE_CHECKING:
    from ui.screens.thread import ThreadScreen


class ConversationPlace(QObject):
    call_wanted = Signal(object, object)
    """An Address, and the NumberId it goes out on."""
    block_wanted = Signal(object, bool)
    thread_wanted = Signal(object)
    """Another ThreadKey."""
    group_wanted = Signal(object)
    """The GroupId of a message that went to several people."""
    left = Signal()
    """The list of all that waits was."""

    def __init__(
        self, phone: Phone, start: Start, main: MainScreen, threads: ThreadsScreen, acts: ThreadActs
    ) -> None:
        super().__init__()
        store = phone.store
        self._main, self._list, self._acts = main, threads, acts
        self.writing = WritingModel(phone.settings, phone.messages, start, region=phone.region)
        self.model = ThreadModel(store, phone.messages, start)
        self._search = ThreadSearchModel(self.model, phone.finder, start)
        self._files = FilesModel(store, phone.files, phone.contacts, start)
        self._attaching = AttachingModel(store, phone.files, start)
        self._waiting = LaterPlace(phone, start, main, self.model, threads)
        self._waiting.thread_wanted.connect(self.thread_wanted)
        self._waiting.left.connect(self.left)
        self.screen = Later(self._make)

    def open(self, thread: ThreadKey) -> None:
        if thread != self.model.key:
            self._search.end()  # what was looked for elsewhere says nothing here
        self.model.open(thread)

    def begin_search_at(self, message: Message, text: str) -> None:
        self._search.begin_at(message, text)

    def show_number(self, number_id: NumberId | None) -> None:
        self._waiting.show_number(number_id)

    def keep(self) -> None:
        """The draft, before the end."""
        self.model.composer.keep()

    def close(self) -> None:
        self._attaching.close()
        for model in (self.model, self._waiting, self._files):
            model.close()

    def _make(self) -> ThreadScreen:
        from ui.places.writing import heed_enter, help_writing
        from ui.screens.thread import ThreadScreen
        from ui.screens.thread_files import ThreadFiles

        screen = ThreadScreen(self.model, self._search, self._main, acts=self._acts)
        help_writing(screen.composer, self.model.composer, self.writing)
        files = ThreadFiles(screen, self._files, self._attaching, self.model.rows)
        self.model.changed.connect(lambda: files.show_thread(self.model.key))
        files.show_thread(self.model.key)
        files.strip.later_wanted.connect(lambda: self._waiting.begin(self._attaching))
        screen.call_wanted.connect(self.call_wanted)
        screen.block_wanted.connect(self.block_wanted)
        screen.write_wanted.connect(self.thread_wanted)
        screen.copied.connect(lambda: self._main.toast.tell(_("Copied.")))
        screen.thread_changed.connect(self._list.choose)
        screen.group_wanted.connect(self.group_wanted)
        self._waiting.join(screen)
        heed_enter(screen.later_panel.text, self.writing)
        return screen
