"""Whether this computer would ring, link by link, with what to do where one does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.numbers import Capability, NumberId
from desktop.domain.ring_check import Holds, Link, RingCheck, Tried
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.models.plain import isolated, one_line
from ui.models.who import number_name
from ui.report_words import gone_words
from ui.words import sentence_for


class RingCheckService(Protocol):
    async def begin(self, number_id: NumberId) -> None: ...


@dataclass(frozen=True, slots=True)
class LinkLine:
    link: Link
    holds: Holds
    words: str
    advice: str = ""
    """What to do where it does not hold, or could hold better."""


@dataclass(frozen=True, slots=True)
class NumberChoice:
    number_id: NumberId
    name: str


class RingCheckModel(QObject):
    changed = Signal()

    def __init__(
        self, store: Store, checks: RingCheckService, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.numbers: tuple[NumberChoice, ...] = ()
        self.number_id: NumberId | None = None
        """The one that is called."""
        self.lines: tuple[LinkLine, ...] = ()
        self.verdict = ""
        """Empty until it is over."""
        self.holds = False
        self.running = False
        self.problem = ""
        self._store, self._checks, self._start = store, checks, start
        self._unsubscribe = listen(store, self._hear)
        self.retranslate()

    def close(self) -> None:
        self._unsubscribe()

    def choose(self, number_id: NumberId) -> None:
        self.number_id = number_id
        self.changed.emit()

    def begin(self) -> None:
        if self.number_id is not None and not self.running:
            self._start(self._begin(self.number_id))

    async def _begin(self, number_id: NumberId) -> None:
        self.problem = ""
        try:
            await self._checks.begin(number_id)
        except Exception as error:
            self.problem = sentence_for(error)
        self.retranslate()

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.RingCheckChanged | e.NumbersChanged | e.SessionChanged):
            self.retranslate()

    def retranslate(self) -> None:
        """Say all of it anew."""
        state = self._store.state
        can = tuple(number for number in state.numbers if number.can(Capability.CALLS))
        self.numbers = tuple(NumberChoice(number.id, number_name(number)) for number in can)
        if self.number_id not in {number.id for number in can}:
            self.number_id = can[0].id if can else None
        check = state.ring_check
        self.running = check is not None and check.running
        self.holds = check is not None and check.will_ring
        self.lines = () if check is None else tuple(_line(state, check, each) for each in check.links)
        self.verdict = _verdict(check)
        self.changed.emit()


def _verdict(check: RingCheck | None) -> str:
    if check is None or check.running:
        return ""
    if check.will_ring:
        return _("Yes. A call rings on this computer.")
    return _("No. A call would not ring on this computer.")


def _line(state: State, check: RingCheck, tried: Tried) -> LinkLine:
    number = state.number(check.number_id)
    name = isolated(number_name(number)) if number is not None else ""
    advice = [_advice(tried)] if tried.holds is Holds.NO else []
    if tried.gone:
        advice.append(gone_words(tried.gone))
    return LinkLine(tried.link, tried.holds, _words(tried, name), " ".join(advice))


def _words(tried: Tried, number: str) -> str:
    holds, broken = tried.holds is Holds.YES, tried.holds is Holds.NO
    match tried.link:
        case Link.PROGRAM:
            return _("The sound part of the program does not run") if broken else _("The program is awake")
        case Link.CARRIER:
            return _("The carrier can't be reached") if broken else _("The carrier is reached")
        case Link.REGISTERED:
            return _("The carrier does not know where to call") if broken else _("Registered for calls")
        case Link.NUMBER:
            return _number_words(tried.detail if broken else "", number)
        case Link.QUIET:
            return _("Do not disturb is on") if broken else _("Do not disturb is off")
        case Link.CALL:
            if holds:
                return _("The call came after {count} ms").format(count=tried.milliseconds)
            if tried.holds is Holds.TRYING:
                return _("Test call from the carrier…")
            return _("No call came") if broken else _("Test call from the carrier")
        case Link.BELL:
            if holds:
                return _("It rings on {device}").format(device=isolated(one_line(tried.detail)))
            return _("Nothing sounds") if broken else _("Ringing on this computer")
        case _:
            assert_never(tried.link)


def _number_words(why_not: str, number: str) -> str:
    match why_not:
        case "number-off":
            return _("{number} is switched off").format(number=number)
        case "number-expired":
            return _("{number} has expired").format(number=number)
        case "not-verified":
            return _("{number} is not verified yet").format(number=number)
        case _:
            return _("{number} is switched on").format(number=number)


def _advice(tried: Tried) -> str:
    match tried.link:
        case Link.PROGRAM:
            return _("It is started again by itself. If this stays so, open Fiveline anew.")
        case Link.CARRIER:
            if tried.detail == "captive-portal":
                return _("This network wants you to sign in first. Open a web page to do so.")
            return _("Check your connection.")
        case Link.REGISTERED:
            return _("It is tried again by itself. If this stays so, sign out and sign in again.")
        case Link.NUMBER:
            if tried.detail == "number-expired":
                return _("Renew it to be called on it.")
            if tried.detail == "not-verified":
                return _("Verify it to be called on it.")
            return _("Switch it on to be called on it.")
        case Link.QUIET:
            return _("Switch it off to hear calls.")
        case Link.CALL:
            if tried.detail == "too-many-requests":
                return _("This was tried too often. Wait a minute, then try again.")
            return _("Something on the way keeps calls out, such as a firewall. Try another network.")
        case Link.BELL:
            if tried.detail == "turned-down":
                return _("The ring volume is at 0. Turn it up.")
            return _("Connect a loudspeaker, or choose a ring device that is there.")
        case _:
            assert_never(tried.link)
