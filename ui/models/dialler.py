"""What stands in the dialler, what it means, and which of my numbers it goes out on (CALL-1 to CALL-3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import Call, Direction
from desktop.domain.connection import Readiness
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.services.calls import Calls
from desktop.services.dialling import Dialled, Verdict, countries, read_number
from desktop.store import Store
from ui.i18n import _
from ui.models.emergency import EmergencyAdvice, emergency_advice
from ui.models.from_number import Choice, FromNumber, as_from_number, choose, from_numbers, next_number
from ui.models.link_confirmation import LinkConfirmation, confirm
from ui.models.listening import Start, listen
from ui.models.plain import isolated, plain
from ui.models.suggestion import Suggestion, folded, suggest
from ui.models.who import country_name, flag_of, who
from ui.words import sentence_for, verdict_words, why_no_calls

LONGEST = 64
_FALLBACK_COUNTRY = "FR"


@dataclass(frozen=True, slots=True)
class CountryChoice:
    code: str
    flag: str
    name: str
    prefix: str

    @property
    def key(self) -> str:
        return self.code

    @property
    def spoken(self) -> str:
        return f"{self.name} {self.prefix}"


class DiallerModel(QObject):
    changed = Signal()
    replaced = Signal(str)
    """The field holds another text than what was typed into it."""
    message_wanted = Signal(object)
    """A ThreadKey: write to what stands here."""
    dialled = Signal()
    """A call was begun."""

    def __init__(
        self,
        store: Store,
        calls: Calls,
        start: Start,
        *,
        region: str = "",
        parent: QObject | None = None,
    ) -> None:
        """`region` is where this computer is: its emergency numbers are known too."""
        super().__init__(parent)
        self.typed = ""
        self.problem = ""
        self.tab: NumberId | None = None
        self.last: Address | None = None
        """What was called last: Enter on an empty dialler brings it back."""
        self._store, self._calls, self._start = store, calls, start
        self._region = region
        self._country = ""
        self._link_note: str | None = None
        """Not None while what stands here came by a link and nobody has touched it."""
        self._picked: NumberId | None = None
        self._named: Suggestion | None = None
        self._dialling = False
        self.suggestions: tuple[Suggestion, ...] = ()
        self._dialled = Dialled("", None, self.country, Verdict.EMPTY)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def country(self) -> str:
        """Where a number without a prefix is dialled from: chosen, or that of my number."""
        if self._country:
            return self._country
        choice = choose(self._store.state, Capability.CALLS, tab=self.tab, picked=self._picked)
        number = self._store.state.number(choice.number_id) if choice.number_id else None
        return number.country if number else _FALLBACK_COUNTRY

    @property
    def country_shown(self) -> CountryChoice:
        code = self._dialled.country or self.country
        return next(
            (c for c in all_countries() if c.code == code), CountryChoice(code, flag_of(code), code, "")
        )

    @property
    def address(self) -> Address | None:
        return self._named.address if self._named else self._dialled.address

    @property
    def choice(self) -> Choice:
        return choose(self._store.state, Capability.CALLS, to=self.address, tab=self.tab, picked=self._picked)

    @property
    def number(self) -> FromNumber | None:
        choice = self.choice
        number = self._store.state.number(choice.number_id) if choice.number_id else None
        return as_from_number(number, Capability.CALLS) if number else None

    @property
    def numbers(self) -> tuple[FromNumber, ...]:
        return from_numbers(self._store.state, Capability.CALLS)

    @property
    def refused(self) -> bool:
        return self._dialled.verdict in (
            Verdict.PREMIUM_RATE,
            Verdict.EMERGENCY,
            Verdict.TOO_LONG,
            Verdict.NOT_A_NUMBER,
        ) and not (self._named or self.suggestions)

    @property
    def words(self) -> str:
        """One line under the field: whose number it is, what is wrong, or why nothing can be called."""
        if self.problem:
            return self.problem
        if self._named is None and self.suggestions and self._dialled.address is None:
            return ""
        if self.refused:
            return verdict_words(self._dialled.verdict)
        cut = why_no_calls(self._store.state.readiness)
        if cut and self._store.state.readiness is not Readiness.CONNECTING:
            return cut
        if self.number is None:
            return _("None of your numbers can make calls right now.")
        if self.address is not None:
            parts = [verdict_words(self._dialled.verdict)] if self._named is None else []
            them = who(self._store.state, self.address)
            if them.is_known and self._named is None:
                parts.append(isolated(them.name))
            elif self._named is not None:
                parts.append(f"{self._named.label} {self._named.number}".strip())
            if self.choice.follows_contact:
                parts.append(_("as set on the card"))
            return " · ".join(part for part in parts if part)
        return ""

    @property
    def can_call(self) -> bool:
        callable_now = self._named is not None or self._dialled.can_call
        return callable_now and self.number is not None and not self._dialling

    @property
    def emergency(self) -> EmergencyAdvice | None:
        """What to do instead, while an emergency number stands here."""
        if self._dialled.verdict is not Verdict.EMERGENCY:
            return None
        return emergency_advice(self._dialled.emergency, (self.country, self._region))

    @property
    def link(self) -> LinkConfirmation | None:
        """What a link has put here, until somebody changes or calls it."""
        if self._link_note is None or self._named is not None or self._dialled.address is None:
            return None
        return confirm(
            self._dialled.address, dialled_from=self.country, mine=self.number, note=self._link_note
        )

    @property
    def can_message(self) -> bool:
        able = any(not n.why_not for n in from_numbers(self._store.state, Capability.MESSAGES))
        return able and (self._named is not None or self._dialled.can_call)

    # --- what the person does -----------------------------------------------------------------------------
    def type(self, text: str) -> None:
        """What stands in the field now, typed or pasted; never dials."""
        text = plain(text)[:LONGEST].replace("\n", " ")
        if text == self.typed:
            return
        self._link_note = None
        self._named = None
        self.problem = ""
        self._read(text)
        if self.typed != text:
            self.replaced.emit(self.typed)
        self.changed.emit()

    def fill(self, text: str) -> None:
        """As if typed, from elsewhere: the history, a card."""
        self.typed = ""
        self.type(text)
        self.replaced.emit(self.typed)

    def fill_from_link(self, number: str, note: str = "") -> None:
        """Somebody else wrote it: it stands here until the person has read it and calls."""
        self._country = ""
        self.fill(number)
        self._link_note = note
        self.changed.emit()

    def press(self, key: str) -> None:
        self.type(self.typed + key)
        self.replaced.emit(self.typed)

    def clear(self) -> None:
        self._country = ""
        self._link_note = None
        self._named = None
        self.problem = ""
        self._read("")
        self.replaced.emit("")
        self.changed.emit()

    def choose_country(self, code: str) -> None:
        """Dial from there; an international number is rewritten to it."""
        self._country = code
        self._read(self.typed)
        self.changed.emit()

    def choose_number(self, number_id: NumberId) -> None:
        self._picked = number_id
        self._read(self.typed)
        self.changed.emit()

    def next_number(self) -> None:
        wanted = next_number(self.numbers, self.choice.number_id)
        if wanted is not None:
            self.choose_number(wanted)

    def show_tab(self, number_id: NumberId | None) -> None:
        self.tab = number_id
        self._picked = None
        self._read(self.typed)
        self.changed.emit()

    def choose_person(self, suggestion: Suggestion) -> None:
        self._named = suggestion
        self._link_note = None
        self.suggestions = ()
        self.typed = suggestion.name
        self.problem = ""
        self.replaced.emit(self.typed)
        self.changed.emit()

    def call(self) -> None:
        """Call it; on an empty field, bring back what was called last."""
        if not self.typed and self.last is not None:
            self.fill(self.last)
            return
        if self.suggestions and self._named is None and self._dialled.address is None:
            self.choose_person(self.suggestions[0])
            return
        if self.emergency is not None:
            self._call_for_help()
            return
        address, number = self.address, self.number
        if self.can_call and address is not None and number is not None:
            self._dialling = True
            self.changed.emit()
            self._start(self._dial(address, number.id))

    def message(self) -> None:
        if self.address is not None and self.can_message:
            choice = choose(
                self._store.state,
                Capability.MESSAGES,
                to=self.address,
                tab=self.tab,
                picked=self._picked,
            )
            if choice.number_id is not None:
                self.message_wanted.emit(ThreadKey(choice.number_id, self.address))

    # --- inside -------------------------------------------------------------------------------------------
    def _call_for_help(self) -> None:
        """The attempt is answered by the call's page; with no number at all, here."""
        mine = self.choice.number_id or next((number.id for number in self._store.state.numbers), None)
        if mine is None:
            self.problem = verdict_words(Verdict.EMERGENCY)
            self.changed.emit()
        elif not self._dialling:
            self._dialling = True
            self._start(self._dial(Address(self._dialled.emergency), mine))

    async def _dial(self, address: Address, number_id: NumberId) -> None:
        try:
            await self._calls.dial(address, number_id=number_id)
        except Exception as error:
            self.problem = sentence_for(error)
            self.changed.emit()
            return
        else:
            if self.emergency is None:
                self.last = address
            self.clear()
            self.dialled.emit()
        finally:
            self._dialling = False
            self.changed.emit()

    def _read(self, text: str) -> None:
        by_name = any(c.isalpha() for c in text)
        self._dialled = read_number(text, country=self.country, here=self._region)
        settled = (Verdict.PREMIUM_RATE, Verdict.EMERGENCY)
        whole = (self._dialled.can_call and not by_name) or self._dialled.verdict in settled
        self.suggestions = () if whole else suggest(self._store.state, text, home=self.country)
        if by_name and not self.suggestions and self._dialled.address is None:
            self.typed = text
        else:
            self.typed = text if by_name else (self._dialled.shown or text)

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.NumbersChanged() | e.ContactsChanged():
                if self._named is None:
                    self._read(self.typed)
                self.changed.emit()
            case e.CarrierChanged() | e.EngineChanged() | e.RegistrationChanged():
                self.changed.emit()
            case e.CallBegan(call) if self._may_come_back(call):
                self.last = call.peer
            case _:
                pass

    def _may_come_back(self, call: Call) -> bool:
        """Whether Enter on an empty dialler brings it back."""
        read = read_number(call.peer, country=self.country, here=self._region)
        outgoing = bool(call.peer) and call.direction is Direction.OUTGOING
        return outgoing and read.verdict is not Verdict.EMERGENCY


def all_countries() -> tuple[CountryChoice, ...]:
    """By name in the person's language."""
    return _by_name(country_name("FR"))


@cache
def _by_name(_language: str) -> tuple[CountryChoice, ...]:
    found = [CountryChoice(c.code, c.flag, country_name(c.code), f"+{c.prefix}") for c in countries()]
    return tuple(sorted(found, key=lambda c: folded(c.name)))


def find_countries(text: str) -> tuple[CountryChoice, ...]:
    """Those whose name, code or prefix begins with `text`, or whose name holds it."""
    wanted = folded(text).lstrip("+")
    if not wanted:
        return all_countries()
    return tuple(
        c
        for c in all_countries()
        if wanted in folded(c.name) or c.code.casefold() == wanted or c.prefix[1:].startswith(wanted)
    )
