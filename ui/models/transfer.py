"""Whom a call is handed on to: a name or number while it is typed, or another call that goes on (CALL-6)."""

from __future__ import annotations

from collections.abc import Awaitable

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallId, EndOfCall, Phase
from desktop.domain.numbers import Address
from desktop.domain.state import State
from desktop.services.calls import MOST_CALLS
from desktop.services.dialling import Dialled, Verdict, read_number
from desktop.services.transfers import Transfers
from desktop.store import Store
from ui.i18n import _
from ui.models.call_view import CallView, view_of
from ui.models.listening import Start, listen
from ui.models.plain import isolated, plain
from ui.models.suggestion import Suggestion, suggest
from ui.models.who import who
from ui.words import sentence_for, verdict_words, why_transfer_failed

LONGEST = 64


class TransferModel(QObject):
    changed = Signal()
    replaced = Signal(str)
    """The field holds another text than what was typed into it."""
    begun = Signal()
    """The call is on its way, or somebody is asked."""
    failed = Signal(str)
    """A sentence: to whom, why, and who is there now."""

    def __init__(
        self,
        store: Store,
        transfers: Transfers,
        start: Start,
        *,
        region: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.typed = ""
        self.problem = ""
        self.suggestions: tuple[Suggestion, ...] = ()
        self._store, self._transfers, self._start = store, transfers, start
        self._region = region
        self._call: CallId | None = None
        self._named: Suggestion | None = None
        self._dialled = Dialled("", None, "", Verdict.EMPTY)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def address(self) -> Address | None:
        if self._named is not None:
            return self._named.address
        return self._dialled.address if self._dialled.can_call else None

    @property
    def can_transfer(self) -> bool:
        return self.address is not None

    @property
    def can_ask(self) -> bool:
        return self.can_transfer and len(self._store.state.live_calls) < MOST_CALLS

    @property
    def words(self) -> str:
        if self.problem:
            return self.problem
        if self._named is not None:
            return f"{self._named.label} {self._named.number}".strip()
        if self.suggestions and self._dialled.address is None:
            return ""
        return verdict_words(self._dialled.verdict)

    @property
    def others(self) -> tuple[CallView, ...]:
        """Those that go on beside it, and could take it."""
        state = self._store.state
        return tuple(
            view_of(state, call, self._region)
            for call in state.live_calls
            if call.id != self._call and call.phase in (Phase.TALKING, Phase.HELD) and call.transfer is None
        )

    # --- what the person does -----------------------------------------------------------------------------
    def begin(self, call_id: CallId | None) -> None:
        """For this call, with nothing typed yet."""
        self._call = call_id
        self._named = None
        self.problem = ""
        self._read("")
        self.replaced.emit("")
        self.changed.emit()

    def type(self, text: str) -> None:
        text = plain(text)[:LONGEST].replace("\n", " ")
        if text == self.typed:
            return
        self._named = None
        self.problem = ""
        self._read(text)
        if self.typed != text:
            self.replaced.emit(self.typed)
        self.changed.emit()

    def choose_person(self, suggestion: Suggestion) -> None:
        self._named = suggestion
        self.suggestions = ()
        self.typed = suggestion.name
        self.problem = ""
        self.replaced.emit(self.typed)
        self.changed.emit()

    def choose_first(self) -> None:
        """Enter: whoever was found first. Nobody is called, and nothing handed on."""
        if self._named is None and self.suggestions:
            self.choose_person(self.suggestions[0])

    def transfer(self) -> None:
        if self._call is not None and self.address is not None:
            self._do(self._transfers.transfer(self._call, self.address))

    def ask_first(self) -> None:
        if self._call is not None and self.address is not None and self.can_ask:
            self._do(self._transfers.ask_first(self._call, self.address))

    def put_through(self, call_id: CallId, to: CallId) -> None:
        self._do(self._transfers.transfer_to(call_id, to))

    def put_through_to(self, to: CallId) -> None:
        if self._call is not None:
            self.put_through(self._call, to)

    # --- inside -------------------------------------------------------------------------------------------
    def _do(self, work: Awaitable[object]) -> None:
        self._start(self._try(work))

    async def _try(self, work: Awaitable[object]) -> None:
        try:
            await work
        except Exception as error:
            self.problem = sentence_for(error)
            self.changed.emit()
        else:
            self.begun.emit()

    def _read(self, text: str) -> None:
        state = self._store.state
        call = state.call(self._call) if self._call is not None else None
        number = state.number(call.number_id) if call is not None else None
        home = number.country if number is not None else ""
        by_name = any(character.isalpha() for character in text)
        self._dialled = read_number(text, country=home, here=self._region)
        self.typed = text if by_name else (self._dialled.shown or text)
        settled = self._dialled.verdict in (Verdict.PREMIUM_RATE, Verdict.EMERGENCY)
        whole = settled or (self._dialled.can_call and not by_name)
        them = call.peer if call is not None else ""
        found = () if whole else suggest(state, text, home=home)
        self.suggestions = tuple(person for person in found if person.address != them)

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.TransferFailed(call_id, to, why):
                self._tell_failure(state, call_id, to, why)
            case e.CallBegan() | e.CallAnswered() | e.CallEnded() | e.ContactsChanged():
                self.changed.emit()
            case _:
                pass

    def _tell_failure(self, state: State, call_id: CallId, to: Address, why: EndOfCall) -> None:
        call = state.call(call_id)
        if call is None or not call.is_live:
            return
        waits = any(c.phase is Phase.TALKING and c.id != call_id for c in state.live_calls)
        sentence = (
            _("Transfer to {name} failed: {why}. {other} is still on hold.")
            if waits
            else _("Transfer to {name} failed: {why}. You are back with {other}.")
        )
        other = view_of(state, call, self._region).name
        self.failed.emit(
            sentence.format(
                name=isolated(who(state, to).name), why=why_transfer_failed(why), other=isolated(other)
            )
        )
