"""Sentences for declining a call: those that are offered, and the person's own."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallId
from desktop.domain.errors import FivelineError
from desktop.domain.messages import ThreadKey
from desktop.domain.state import State
from desktop.services.replies import LONGEST_REPLY, MOST_REPLIES
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.words import sentence_for


class ReplyService(Protocol):
    async def keep(self, sentences: tuple[str, ...]) -> None: ...

    async def decline(self, call_id: CallId, text: str) -> None: ...

    async def send(self, thread: ThreadKey, text: str) -> None: ...

    async def answer(self, thread: ThreadKey, text: str) -> None: ...


class RepliesModel(QObject):
    changed = Signal()
    failed = Signal(str)
    """Why a reply did not leave."""

    longest = LONGEST_REPLY

    def __init__(
        self, store: Store, replies: ReplyService, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._replies, self._start = store, replies, start
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def own(self) -> tuple[str, ...]:
        return self._store.state.replies

    @property
    def sentences(self) -> tuple[str, ...]:
        """My own first, then those that are there without any doing."""
        ready = (
            _("I can't talk now. I'll call you back."),
            _("I can't talk now. What is it about?"),
            _("I'm on my way."),
        )
        return tuple(dict.fromkeys((*self.own, *ready)))

    @property
    def has_room(self) -> bool:
        return len(self.own) < MOST_REPLIES

    def add(self, sentence: str) -> None:
        if sentence.strip() and self.has_room:
            self._start(self._replies.keep((*self.own, sentence)))

    def remove(self, sentence: str) -> None:
        self._start(self._replies.keep(tuple(each for each in self.own if each != sentence)))

    def decline(self, call_id: CallId, sentence: str) -> None:
        self._start(self._try(self._replies.decline(call_id, sentence)))

    def answer(self, thread: ThreadKey, text: str) -> None:
        self._start(self._try(self._replies.answer(thread, text)))

    def send(self, thread: ThreadKey, sentence: str) -> None:
        self._start(self._try(self._replies.send(thread, sentence)))

    async def _try(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except FivelineError as error:
            self.failed.emit(sentence_for(error))

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.RepliesChanged):
            self.changed.emit()
