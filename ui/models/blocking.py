"""Blocked numbers, and which of my numbers refuse hidden callers (CALL-8)."""

from __future__ import annotations

import re
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.numbers import HIDDEN, Address, NumberId
from desktop.domain.state import State
from desktop.services.blocking import Blocking
from desktop.services.dialling import Verdict, read_number
from desktop.services.numbers import Numbers
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.listening import Start, listen
from ui.models.moments import day_heading
from ui.models.plain import isolated
from ui.models.who import number_name, number_shown, who
from ui.words import sentence_for, verdict_words

_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._-]{2,11}")


@dataclass(frozen=True, slots=True)
class BlockedRow:
    address: Address
    name: str
    secondary: str
    """The number where the name is another text, and since when."""


@dataclass(frozen=True, slots=True)
class HiddenSwitch:
    number_id: NumberId
    name: str
    number: str
    refused: bool


class BlockingModel(QObject):
    changed = Signal()
    added = Signal()
    """What was typed is blocked: the field may be emptied."""
    told = Signal(str, object)
    """What was done, and how it is taken back."""

    def __init__(
        self,
        store: Store,
        blocking: Blocking,
        numbers: Numbers,
        start: Start,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: tuple[BlockedRow, ...] = ()
        self.switches: tuple[HiddenSwitch, ...] = ()
        self.problem = ""
        self._store, self._blocking, self._numbers, self._start = store, blocking, numbers, start
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    # --- what the person does -----------------------------------------------------------------------------
    def set_blocked(self, addresses: Iterable[Address], blocked: bool) -> None:
        """From a call, a conversation or a card: with the way back."""
        named = tuple(each for each in dict.fromkeys(addresses) if each != HIDDEN)
        if named:
            self._start(self._guarded(self._set(named, blocked, tell=True)))

    def unblock(self, address: Address) -> None:
        self._start(self._guarded(self._set((address,), False, tell=True)))

    def add(self, typed: str) -> None:
        """Block a number that was typed, in any spelling, or a sender that has a name for a number."""
        if _SENDER.fullmatch(typed.strip()):
            self._start(self._guarded(self._add(Address(typed.strip()))))
            return
        home = next((number.country for number in self._store.state.numbers), "")
        read = read_number(typed, country=home)
        if read.address is None or read.verdict is Verdict.EMERGENCY:
            words = verdict_words(read.verdict) if read.verdict is not Verdict.EMERGENCY else ""
            self._say(words or _("This is not a telephone number."))
            return
        self._start(self._guarded(self._add(read.address)))

    def refuse_hidden(self, number_id: NumberId, refused: bool) -> None:
        self._start(self._guarded(self._numbers.refuse_hidden(number_id, refused)))

    def forget_problem(self) -> None:
        if self.problem:
            self._say("")

    def retranslate(self) -> None:
        self.problem = ""
        self._look()
        self.changed.emit()

    # --- inside -------------------------------------------------------------------------------------------
    async def _add(self, address: Address) -> None:
        await self._blocking.block((address,))
        self._say("")
        self.added.emit()

    async def _set(self, addresses: tuple[Address, ...], blocked: bool, *, tell: bool) -> None:
        await (self._blocking.block if blocked else self._blocking.unblock)(addresses)
        if tell:
            name = isolated(who(self._store.state, addresses[0]).name)
            words = _("{name} is blocked.") if blocked else _("{name} is not blocked any more.")

            def undo() -> None:
                self._start(self._guarded(self._set(addresses, not blocked, tell=False)))

            self.told.emit(words.format(name=name), undo)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Mendable as error:
            self._say(
                {
                    "own-number": _("This is one of your own numbers."),
                    "too-many-blocked": _("Too many numbers are blocked already. Unblock one first."),
                }.get(error.word, sentence_for(error))
            )
        except Exception as error:
            self._say(sentence_for(error))

    def _say(self, problem: str) -> None:
        self.problem = problem
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.BlockedChanged | e.ContactsChanged | e.NumbersChanged | e.SessionChanged):
            self._look()
            self.changed.emit()

    def _look(self) -> None:
        state = self._store.state
        now = datetime.now(UTC)
        self.rows = tuple(_row(state, address, at, now) for address, at in state.blocked.items())
        self.switches = tuple(
            HiddenSwitch(each.id, number_name(each), number_shown(Address(each.e164)), each.refuses_hidden)
            for each in state.numbers
        )


def _row(state: State, address: Address, at: datetime, now: datetime) -> BlockedRow:
    them = who(state, address)
    since = _("since {day}").format(day=day_heading(at, now=now))
    number = them.number if them.number != them.name else ""
    return BlockedRow(address, them.name, " · ".join(part for part in (number, since) if part))


def block_words(count: int, *, blocked: bool) -> str:
    """What a button says about whom it is: one number, or all those of a person."""
    if blocked:
        return ngettext("Unblock the number", "Unblock all {count} numbers", count).format(count=count)
    return ngettext("Block the number", "Block all {count} numbers", count).format(count=count)
