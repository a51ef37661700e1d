"""Looking for something in everything: as it is typed, the newest of each kind, and more when one scrolls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallRecord
from desktop.domain.found import Found, FoundMessages, FoundVoicemail, Search
from desktop.domain.messages import Message, Thread
from desktop.domain.numbers import Address, NumberId
from desktop.domain.state import State
from desktop.domain.wanted import Marker
from desktop.services.finder import PAGE, Finder
from desktop.store import Store
from ui.models.found_row import FoundKind, FoundRow, call_hit, message_hit, person_row, voicemail_hit
from ui.models.listening import Start, listen
from ui.models.row_list import RowList
from ui.models.who import who
from ui.words import sentence_for

log = logging.getLogger(__name__)

GATHER = 400
"""Milliseconds in which changes are gathered before what was found is looked up again."""
LOOK_AGAIN = 2000
"""Milliseconds between two looks while older messages are still being indexed."""
FEW_PEOPLE = 12


class When(Enum):
    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    CHOSEN = "chosen"


_DAYS = {When.TODAY: 0, When.WEEK: 6, When.MONTH: 30, When.YEAR: 365}
"""Days before today that belong to it."""


class SearchModel(QObject):
    changed = Signal()

    def __init__(
        self,
        store: Store,
        finder: Finder,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[FoundRow] = RowList(self)
        self.search = Search("")
        self.when = When.ANY
        self.person = ""
        """The name of whom it is narrowed to; empty for anyone."""
        self.loading = False
        self.still_indexing = False
        self.problem = ""
        self._store, self._finder, self._start, self._clock = store, finder, start, clock
        self._threads: tuple[Thread, ...] = ()
        self._calls: tuple[CallRecord, ...] = ()
        self._voicemails: tuple[FoundVoicemail, ...] = ()
        self._messages: tuple[Message, ...] = ()
        self._below: int | None = None
        self._shown = Search("")
        self._looking: object = None
        self._again = QTimer(self, singleShot=True, interval=GATHER)
        self._again.timeout.connect(self._look_again)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._again.stop()
        self._unsubscribe()

    @property
    def is_searching(self) -> bool:
        return not self.search.is_nothing

    # --- what is asked ------------------------------------------------------------------------------------
    def find(self, text: str) -> None:
        """As typed: the search of before is given up. Without a word in it the filters go too."""
        if not text.strip():
            self.when, self.person = When.ANY, ""
            self._ask(Search("", self.search.number_id))
        else:
            self._ask(replace(self.search, text=text))

    def show_number(self, number_id: NumberId | None) -> None:
        self._ask(replace(self.search, number_id=number_id))

    def narrow_to(self, address: Address | None) -> None:
        """Only the messages of whoever has this number, by all their telephones; None for anyone."""
        if address is None:
            self.person, people = "", frozenset[Address]()
        else:
            self.person = who(self._store.state, address).name
            people = frozenset(
                phone.address
                for contact in self._store.state.contacts
                if any(phone.address == address for phone in contact.phones)
                for phone in contact.phones
            ) or frozenset((address,))
        self._ask(replace(self.search, people=people))

    def narrow_when(self, when: When, *, first: date | None = None, last: date | None = None) -> None:
        """By days as they are here; `first` and `last` where they are chosen, both included."""
        self.when = when
        if when in _DAYS:
            first, last = self._clock().astimezone().date() - timedelta(days=_DAYS[when]), None
        since = None if first is None else _midnight(first)
        until = None if last is None else _midnight(last + timedelta(days=1))
        self._ask(replace(self.search, since=since, until=until))

    def narrow_to_files(self, only: bool) -> None:
        self._ask(replace(self.search, with_files=only))

    def load_more(self) -> None:
        if self._below is not None and not self.loading:
            self.loading = True
            self._begin(self._load_more(self.search, self._below))

    @property
    def people(self) -> list[tuple[Address, str]]:
        """Who stands in what was found: the ones to narrow to."""
        addresses = dict.fromkeys(row.thread.peer for row in self.rows.rows)
        named = {who(self._store.state, address).name: address for address in reversed(addresses)}
        return [(address, name) for name, address in reversed(named.items())][:FEW_PEOPLE]

    def retranslate(self) -> None:
        self.rows.become(self._made())
        self.changed.emit()

    # --- inside -------------------------------------------------------------------------------------------
    def _ask(self, search: Search) -> None:
        if search == self.search:
            return
        self.search = search
        self._give_up()
        if search.is_nothing:
            self._shown = search
            self._take(Found((), FoundMessages((), None)))
            self.rows.start_over([])
            self.loading = False
            self.changed.emit()
            return
        self.loading = True
        self.problem = ""
        self.changed.emit()
        self._begin(self._load(search))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._looking = self._start(work)

    def _give_up(self) -> None:
        if isinstance(self._looking, asyncio.Task):
            self._looking.cancel()
        self._looking = None
        self._again.stop()

    async def _load(self, search: Search) -> None:
        try:
            found = await self._finder.find(search)
        except Exception as error:
            self._fail(error, search)
            return
        if search != self.search:
            return
        self._take(found)
        if search == self._shown:
            self.rows.become(self._made())
        else:
            self._shown = search
            self.rows.start_over(self._made())
        self._loaded()

    def _take(self, found: Found) -> None:
        self._threads, self._calls, self._voicemails = found.threads, found.calls, found.voicemails
        self._messages, self._below = found.messages.messages, found.messages.below
        self.still_indexing = found.still_indexing

    async def _load_more(self, search: Search, below: int) -> None:
        try:
            page = await self._finder.find_more(search, below=below)
        except Exception as error:
            self._fail(error, search)
            return
        if search != self.search or below != self._below:
            return
        self._messages, self._below = (*self._messages, *page.messages), page.below
        now, marker = self._clock(), Marker(search.look)
        first = not any(row.kind is FoundKind.MESSAGE for row in self.rows.rows[-1:])
        state = self._store.state
        rows = [
            message_hit(state, message, marker, first=first and place == 0, now=now)
            for place, message in enumerate(page.messages)
        ]
        self.rows.insert(self.rows.rowCount(), rows)
        self._loaded()

    def _loaded(self) -> None:
        self.loading = False
        self.problem = ""
        if self.still_indexing:
            self._again.start(LOOK_AGAIN)
        self.changed.emit()

    def _fail(self, error: Exception, search: Search) -> None:
        if search == self.search:
            log.info("nothing can be looked for: %s", type(error).__name__)
            self.loading = False
            self.problem = sentence_for(error)
            self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if not self.is_searching:
            return
        match event:
            case (
                e.MessagesChanged()
                | e.CacheReplaced()
                | e.ContactsChanged()
                | e.HistoryChanged()
                | e.VoicemailsChanged()
                | e.TranscriptsChanged()
            ):
                if not self._again.isActive():
                    self._again.start(GATHER)
            case e.NumbersChanged():
                self.retranslate()
            case _:
                pass

    def _look_again(self) -> None:
        if self.is_searching and not self.loading and self._is_near_the_beginning():
            self._begin(self._load(self.search))

    def _is_near_the_beginning(self) -> bool:
        """Whoever scrolled far into what was found is left where they are."""
        return len(self._messages) <= PAGE

    def _made(self) -> list[FoundRow]:
        state, now, marker = self._store.state, self._clock(), Marker(self.search.look)
        rows = [person_row(state, t, first=not place, now=now) for place, t in enumerate(self._threads)]
        rows += [call_hit(state, call, first=not place, now=now) for place, call in enumerate(self._calls)]
        rows += [
            voicemail_hit(state, voicemail, marker, first=not place, now=now)
            for place, voicemail in enumerate(self._voicemails)
        ]
        rows += [
            message_hit(state, message, marker, first=not place, now=now)
            for place, message in enumerate(self._messages)
        ]
        return rows


def _midnight(day: date) -> datetime:
    """The beginning of `day` here."""
    return datetime(day.year, day.month, day.day).astimezone()
