"""A message to several people while it is written: whom to, what, and what it costs together (MSG-3)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.files import Enclosed
from desktop.domain.messages import LARGEST_GROUP, LONGEST_TEXT, GroupDraft, GroupId, ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.session import SignedOut
from desktop.domain.state import State
from desktop.domain.wall_time import WallTime
from desktop.services.groups import Groups
from desktop.services.later import Later
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.composer import PAUSE, why_not_text
from ui.models.enclosing import EnclosingModel
from ui.models.from_number import FromNumber, as_from_number, choose, from_numbers, next_number
from ui.models.listening import Start, listen
from ui.models.people_named import people_named
from ui.models.plain import isolated, shows_nothing
from ui.models.price_meter import Meter, meter
from ui.models.who import who
from ui.words import sentence_for

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipient:
    address: Address
    name: str
    """Or the number, where nobody is known by it."""
    number: str


class GroupWritingModel(QObject):
    changed = Signal()
    replaced = Signal(str)
    """The text is another one than what was typed."""
    renamed = Signal(str)
    """The names in the field are other ones than what was typed."""
    sent = Signal(object)
    """The GroupId of what leaves now."""
    put_off = Signal()
    """It leaves later."""

    def __init__(
        self,
        store: Store,
        groups: Groups,
        start: Start,
        *,
        enclosing: EnclosingModel,
        region: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.key: ThreadKey | None = None
        self.people: tuple[Recipient, ...] = ()
        self.text = ""
        self.names = ""
        """Typed, and nobody's yet."""
        self.problem = ""
        self.meter: Meter | None = None
        self.enclosing = enclosing
        enclosing.changed.connect(self._change)
        self._store, self._groups, self._start = store, groups, start
        self._region, self._clock = region, clock
        self._tab: NumberId | None = None
        self._picked: NumberId | None = None
        self._busy = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.keep)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self.keep()
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def number(self) -> FromNumber | None:
        state = self._store.state
        choice = choose(state, Capability.MESSAGES, to=None, tab=self._tab, picked=self._picked)
        number = state.number(choice.number_id) if choice.number_id else None
        return as_from_number(number, Capability.MESSAGES) if number else None

    @property
    def numbers(self) -> tuple[FromNumber, ...]:
        return from_numbers(self._store.state, Capability.MESSAGES)

    @property
    def what_happens(self) -> str:
        """Said before it is sent."""
        count = len(self.people)
        if count == 0:
            return ngettext(
                "Up to {count} person. Each gets a message of their own; nobody sees who else got it.",
                "Up to {count} people. Each gets a message of their own; nobody sees who else got it.",
                LARGEST_GROUP,
            ).format(count=LARGEST_GROUP)
        return ngettext(
            "{count} person gets a message of their own. An answer comes into your conversation with them.",
            "{count} people get a message of their own each. Answers come into your conversation with each.",
            count,
        ).format(count=count)

    @property
    def why_not_send(self) -> str:
        if not self.people:
            return _("Add somebody first.")
        number = self.number
        if number is None or not number.can:
            return number.why_not if number else _("None of your numbers can send messages right now.")
        if self.enclosing.why_not_yet:
            return self.enclosing.why_not_yet
        if self.enclosing.enclosed is not None and shows_nothing(self.text):
            return ""
        return why_not_text(self.text)

    @property
    def can_send(self) -> bool:
        return not self.why_not_send and not self._busy

    @property
    def count(self) -> str:
        return self.why_not_send if len(self.text) > LONGEST_TEXT else self.meter.words if self.meter else ""

    # --- what the person does -----------------------------------------------------------------------------
    def begin(self, tab: NumberId | None) -> None:
        """What was being written the last time stands there again."""
        self._tab = tab
        if not self.people and not self.text and not self.names:
            self._start(self._load())
        else:
            self.renamed.emit(self.names)
        self._name_anew()

    def add(self, people: Iterable[Address]) -> None:
        """Whoever is there already stays once; past twenty the first ones stay, and it is said."""
        wanted = dict.fromkeys((*(each.address for each in self.people), *people))
        kept = list(wanted)[:LARGEST_GROUP]
        self._name(kept)
        left_out = len(wanted) - len(kept)
        self.problem = (
            ngettext(
                "The same message goes to {most} people at most: {count} was left out.",
                "The same message goes to {most} people at most: {count} were left out.",
                left_out,
            ).format(most=LARGEST_GROUP, count=left_out)
            if left_out
            else ""
        )
        self._change(kept=True)

    def add_pasted(self, text: str) -> str:
        """Whoever is named in a list. Returns what is nobody."""
        named = people_named(self._store.state, text, country=self._home or "FR", here=self._region)
        self.add(named.found)
        if named.unread and not self.problem:
            self.problem = _("Nobody was found for {words}.").format(words=isolated(named.unread[:80]))
            self.changed.emit()
        return named.unread

    def remove(self, address: Address) -> None:
        self.people = tuple(each for each in self.people if each.address != address)
        self.problem = ""
        self._change(kept=True)

    def remove_last(self) -> None:
        if self.people:
            self.remove(self.people[-1].address)

    def choose_number(self, number_id: NumberId) -> None:
        self._picked = number_id
        self._name_anew(kept=True)

    def next_number(self) -> None:
        current = self.number
        wanted = next_number(self.numbers, current.id if current else None)
        if wanted is not None:
            self.choose_number(wanted)

    def edit(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.problem = ""
            self._change(kept=True)

    def name(self, typed: str) -> None:
        """What stands in the field of names, until somebody is found for it."""
        if typed != self.names:
            self.names = typed
            self._pause.start()

    def send(self) -> None:
        number = self.number
        if not self.can_send or number is None:
            self.changed.emit()
            return
        people, text = [each.address for each in self.people], self.text
        self._begin(self._send(number.id, people, text, self.enclosing.enclosed))

    def send_at(self, later: Later, when: WallTime, told: Callable[[], None]) -> None:
        number = self.number
        if self.can_send and number is not None:
            people, text = [each.address for each in self.people], self.text
            self._begin(self._put_off(later, number.id, people, text, self.enclosing.enclosed, when, told))

    def keep(self) -> None:
        """The draft, now."""
        if self._pause.isActive():
            self._pause.stop()
            empty = not self.people and not self.text and not self.names
            people = tuple(each.address for each in self.people)
            draft = (
                None
                if empty
                else GroupDraft(self.number.id if self.number else None, people, self.text, self.names)
            )
            self._start(self._groups.keep_draft(draft))

    # --- inside -------------------------------------------------------------------------------------------
    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._busy = True
        self._pause.stop()
        self._start(work)
        self.changed.emit()

    async def _send(
        self, number_id: NumberId, people: list[Address], text: str, enclosed: Enclosed | None
    ) -> None:
        try:
            group = await self._groups.send(number_id, people, text, enclosed=enclosed)
        except Exception as error:
            self._fail(error)
        else:
            self._clear()
            self.sent.emit(GroupId(group))

    async def _put_off(
        self,
        later: Later,
        number_id: NumberId,
        people: list[Address],
        text: str,
        enclosed: Enclosed | None,
        when: WallTime,
        told: Callable[[], None],
    ) -> None:
        try:
            await self._groups.schedule(later, number_id, people, text, when, enclosed=enclosed)
        except Exception as error:
            self._fail(error)
        else:
            self._clear()
            told()
            self.put_off.emit()

    def _fail(self, error: Exception) -> None:
        log.info("a message to several people was not taken: %s", type(error).__name__)
        self._busy = False
        self.problem = sentence_for(error)
        self._change(kept=True)

    def _clear(self) -> None:
        self._busy = False
        self.people, self.text, self.problem, self._picked = (), "", "", None
        self._pause.stop()
        self.replaced.emit("")
        self.names = ""
        self.renamed.emit("")
        self.enclosing.clear()
        self._change()

    async def _load(self) -> None:
        draft = await self._groups.load_draft()
        if draft is None or self.people or self.text or self.names:
            return
        self._picked = draft.number_id
        self._name(draft.people)
        self.text = draft.text
        self.replaced.emit(draft.text)
        self.names = draft.names
        self.renamed.emit(draft.names)
        self._change()

    @property
    def _home(self) -> str:
        """The country of the number that it goes out on."""
        chosen = self.number
        number = self._store.state.number(chosen.id) if chosen else None
        return number.country if number else ""

    def _name(self, people: Iterable[Address]) -> None:
        """As they are read from the number that it goes out on."""
        home, state = self._home, self._store.state
        named = ((address, who(state, address, home=home)) for address in people)
        self.people = tuple(Recipient(address, them.name, them.number) for address, them in named)

    def _name_anew(self, *, kept: bool = False) -> None:
        self._name([each.address for each in self.people])
        self._change(kept=kept)

    def _change(self, *, kept: bool = False) -> None:
        number = self.number
        self.enclosing.open_number(number.id if number else None)
        threads = tuple(ThreadKey(number.id, each.address) for each in self.people) if number else ()
        with_file = self.enclosing.enclosed is not None
        self.meter = None
        if threads:
            now = self._clock()
            self.meter = meter(self._store.state, threads, self.text, now=now, with_file=with_file)
        if kept:
            self._pause.start()
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.SessionChanged) and isinstance(event.session, SignedOut):
            self._clear()
        elif isinstance(event, e.ContactsChanged | e.NumbersChanged):
            self._name_anew()
        elif isinstance(event, e.MoneyChanged):
            self._change()
