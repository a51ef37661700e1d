"""Whom a new message goes to: a name or a number while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.services.dialling import Dialled, Verdict, read_number
from desktop.store import Store
from ui.i18n import _
from ui.models.from_number import FromNumber, as_from_number, choose, from_numbers, next_number
from ui.models.listening import listen
from ui.models.plain import plain
from ui.models.suggestion import Suggestion, suggest
from ui.words import sentence_for, verdict_words

LONGEST = 64


class RecipientModel(QObject):
    changed = Signal()
    replaced = Signal(str)
    chosen = Signal(object)
    """A ThreadKey: write there."""

    def __init__(self, store: Store, *, region: str = "", parent: QObject | None = None) -> None:
        """`region` is where this computer is: its emergency numbers are known too."""
        super().__init__(parent)
        self.typed = ""
        self.tab: NumberId | None = None
        self.suggestions: tuple[Suggestion, ...] = ()
        self._store = store
        self._region = region
        self._picked: NumberId | None = None
        self._dialled = Dialled("", None, "", Verdict.EMPTY)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def number(self) -> FromNumber | None:
        return self._from(self._dialled.address)

    @property
    def numbers(self) -> tuple[FromNumber, ...]:
        return from_numbers(self._store.state, Capability.MESSAGES)

    @property
    def can_continue(self) -> bool:
        return self.number is not None and (self._dialled.can_call or bool(self.suggestions))

    @property
    def words(self) -> str:
        """What is wrong, if anything is."""
        if self._dialled.verdict is Verdict.EMERGENCY:
            return sentence_for(Mendable("emergency"))
        if self.number is None:
            return _("None of your numbers can send messages right now.")
        if self._dialled.verdict is Verdict.PREMIUM_RATE:
            return _("Premium-rate numbers can't be called or messaged.")
        if self.suggestions or self._dialled.can_call:
            return ""
        if any(character.isalpha() for character in self.typed):
            return _("Nobody of that name is among your people.")
        return verdict_words(self._dialled.verdict)

    def begin(self, tab: NumberId | None) -> None:
        """A new message, from the number of the tab unless another one is chosen."""
        self.tab, self._picked = tab, None
        self._read("")
        self.replaced.emit("")
        self.changed.emit()

    def fill(self, number: str) -> None:
        """By a link; nothing is sent."""
        self.type(number)
        self.replaced.emit(self.typed)

    def type(self, text: str) -> None:
        self._read(plain(text)[:LONGEST].replace("\n", " "))
        if self.typed != text:
            self.replaced.emit(self.typed)
        self.changed.emit()

    def choose_number(self, number_id: NumberId) -> None:
        if number_id != self._picked:
            self._picked = number_id
            self._read(self.typed)
            self.changed.emit()

    def next_number(self) -> None:
        current = self.number
        wanted = next_number(self.numbers, current.id if current else None)
        if wanted is not None:
            self.choose_number(wanted)

    def choose_person(self, suggestion: Suggestion) -> None:
        self._open(suggestion.address)

    def go_on(self) -> None:
        """Enter: the number that was typed, else the first of the people found."""
        if self._dialled.can_call and self._dialled.address is not None:
            self._open(self._dialled.address)
        elif self.suggestions:
            self._open(self.suggestions[0].address)

    def _open(self, address: Address) -> None:
        number = self._from(address)
        if number is not None:
            self.chosen.emit(ThreadKey(number.id, address))

    def _from(self, to: Address | None) -> FromNumber | None:
        state = self._store.state
        choice = choose(state, Capability.MESSAGES, to=to, tab=self.tab, picked=self._picked)
        number = state.number(choice.number_id) if choice.number_id else None
        return as_from_number(number, Capability.MESSAGES) if number else None

    def _read(self, text: str) -> None:
        state = self._store.state
        number = state.number(self.number.id) if self.number else next(iter(state.numbers), None)
        home = number.country if number else "FR"
        by_name = any(character.isalpha() for character in text)
        self._dialled = read_number(text, country=home, here=self._region)
        self.typed = text if by_name else (self._dialled.shown or text)
        refused = self._dialled.verdict in (Verdict.PREMIUM_RATE, Verdict.EMERGENCY)
        whole = refused or (self._dialled.can_call and not by_name)
        self.suggestions = () if whole else suggest(state, text, home=home)

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.NumbersChanged | e.ContactsChanged):
            self._read(self.typed)
            self.changed.emit()
