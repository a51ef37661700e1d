"""The calls that are going on, ring, or have just ended, as the call bar, page and card show them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import Call, CallId, Direction, EndOfCall, Phase
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.services.calls import Calls
from desktop.store import Store
from ui.i18n import _
from ui.models.emergency import EmergencyAdvice, emergency_advice
from ui.models.from_number import why_not
from ui.models.levels import LevelsModel
from ui.models.listening import Start, listen
from ui.models.moments import clock_time
from ui.models.plain import isolated
from ui.models.who import country_name, number_name, who
from ui.words import engine_words, sentence_for, why_call_ended

_CODECS = {"PCMU/8000": "G.711 µ-law", "PCMA/8000": "G.711 A-law", "G722/16000": "G.722 (HD)"}

_ENDED_WELL = (EndOfCall.HUNG_UP, EndOfCall.REMOTE_HUNG_UP, EndOfCall.CANCELLED, EndOfCall.ANSWERED_ELSEWHERE)
_NEVER = (EndOfCall.PREMIUM_RATE, EndOfCall.EMERGENCY_NOT_SUPPORTED, EndOfCall.SESSION_ENDED)
"""Neither calling again nor a message would come any further."""
STAYS = 4000
"""Milliseconds for which a call that ended as it should is still shown."""


@dataclass(frozen=True, slots=True)
class CallView:
    """A call, for the eye."""

    key: CallId
    name: str
    initials: str
    number: str
    """Theirs, formatted; empty where it is hidden or is the name already."""
    country: str
    country_code: str
    mine: str
    """The name of my number."""
    colour: int
    phase: Phase
    incoming: bool
    silenced: bool
    """Do not disturb: it shows, and does not ring."""
    muted: bool
    tones: str
    words: str
    """What is going on: ringing, or why it ended. Empty while a timer says it."""
    answered_monotonic: float | None
    codec: str
    encrypted: bool
    detail: str
    can_message: bool
    can_call_again: bool
    """It is over, and another try may come further."""
    peer: Address
    number_id: NumberId
    emergency: EmergencyAdvice | None = None
    """What to do instead: it was a call for help, and this service does not reach any."""

    @property
    def is_ringing_here(self) -> bool:
        return self.incoming and self.phase in (Phase.RINGING, Phase.DIALING)

    @property
    def is_live(self) -> bool:
        return self.phase is not Phase.ENDED

    def elapsed(self, now: float) -> str:
        """The timer at `now` (`time.monotonic()`); empty before an answer."""
        return "" if self.answered_monotonic is None else clock_time(now - self.answered_monotonic)

    @property
    def announcement(self) -> str:
        """Said once to a screen reader when it rings."""
        caller = f"{self.name}, {self.number}" if self.number else self.name
        return _("Incoming call from {name} to {number}").format(name=caller, number=self.mine)


class CallsModel(QObject):
    changed = Signal()
    rang = Signal(object)
    """A CallView that has begun to ring here."""
    message_wanted = Signal(object)
    """A ThreadKey."""

    def __init__(
        self,
        store: Store,
        calls: Calls,
        start: Start,
        *,
        levels: LevelsModel | None = None,
        region: str = "",
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """`region` is where this computer is, for what an emergency call is answered with."""
        super().__init__(parent)
        self.monotonic = monotonic
        self._region = region
        self.levels = levels
        self.views: tuple[CallView, ...] = ()
        self.engine_words = ""
        self.problem = ""
        self._looked_at: CallId | None = None
        self._store, self._calls, self._start = store, calls, start
        self._rung: set[CallId] = set()
        self._leaving: set[CallId] = set()
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()
        if self.levels is not None:
            self.levels.close()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def ringing(self) -> tuple[CallView, ...]:
        """Incoming, not answered yet."""
        return tuple(view for view in self.views if view.is_ringing_here)

    @property
    def carded(self) -> tuple[CallView, ...]:
        """Those that ring here and may show it."""
        shown = self._store.state.quiet.shows_calls
        return tuple(view for view in self.ringing if shown or not view.silenced)

    @property
    def barred(self) -> tuple[CallView, ...]:
        """Those with a call bar: going on, or just ended, and not open as a page; the newest last."""
        return tuple(
            view
            for view in self.views
            if not (view.is_ringing_here or self._was_missed(view) or view.key == self._looked_at)
        )

    def view(self, call_id: CallId) -> CallView | None:
        return next((view for view in self.views if view.key == call_id), None)

    def look_at(self, call_id: CallId | None) -> None:
        """Its page is in sight, which says and does all that its bar would; None when no page is."""
        if call_id != self._looked_at:
            self._looked_at = call_id
            self.changed.emit()

    # --- what the person does -----------------------------------------------------------------------------
    def dial(self, to: Address, number_id: NumberId) -> None:
        self._do(self._calls.dial(to, number_id=number_id))

    def answer(self, call_id: CallId) -> None:
        self._do(self._calls.answer(call_id))

    def decline(self, call_id: CallId) -> None:
        self._do(self._calls.decline(call_id))

    def answer_first(self) -> None:
        """By shortcut: what rings longest."""
        if self.ringing:
            self.answer(self.ringing[0].key)

    def decline_first(self) -> None:
        if self.ringing:
            self.decline(self.ringing[0].key)

    def hang_up(self, call_id: CallId) -> None:
        self._do(self._calls.hang_up(call_id))

    def toggle_mute(self, call_id: CallId) -> None:
        view = self.view(call_id)
        if view is not None:
            self._do(self._calls.mute(call_id, not view.muted))

    def send_tone(self, call_id: CallId, digit: str) -> None:
        self._do(self._calls.send_tones(call_id, digit))

    def dismiss(self, call_id: CallId) -> None:
        self._calls.dismiss(call_id)

    def call_again(self, call_id: CallId) -> None:
        view = self.view(call_id)
        if view is not None and view.peer:
            self._calls.dismiss(call_id)
            self.dial(view.peer, view.number_id)

    def message(self, call_id: CallId) -> None:
        """Write to the other side; a call that rings goes on ringing until it is declined or answered."""
        view = self.view(call_id)
        if view is not None and view.can_message:
            self.message_wanted.emit(ThreadKey(view.number_id, view.peer))

    def decline_with_message(self, call_id: CallId) -> None:
        self.message(call_id)
        self.decline(call_id)

    # --- inside -------------------------------------------------------------------------------------------
    def _do(self, work: Awaitable[object]) -> None:
        self._start(self._try(work))

    async def _try(self, work: Awaitable[object]) -> None:
        try:
            await work
            problem = ""
        except Exception as error:
            problem = sentence_for(error)
        if problem != self.problem:
            self.problem = problem
            self.changed.emit()

    def retranslate(self) -> None:
        """The language changed, and with it what is said of each call."""
        self._look()

    def forget_problem(self) -> None:
        if self.problem:
            self.problem = ""
            self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case (
                e.CallBegan()
                | e.CallRang()
                | e.CallAnswered()
                | e.CallMuted()
                | e.TonesSent()
                | e.CallEnded()
                | e.CallDismissed()
                | e.EngineChanged()
                | e.ContactsChanged()
                | e.NumbersChanged()
                | e.SessionChanged()
            ):
                self._look()
            case _:
                pass

    def _look(self) -> None:
        state = self._store.state
        views = tuple(_view(state, call, self._region) for call in state.calls)
        words = engine_words(state.engine)
        if views == self.views and words == self.engine_words:
            return
        self.views, self.engine_words = views, words
        self._rung &= {view.key for view in views}
        for view in self.ringing:
            if view.key not in self._rung:
                self._rung.add(view.key)
                self.rang.emit(view)
        self._let_go()
        self.changed.emit()

    def _let_go(self) -> None:
        """What ended as it should leaves by itself; a failure stays until somebody has read it."""
        self._leaving &= {view.key for view in self.views}
        for call in self._store.state.calls:
            if call.is_live or call.id in self._leaving:
                continue
            unanswered_here = call.direction is Direction.INCOMING and call.answered_monotonic is None
            if unanswered_here or call.end in _ENDED_WELL:
                self._leaving.add(call.id)
                stay = 0 if unanswered_here else STAYS
                QTimer.singleShot(stay, self, partial(self._calls.dismiss, call.id))

    def _was_missed(self, view: CallView) -> bool:
        """It rang here and nobody took it: the history tells of it, no bar does."""
        return view.incoming and not view.is_live and view.answered_monotonic is None


def _view(state: State, call: Call, region: str) -> CallView:
    number = state.number(call.number_id)
    them = who(state, call.peer, said_name=call.peer_name, home=number.country if number else "")
    mine = number_name(number) if number else ""
    return CallView(
        call.id,
        them.name,
        them.initials,
        them.number if them.number != them.name else "",
        country_name(them.country),
        them.country,
        mine,
        number.colour if number else 0,
        call.phase,
        incoming=call.direction is Direction.INCOMING,
        silenced=call.silenced,
        muted=call.muted,
        tones=call.tones,
        words=_words(call, them.name, mine),
        answered_monotonic=call.answered_monotonic,
        codec=_CODECS.get(call.codec, call.codec),
        encrypted=call.encrypted,
        detail=call.detail,
        can_message=bool(call.peer)
        and not any(c.isalpha() for c in call.peer)
        and number is not None
        and call.end not in _NEVER
        and not why_not(number, Capability.MESSAGES),
        can_call_again=not call.is_live
        and bool(call.peer)
        and number is not None
        and call.end not in (*_NEVER, EndOfCall.ANSWERED_ELSEWHERE)
        and not why_not(number, Capability.CALLS),
        peer=call.peer,
        number_id=call.number_id,
        emergency=_advice(call, (number.country if number else "", region)),
    )


def _advice(call: Call, regions: tuple[str, str]) -> EmergencyAdvice | None:
    if call.end is not EndOfCall.EMERGENCY_NOT_SUPPORTED:
        return None
    return emergency_advice(call.peer, regions)


def _words(call: Call, name: str, mine: str) -> str:
    match call.phase:
        case Phase.DIALING:
            return _("Calling…")
        case Phase.RINGING:
            return _("Incoming call") if call.direction is Direction.INCOMING else _("Ringing…")
        case Phase.TALKING:
            return ""
        case Phase.HELD:
            return _("On hold")
        case Phase.ENDED:
            return why_call_ended(call.end or EndOfCall.TECHNICAL, name=isolated(name), number=isolated(mine))
