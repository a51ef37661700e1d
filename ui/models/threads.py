"""The list of conversations of one number, or of all (MSG-1)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.later import ScheduledState
from desktop.domain.messages import MessageStatus, Thread, ThreadKey
from desktop.domain.numbers import NumberId
from desktop.domain.state import State
from desktop.services.messages import Messages
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.coming import leaves_words, my_zone
from ui.models.days import days
from ui.models.listening import Start, listen
from ui.models.moments import brief_moment, spoken_moment
from ui.models.plain import one_line, shows_nothing
from ui.models.row_list import RowList
from ui.models.who import number_name, who
from ui.words import sentence_for, why_message_failed

log = logging.getLogger(__name__)

PAGE = 50
FEW = 12
"""Up to so many changed threads are read one by one; more are read as a list."""
GATHER = 40
"""Milliseconds in which changes are gathered before the list is touched."""


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A conversation, as its row shows it."""

    key: ThreadKey
    name: str
    initials: str
    preview: str
    is_draft: bool
    is_mine: bool
    status: MessageStatus
    moment: str
    unread: int
    pinned: bool
    muted: bool
    marked_unread: bool
    colour: int
    number_name: str
    spoken: str


class ThreadsModel(QObject):
    changed = Signal()
    """Something beside the rows: loading, a failure."""

    def __init__(
        self,
        store: Store,
        messages: Messages,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: Callable[[], str] = my_zone,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[ThreadRow] = RowList(self)
        self.number_id: NumberId | None = None
        self.loading = False
        self.problem = ""
        self._store, self._messages, self._start, self._clock = store, messages, start, clock
        self._zone = zone
        self._threads: list[Thread] = []
        self._changed_keys: set[ThreadKey] = set()
        self._all_stale = False
        self._complete = False
        self._generation = 0
        self._gather = QTimer(self, singleShot=True, interval=GATHER)
        self._gather.timeout.connect(self._catch_up)
        self._unsubscribe = listen(store, self._hear)
        days().turned.connect(self.retranslate)

    def close(self) -> None:
        days().turned.disconnect(self.retranslate)
        self._gather.stop()
        self._unsubscribe()

    # --- what the screen asks for -------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        """Threads of one number, or of all."""
        self.number_id = number_id
        self._begin_again()

    def retranslate(self) -> None:
        """Another language, or another day: what the rows say in words is said anew."""
        self.rows.become([self._row(thread) for thread in self._threads])
        self.changed.emit()

    def load_more(self) -> None:
        if not (self._complete or self.loading or not self._threads):
            self.loading = True
            self._start(self._load_more(self._generation))

    # --- inside -------------------------------------------------------------------------------------------
    def _begin_again(self) -> None:
        self._generation += 1
        self._all_stale = False
        self._changed_keys.clear()
        self.loading = True
        self.problem = ""
        self.changed.emit()
        self._start(self._load(self._generation, fresh=True))

    async def _load(self, generation: int, *, fresh: bool) -> None:
        limit = PAGE if fresh else max(PAGE, len(self._threads))
        try:
            threads = await self._messages.load_threads(self.number_id, limit=limit)
        except Exception as error:
            self._fail(error, generation)
            return
        if generation != self._generation:
            return
        self._threads = list(threads)
        self._complete = len(threads) < limit
        rows = [self._row(thread) for thread in threads]
        if fresh:
            self.rows.start_over(rows)
        else:
            self.rows.become(rows)
        self._loaded()

    async def _load_more(self, generation: int) -> None:
        try:
            threads = await self._messages.load_threads(
                self.number_id, before=self._threads[-1].place, limit=PAGE
            )
        except Exception as error:
            self._fail(error, generation)
            return
        if generation != self._generation:
            return
        known = {thread.key for thread in self._threads}
        older = [thread for thread in threads if thread.key not in known]
        self._threads += older
        self._complete = len(threads) < PAGE
        self.rows.insert(self.rows.rowCount(), [self._row(thread) for thread in older])
        self._loaded()

    async def _load_few(self, keys: frozenset[ThreadKey], generation: int) -> None:
        try:
            found = [await self._messages.load_thread(key) for key in keys]
        except Exception as error:
            self._fail(error, generation)
            return
        if generation != self._generation:
            return
        fresh = {thread.key: thread for thread in found if thread is not None}
        if not self._complete and self._threads:
            # One further down comes with its page: put in now, those between would be passed over.
            shown, last = {thread.key for thread in self._threads}, self._threads[-1].place
            fresh = {key: each for key, each in fresh.items() if key in shown or each.place >= last}
        merged = [thread for thread in self._threads if thread.key not in keys]
        merged += fresh.values()
        merged.sort(key=lambda thread: thread.place, reverse=True)
        self._threads = merged
        self.rows.become([self._row(thread) for thread in merged])
        self._loaded()

    def _loaded(self) -> None:
        self.loading = False
        self.problem = ""
        self.changed.emit()

    def _fail(self, error: Exception, generation: int) -> None:
        if generation != self._generation:
            return
        log.info("threads could not be read: %s", type(error).__name__)
        self.loading = False
        self.problem = sentence_for(error)
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.MessagesChanged(messages):
                # A message that went for good leaves no thread to name: read them all.
                self._all_stale |= bool(event.gone)
                self._touch({message.thread for message in messages})
            case e.ThreadsRead(threads) | e.ThreadsChanged(threads):
                self._touch(set(threads))
            case e.DraftChanged(draft):
                self._touch({draft.thread})
            case e.ScheduledChanged(scheduled):
                shown = {thread.key: thread.only_waits for thread in self._threads}
                self._touch({key for key, only_waits in shown.items() if only_waits})
                self._touch({each.thread for each in scheduled if each.thread not in shown})
            case e.CacheReplaced():
                self._all_stale = True
                self._gather.start()
            case e.ContactsChanged() | e.NumbersChanged():
                self.rows.become([self._row(thread) for thread in self._threads])
            case _:
                pass

    def _touch(self, keys: set[ThreadKey]) -> None:
        mine = {key for key in keys if self.number_id in (None, key.number_id)}
        self._changed_keys |= mine
        if (mine or self._all_stale) and not self._gather.isActive():
            self._gather.start()

    def _catch_up(self) -> None:
        keys, everything = frozenset(self._changed_keys), self._all_stale
        self._changed_keys.clear()
        self._all_stale = False
        if everything or len(keys) > FEW:
            self._start(self._load(self._generation, fresh=False))
        elif keys:
            self._start(self._load_few(keys, self._generation))

    def _waiting_words(self, key: ThreadKey) -> str:
        """When the next of what waits in it leaves."""
        scheduled = [each for each in self._store.state.scheduled if each.thread == key]
        for each in scheduled:
            if each.state is ScheduledState.REFUSED:
                return why_message_failed(each.reason)
        for each in scheduled:
            if each.state is ScheduledState.WAITING and not each.leaving:
                return leaves_words(each, self._zone(), now=self._clock())
        return _("Leaving now")

    def _row(self, thread: Thread) -> ThreadRow:
        state = self._store.state
        number = state.number(thread.key.number_id)
        them = who(state, thread.key.peer, home=number.country if number else "")
        now = self._clock()
        draft = one_line(thread.draft)
        mine = thread.last_direction is Direction.OUTGOING
        preview = draft or one_line(thread.last_text)
        if thread.only_waits:
            preview = self._waiting_words(thread.key)
        if shows_nothing(preview):
            preview = _("(no text)")
        said = preview
        if draft:
            said = _("Draft: {text}").format(text=draft)
        elif mine and not thread.only_waits:
            said = _("You: {text}").format(text=preview)
        parts = [them.name, said, spoken_moment(thread.last_at, now=now)]
        if thread.unread:
            parts.append(
                ngettext("{count} unread", "{count} unread", thread.unread).format(count=thread.unread)
            )
        if thread.marked_unread:
            parts.append(_("marked as unread"))
        if thread.pinned:
            parts.append(_("pinned"))
        if thread.muted:
            parts.append(_("muted"))
        if number is not None:
            parts.append(_("to {number}").format(number=number_name(number)))
        if thread.last_status is MessageStatus.FAILED:
            parts.append(_("not sent"))
        return ThreadRow(
            thread.key,
            them.name,
            them.initials,
            preview,
            is_draft=bool(draft),
            is_mine=mine,
            status=thread.last_status,
            moment=brief_moment(thread.last_at, now=now),
            unread=thread.unread,
            pinned=thread.pinned,
            muted=thread.muted,
            marked_unread=thread.marked_unread,
            colour=number.colour if number else 0,
            number_name=number_name(number) if number else "",
            spoken=". ".join(parts),
        )
