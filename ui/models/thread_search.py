"""Looking for words in the conversation that is open: every hit, from the newest to the oldest."""

from __future__ import annotations

import asyncio
import logging

from PySide6.QtCore import QObject, Signal

from desktop.domain.found import Search
from desktop.domain.messages import Message, MessageId
from desktop.domain.wanted import Wanted
from desktop.services.finder import IN_THREAD, Finder
from ui.i18n import _
from ui.models.listening import Start
from ui.models.thread import ThreadModel
from ui.words import sentence_for

log = logging.getLogger(__name__)


class ThreadSearchModel(QObject):
    changed = Signal()
    began = Signal()
    """Somebody came here from what was found elsewhere: the bar opens."""
    ended = Signal()

    def __init__(
        self, thread: ThreadModel, finder: Finder, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.text = ""
        self.look: Wanted | None = None
        self.hits: tuple[Message, ...] = ()
        """Newest first."""
        self.place = -1
        self.problem = ""
        self._thread, self._finder, self._start = thread, finder, start
        self._looking: object = None
        self._asked: Search | None = None

    @property
    def count_words(self) -> str:
        if self.look is None or self.look.is_nothing:
            return ""
        if self.problem:
            return self.problem
        if not self.hits:
            return _("Nothing found") if self._looking is None else ""
        many = f"{len(self.hits)}+" if len(self.hits) >= IN_THREAD else str(len(self.hits))
        return _("{place} of {count}").format(place=self.place + 1, count=many)

    @property
    def can_go_up(self) -> bool:
        return self.place + 1 < len(self.hits)

    @property
    def can_go_down(self) -> bool:
        return self.place > 0

    def begin_at(self, message: Message, text: str) -> None:
        """From a list of what was found: `message` is shown, and its conversation's other hits are near."""
        self._thread.show_message(message)
        self.find(text, at=message.id)
        self.began.emit()

    def find(self, text: str, *, at: MessageId | None = None) -> None:
        """Look anew; the hit `at`, or the newest, is gone to."""
        key = self._thread.key
        search = None if key is None else Search(text, thread=key)
        if search == self._asked and at is None:
            return
        self._asked, self.text, self.problem = search, text, ""
        if isinstance(self._looking, asyncio.Task):
            self._looking.cancel()
        self._looking = None
        if search is None or search.look.is_nothing:
            self.look, self.hits, self.place = None, (), -1
            self.changed.emit()
            return
        self.look = search.look
        self._looking = self._start(self._find(search, at))
        self.changed.emit()

    def go_up(self) -> None:
        """The hit before, further up."""
        if self.can_go_up:
            self._go(self.place + 1)

    def go_down(self) -> None:
        if self.can_go_down:
            self._go(self.place - 1)

    def end(self) -> None:
        self.find("")
        self.ended.emit()

    async def _find(self, search: Search, at: MessageId | None) -> None:
        try:
            page = await self._finder.find_in_thread(search)
        except Exception as error:
            log.info("a conversation could not be searched: %s", type(error).__name__)
            self.problem = sentence_for(error)
            self.changed.emit()
            return
        if search != self._asked:
            return
        self._looking = None
        self.hits = page.messages
        places = {m.id: place for place, m in enumerate(self.hits)}
        self.place = places.get(at, 0 if self.hits else -1) if at else (0 if self.hits else -1)
        if self.hits and at is None:
            self._thread.show_message(self.hits[self.place])
        self.changed.emit()

    def _go(self, place: int) -> None:
        self.place = place
        self._thread.show_message(self.hits[place])
        self.changed.emit()
