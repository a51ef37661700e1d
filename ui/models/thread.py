"""One conversation: its messages, oldest first, read in pages from the cache (MSG-1, MSG-6).

However long it is, only a window of it is held: what is far from what is looked at is let go and read again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.messages import Message, MessageId, MessageStatus, Thread, ThreadKey
from desktop.domain.numbers import Capability, NumberId, can_be_answered, is_a_name
from desktop.domain.state import State
from desktop.services.messages import Messages
from desktop.store import Store
from ui.models.composer import ComposerModel
from ui.models.days import days
from ui.models.from_number import why_not
from ui.models.listening import Start, listen
from ui.models.message_row import MessageRow
from ui.models.message_window import MessageWindow, order
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
    reached = Signal(object)
    """The MessageId that was to be shown; it and its neighbours are in the list."""

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
        self.conversation: Thread | None = None
        """What is wanted of it; None while nobody has written in it."""
        self.loading = False
        self.problem = ""
        self._store, self._messages, self._start = store, messages, start
        self._held = MessageWindow(self.rows, clock)
        self._arrived: dict[MessageId, Message] = {}
        self._gone: set[str] = set()
        self._watched = False
        self._unseen = False
        """It was opened, and nobody has looked yet."""
        self._wanted: MessageId | None = None
        """To be shown, though the newest were asked for before."""
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
    def complete(self) -> bool:
        """Nothing older is left to read."""
        return self._held.complete

    @property
    def at_newest(self) -> bool:
        """The newest message is in the list."""
        return self._held.at_newest

    @property
    def colour(self) -> int:
        number = self._store.state.number(self.key.number_id) if self.key else None
        return number.colour if number else 0

    @property
    def can_call(self) -> bool:
        number = self._store.state.number(self.key.number_id) if self.key else None
        if number is None or self.key is None or why_not(number, Capability.CALLS):
            return False
        return can_be_answered(self.key.peer)

    @property
    def is_a_name(self) -> bool:
        """Whoever wrote said a name of their choice: it may be like a contact's, and is none."""
        return self.key is not None and is_a_name(self.key.peer)

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
        self._held.say_anew()
        self.changed.emit()

    def load_older(self) -> None:
        if self.key and len(self._held) and not (self.loading or self.complete):
            self.loading = True
            self._start(self._load_older(self.key))

    def load_newer(self) -> None:
        if self.key and len(self._held) and not (self.loading or self.at_newest):
            self.loading = True
            self._start(self._load_newer(self.key))

    def go_to_newest(self) -> None:
        if self.key and not self.at_newest:
            self.loading, self._wanted = True, None
            self._start(self._load(self.key))

    def go_to_oldest(self) -> None:
        if self.key and not self.complete:
            self.loading = True
            self._start(self._load_around(self.key, 0, None))

    def show_message(self, message: Message) -> None:
        """Its place in its conversation, which is opened for it."""
        if message.thread != self.key:
            self.open(message.thread)
        elif self.rows.place_of(message.id) >= 0:
            self.reached.emit(message.id)
            return
        self.loading, self._wanted = True, message.id
        self._start(self._load_around(message.thread, message.sequence, message.id))

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
        self.problem = ""
        self._wanted = None
        self.loading = thread is not None
        self._unseen = thread is not None
        self._name_them()
        self._held.start_over([], complete=False)
        self.changed.emit()
        self.conversation = None
        if thread is not None:
            self._start(self._load(thread))
            self._start(self._look_at(thread))

    async def _look_at(self, thread: ThreadKey) -> None:
        try:
            found = await self._messages.load_thread(thread)
        except Exception as error:
            log.info("a thread could not be read: %s", type(error).__name__)
            return
        if thread == self.key:
            self.conversation = found

    async def _load(self, thread: ThreadKey) -> None:
        try:
            messages = await self._messages.load_messages(thread, limit=PAGE)
        except Exception as error:
            self._fail(error, thread)
            return
        if thread != self.key or self._wanted is not None:
            return
        arrived = {m.id: m for m in messages} | self._arrived
        self._arrived.clear()
        self._held.start_over(
            (m for m in arrived.values() if m.id not in self._gone), complete=len(messages) < PAGE
        )
        self._loaded()
        self.opened.emit()
        self._mark_read()

    async def _load_older(self, thread: ThreadKey) -> None:
        oldest = self._held.oldest
        try:
            messages = await self._messages.load_messages(thread, before=oldest.sequence, limit=PAGE)
        except Exception as error:
            self._fail(error, thread)
            return
        if thread != self.key:
            return
        known = self._held.first_ids(PAGE)
        older = [m for m in messages if m.id not in known and order(m) < order(oldest)]
        self._held.prepend(older, complete=len(messages) < PAGE)
        self._loaded()

    async def _load_newer(self, thread: ThreadKey) -> None:
        newest = self._held.newest
        try:
            messages = await self._messages.load_newer(thread, after=newest.sequence, limit=PAGE)
        except Exception as error:
            self._fail(error, thread)
            return
        if thread != self.key or not len(self._held) or self._held.newest is not newest:
            self.loading = False
            return
        self._held.append(messages, at_newest=len(messages) < PAGE)
        self._loaded()

    async def _load_around(self, thread: ThreadKey, sequence: int, message_id: MessageId | None) -> None:
        """With no message, the beginning of all."""
        try:
            older = await self._messages.load_messages(thread, before=sequence + 1, limit=PAGE)
            newer = await self._messages.load_newer(thread, after=sequence, limit=PAGE)
        except Exception as error:
            self._wanted = None
            self._fail(error, thread)
            return
        if thread != self.key or self._wanted != message_id:
            return
        self._wanted = None
        self._arrived.clear()
        self._held.start_over((*older, *newer), complete=len(older) < PAGE, at_newest=len(newer) < PAGE)
        self._loaded()
        if len(self._held):
            self.reached.emit(message_id or self._held.oldest.id)

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
            case e.ThreadsChanged(threads):
                if self.key in threads:
                    self._start(self._reload(self.key))
                    self._start(self._look_at(self.key))
            case e.ThreadsRead(threads):
                if self.key in threads:
                    self._start(self._look_at(self.key))
            case e.CacheReplaced():
                self._start(self._reload(self.key))
            case e.UploadsChanged():
                self._held.show_uploads(state.uploads)
            case e.ContactsChanged() | e.NumbersChanged() | e.BlockedChanged():
                self._name_them()
                self.changed.emit()
            case _:
                pass

    async def _reload(self, thread: ThreadKey) -> None:
        limit = max(PAGE, len(self._held))
        last = None if self.at_newest or not len(self._held) else self._held.newest.sequence + 1
        try:
            messages = await self._messages.load_messages(thread, before=last, limit=limit)
        except Exception as error:
            self._fail(error, thread)
            return
        if thread == self.key and self._wanted is None:
            self._held.become(messages, complete=len(messages) < limit)
            self._loaded()

    def _take_in(self) -> None:
        if self.loading and not len(self._held):
            return  # the first page takes them along
        for message_id in self._gone:
            self._held.drop(message_id)
        self._gone.clear()
        batch = sorted(self._arrived.values(), key=order)
        batch, rest = batch[:AT_ONCE], batch[AT_ONCE:]
        self._arrived = {m.id: m for m in rest}
        if not self.at_newest and any(m.status is MessageStatus.WAITING for m in batch):
            self.go_to_newest()  # written a moment ago: who writes looks at what is new
        self._held.place(batch)
        if rest:
            self._gather.start()
        self._mark_read()

    def _name_them(self) -> None:
        if self.key is None:
            self.them = None
            self._held.name = ""
            return
        number = self._store.state.number(self.key.number_id)
        self.them = who(self._store.state, self.key.peer, home=number.country if number else "")
        self._held.home = number.country if number else ""
        self._held.name = self.them.name

    def _mark_read(self) -> None:
        if not (self._watched and self.key) or self.loading:
            return
        if self._held.holds_unread or self._unseen:
            self._unseen = False
            thread = self.key
            self._held.read_all()
            self._start(self._read(thread))

    async def _read(self, thread: ThreadKey) -> None:
        try:
            await self._messages.mark_read(thread)
        except Exception as error:
            log.info("a thread could not be marked as read: %s", type(error).__name__)
