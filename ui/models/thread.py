"""One conversation: its messages, oldest first, read in pages from the cache (MSG-1, MSG-6)."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageId, ThreadKey
from desktop.domain.numbers import Capability, NumberId
from desktop.domain.state import State
from desktop.services.messages import Messages
from desktop.store import Store
from ui.models.composer import ComposerModel
from ui.models.days import days
from ui.models.from_number import why_not
from ui.models.listening import Start, listen
from ui.models.message_row import MessageRow, message_row
from ui.models.row_list import RowList
from ui.models.who import Who, who
from ui.words import sentence_for

log = logging.getLogger(__name__)

PAGE = 60
GATHER = 25
"""Milliseconds in which arriving messages are gathered into one change of the list."""
AT_ONCE = 400
"""Messages put into the list in one go: more would be felt as a hitch."""


class ThreadModel(QObject):
    changed = Signal()
    opened = Signal()
    """Another thread is shown; its newest messages are in the list."""

    def __init__(
        self,
        store: Store,
        messages: Messages,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[MessageRow] = RowList(self)
        self.composer = ComposerModel(store, messages, start, clock=clock, parent=self)
        self.key: ThreadKey | None = None
        self.them: Who | None = None
        self.loading = False
        self.complete = False
        """Nothing older is left to read."""
        self.problem = ""
        self._store, self._messages, self._start, self._clock = store, messages, start, clock
        self._all: list[Message] = []
        self._arrived: dict[MessageId, Message] = {}
        self._gone: set[str] = set()
        self._watched = False
        self._gather = QTimer(self, singleShot=True, interval=GATHER)
        self._gather.timeout.connect(self._take_in)
        self._unsubscribe = listen(store, self._hear)
        days().turned.connect(self.retranslate)

    def close(self) -> None:
        days().turned.disconnect(self.retranslate)
        self._gather.stop()
        self.composer.close()
        self._unsubscribe()

    @property
    def colour(self) -> int:
        number = self._store.state.number(self.key.number_id) if self.key else None
        return number.colour if number else 0

    @property
    def can_call(self) -> bool:
        number = self._store.state.number(self.key.number_id) if self.key else None
        if number is None or self.key is None or why_not(number, Capability.CALLS):
            return False
        return bool(self.key.peer) and not any(c.isalpha() for c in self.key.peer)

    @property
    def is_blocked(self) -> bool:
        return self.key is not None and self.key.peer in self._store.state.blocked

    # --- what the person does -----------------------------------------------------------------------------
    def open(self, thread: ThreadKey | None) -> None:
        if thread == self.key:
            return
        self._show(thread)
        self.composer.open(thread)

    def change_number(self, number_id: NumberId) -> None:
        """The same person, from another of my numbers."""
        if self.key is None or number_id == self.key.number_id:
            return
        to = ThreadKey(number_id, self.key.peer)
        self._show(to)
        self.composer.take_along(to)

    def retranslate(self) -> None:
        """Another language, or another day: what the rows say in words is said anew."""
        self.rows.become(self._rows(0, len(self._all)))
        self.changed.emit()

    def load_older(self) -> None:
        if self.key and self._all and not (self.loading or self.complete):
            self.loading = True
            self._start(self._load_older(self.key))

    def watch(self, watched: bool) -> None:
        """Somebody looks at the thread: what is in it counts as read."""
        self._watched = watched
        self._mark_read()

    def retry(self, message_id: MessageId) -> None:
        self._start(self._try(self._messages.retry, message_id))

    def discard(self, message_id: MessageId) -> None:
        self._start(self._try(self._messages.discard, message_id))

    # --- inside -------------------------------------------------------------------------------------------
    def _show(self, thread: ThreadKey | None) -> None:
        self._gather.stop()
        self._arrived.clear()
        self._gone.clear()
        self.key = thread
        self._all = []
        self.problem = ""
        self.complete = False
        self.loading = thread is not None
        self._name_them()
        self.rows.start_over([])
        self.changed.emit()
        if thread is not None:
            self._start(self._load(thread))

    async def _load(self, thread: ThreadKey) -> None:
        try:
            messages = await self._messages.load_messages(thread, limit=PAGE)
        except Exception as error:
            self._fail(error, thread)
            return
        if thread != self.key:
            return
        arrived = {m.id: m for m in messages} | self._arrived
        self._arrived.clear()
        self._all = sorted((m for m in arrived.values() if m.id not in self._gone), key=_order)
        self.complete = len(messages) < PAGE
        self.rows.start_over(self._rows(0, len(self._all)))
        self._loaded()
        self.opened.emit()
        self._mark_read()

    async def _load_older(self, thread: ThreadKey) -> None:
        oldest = self._all[0]
        try:
            messages = await self._messages.load_messages(thread, before=oldest.sequence, limit=PAGE)
        except Exception as error:
            self._fail(error, thread)
            return
        if thread != self.key:
            return
        known = {m.id for m in self._all[:PAGE]}
        older = sorted((m for m in messages if m.id not in known and _order(m) < _order(oldest)), key=_order)
        self.complete = len(messages) < PAGE
        self._all[0:0] = older
        self.rows.insert(0, self._rows(0, len(older)))
        self._refresh(len(older), len(older) + 1)
        self._loaded()

    def _loaded(self) -> None:
        self.loading = False
        self.problem = ""
        self.changed.emit()

    def _fail(self, error: Exception, thread: ThreadKey) -> None:
        if thread == self.key:
            log.info("messages could not be read: %s", type(error).__name__)
            self.loading = False
            self.problem = sentence_for(error)
            self.changed.emit()

    async def _try(self, act: Callable[[MessageId], Awaitable[None]], message_id: MessageId) -> None:
        try:
            await act(message_id)
        except Exception as error:
            self.problem = sentence_for(error)
            self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if self.key is None:
            return
        match event:
            case e.MessagesChanged(messages):
                mine = {m.id: m for m in messages if m.thread == self.key}
                self._arrived |= mine
                self._gone |= event.gone
                if (mine or event.gone) and not self._gather.isActive():
                    self._gather.start()
            case e.CacheReplaced():
                self._start(self._reload(self.key))
            case e.ContactsChanged() | e.NumbersChanged() | e.BlockedChanged():
                self._name_them()
                self.changed.emit()
            case _:
                pass

    async def _reload(self, thread: ThreadKey) -> None:
        try:
            messages = await self._messages.load_messages(thread, limit=max(PAGE, len(self._all)))
        except Exception as error:
            self._fail(error, thread)
            return
        if thread == self.key:
            self._all = sorted(messages, key=_order)
            self.rows.become(self._rows(0, len(self._all)))
            self._loaded()

    def _take_in(self) -> None:
        if self.loading and not self._all:
            return  # the first page takes them along
        for message_id in self._gone:
            self._drop(message_id)
        self._gone.clear()
        batch = sorted(self._arrived.values(), key=_order)
        batch, rest = batch[:AT_ONCE], batch[AT_ONCE:]
        self._arrived = {m.id: m for m in rest}
        self._place(batch)
        if rest:
            self._gather.start()
        self._mark_read()

    def _place(self, batch: Iterable[Message]) -> None:
        places = {m.id: place for place, m in enumerate(self._all)} if self._all else {}
        fresh: list[Message] = []
        for message in batch:
            place = places.get(message.id)
            if place is None:
                fresh.append(message)
            elif self._stays(place, message):
                self._all[place] = message
                self._refresh(place, place + 1)
            else:
                self._drop(message.id)
                places = {m.id: place for place, m in enumerate(self._all)}
                fresh.append(message)
        if fresh and (not self._all or _order(self._all[-1]) < _order(fresh[0])):
            first = len(self._all)
            self._all += fresh
            self.rows.insert(first, self._rows(first, len(self._all)))
            self._refresh(first - 1, first)
            return
        for message in fresh:
            place = bisect_left(self._all, _order(message), key=_order)
            if place == 0 and not self.complete:
                continue  # older than what was read: it comes with its page
            self._all.insert(place, message)
            self.rows.insert(place, self._rows(place, place + 1))
            self._refresh(place - 1, place + 2)

    def _stays(self, place: int, message: Message) -> bool:
        order = _order(message)
        after = place == 0 or _order(self._all[place - 1]) < order
        before = place == len(self._all) - 1 or order < _order(self._all[place + 1])
        return after and before

    def _drop(self, message_id: str) -> None:
        place = self.rows.place_of(message_id)
        if place >= 0:
            del self._all[place]
            self.rows.remove(place)
            self._refresh(place - 1, place + 1)

    def _refresh(self, first: int, end: int) -> None:
        for place in range(max(0, first), min(end, len(self._all))):
            self.rows.put(place, self._rows(place, place + 1)[0])

    def _rows(self, first: int, end: int) -> list[MessageRow]:
        """Rows for these places; a row depends on its neighbours, for grouping and the day above it."""
        now = self._clock()
        name = self.them.name if self.them else ""
        return [
            message_row(
                self._all[place],
                before=self._all[place - 1] if place else None,
                after=self._all[place + 1] if place + 1 < len(self._all) else None,
                name=name,
                now=now,
            )
            for place in range(first, end)
        ]

    def _name_them(self) -> None:
        if self.key is None:
            self.them = None
            return
        number = self._store.state.number(self.key.number_id)
        self.them = who(self._store.state, self.key.peer, home=number.country if number else "")

    def _mark_read(self) -> None:
        if not (self._watched and self.key):
            return
        if any(not m.read and m.direction is Direction.INCOMING for m in reversed(self._all)):
            thread = self.key
            self._all = [_as_read(m) for m in self._all]
            self._start(self._read(thread))

    async def _read(self, thread: ThreadKey) -> None:
        try:
            await self._messages.mark_read(thread)
        except Exception as error:
            log.info("a thread could not be marked as read: %s", type(error).__name__)


def _order(message: Message) -> tuple[int, datetime, str]:
    return (message.sequence, message.created_at, message.id)


def _as_read(message: Message) -> Message:
    return message if message.read else replace(message, read=True)
