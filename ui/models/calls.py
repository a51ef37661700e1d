"""The calls that are going on, ring, or have just ended, as the call bar, page and card show them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallId, Direction, EndOfCall, Phase
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.state import State
from desktop.services.calls import MOST_CALLS, Calls
from desktop.store import Store
from ui.i18n import _
from ui.models.call_view import CallView, view_of
from ui.models.floor import who_took_over
from ui.models.levels import LevelsModel
from ui.models.listening import Start, listen
from ui.models.plain import isolated
from ui.models.remedy import Act, Remedy
from ui.models.transfer import TransferModel
from ui.models.unheard import Mend
from ui.words import engine_words, sentence_for

_ENDED_WELL = (
    EndOfCall.HUNG_UP,
    EndOfCall.REMOTE_HUNG_UP,
    EndOfCall.CANCELLED,
    EndOfCall.ANSWERED_ELSEWHERE,
    EndOfCall.MOVED,
    EndOfCall.TRANSFERRED,
)
STAYS = 4000
"""Milliseconds for which a call that ended as it should is still shown."""


class Unmuting(Protocol):
    """The part of the sound that this needs."""

    async def unmute_microphone(self) -> None: ...


class CallsModel(QObject):
    changed = Signal()
    rang = Signal(object)
    """A CallView that has begun to ring here."""
    message_wanted = Signal(object)
    """A ThreadKey."""
    edit_wanted = Signal(object)
    """An Address, to be put right in the dialler."""
    connect_wanted = Signal()
    another_wanted = Signal()
    """The dialler, for one more call."""
    microphone_wanted = Signal()
    """Another one is to be chosen."""
    keypad_wanted = Signal(object)
    """A CallId: the page of this call, with its keys."""
    page_wanted = Signal(object)
    """A CallId: it has the floor instead of the call that was looked at last, and its page instead of that
    one's where that is still open, if only behind the dialler."""
    transfer_wanted = Signal(object)
    """A CallId: the page of this call, with the question whom to hand it on to."""

    def __init__(
        self,
        store: Store,
        calls: Calls,
        start: Start,
        *,
        levels: LevelsModel | None = None,
        transfers: TransferModel | None = None,
        sound: Unmuting | None = None,
        region: str = "",
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """`region` is where this computer is, for what an emergency call is answered with."""
        super().__init__(parent)
        self.monotonic = monotonic
        self._region = region
        self.levels = levels
        self.transfers = transfers
        self.views: tuple[CallView, ...] = ()
        self.engine_words = ""
        self.problem = ""
        self._looked_at: CallId | None = None
        self._looked_at_last: CallId | None = None
        self._store, self._calls, self._start, self._sound = store, calls, start, sound
        self._rung: set[CallId] = set()
        self._leaving: set[CallId] = set()
        self._unsubscribe = listen(store, self._hear)
        if transfers is not None:
            transfers.failed.connect(self._tell)
        self._look()

    def close(self) -> None:
        self._unsubscribe()
        for model in (self.levels, self.transfers):
            if model is not None:
                model.close()

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

    @property
    def talked_on(self) -> tuple[CallView, ...]:
        """Who hears us now, or would if they did not hold."""
        return tuple(view for view in self.views if view.phase is Phase.TALKING)

    @property
    def current(self) -> CallView | None:
        """What a shortcut means: the call whose page is open, else one talked on, else one that waits."""
        answered = [view for view in self.views if view.is_talked_on]
        looked_at = [view for view in answered if view.key == self._looked_at]
        return next(iter((*looked_at, *self.talked_on, *answered)), None)

    @property
    def can_add(self) -> bool:
        return len([view for view in self.views if view.is_live]) < MOST_CALLS

    def can_join(self, call_id: CallId) -> bool:
        """Whether there is another to join it with that is not joined with it already."""
        return self._partner(call_id) is not None

    def view(self, call_id: CallId) -> CallView | None:
        return next((view for view in self.views if view.key == call_id), None)

    def look_at(self, call_id: CallId | None) -> None:
        """Its page is in sight, which says and does all that its bar would; None when no page is."""
        if call_id != self._looked_at:
            self._looked_at = call_id
            self._looked_at_last = call_id or self._looked_at_last
            self.changed.emit()

    # --- what the person does -----------------------------------------------------------------------------
    def dial(self, to: Address, number_id: NumberId) -> None:
        self._do(self._calls.dial(to, number_id=number_id))

    def hear_greeting(self, number_id: NumberId) -> None:
        self._do(self._calls.hear_greeting(number_id))

    def answer(self, call_id: CallId) -> None:
        self._do(self._calls.answer(call_id))

    def decline(self, call_id: CallId) -> None:
        self._do(self._calls.decline(call_id))

    def end_and_answer(self, call_id: CallId) -> None:
        self._do(self._calls.end_and_answer(call_id))

    def answer_first(self) -> None:
        """By shortcut: what rings longest."""
        if self.ringing:
            self.answer(self.ringing[0].key)

    def decline_first(self) -> None:
        if self.ringing:
            self.decline(self.ringing[0].key)

    def hang_up(self, call_id: CallId) -> None:
        self._do(self._calls.hang_up(call_id))

    def mute(self, call_id: CallId, muted: bool) -> None:
        self._do(self._calls.mute(call_id, muted))

    def mend(self, call_id: CallId) -> None:
        """Do what is offered, so that one is heard again."""
        view = self.view(call_id)
        if view is None or view.unheard is None:
            return
        match view.unheard.mend:
            case Mend.UNMUTE:
                self.mute(call_id, False)
            case Mend.UNMUTE_SYSTEM:
                if self._sound is not None:
                    self._do(self._sound.unmute_microphone())
            case Mend.CHOOSE:
                self.microphone_wanted.emit()

    # Each button means what it says, whatever came between its press and its click.

    def hold(self, call_id: CallId) -> None:
        view = self.view(call_id)
        if view is not None and view.is_talked_on:
            self._do(self._calls.hold(call_id))

    def resume(self, call_id: CallId) -> None:
        """Talk on; whoever is talked with meanwhile is held, which is how one switches."""
        view = self.view(call_id)
        if view is not None and view.is_talked_on:
            self._do(self._calls.resume(call_id))

    def join(self, call_id: CallId) -> None:
        """With the one that is talked on; where it is that one itself, with the one that waits longest."""
        partner = self._partner(call_id)
        if partner is not None:
            self._do(self._calls.join(call_id, partner.key))

    def split(self, call_id: CallId) -> None:
        self._do(self._calls.split(call_id))

    def put_through(self, call_id: CallId) -> None:
        """Whoever was asked takes the one who waits."""
        view = self.view(call_id)
        if view is not None and view.asks_for is not None and self.transfers is not None:
            self.transfers.put_through(view.asks_for, call_id)

    def add_another(self) -> None:
        self.another_wanted.emit()

    def mute_current(self) -> None:
        if (call := self.current) is not None:
            self.mute(call.key, not call.muted)

    def hold_current(self) -> None:
        if (call := self.current) is not None:
            (self.resume if call.phase is Phase.HELD else self.hold)(call.key)

    def hang_up_current(self) -> None:
        """The call whose page is open, else one that is dialled or talked on. What rings here is declined."""
        begun = [view for view in reversed(self.views) if view.is_live and not view.is_ringing_here]
        looked_at = [view for view in begun if view.key == self._looked_at]
        heard = [view for view in begun if view.phase is not Phase.HELD]
        call = next(iter((*looked_at, *heard, *begun)), None)
        if call is not None:
            self.hang_up(call.key)

    def show_keypad(self) -> None:
        """Of who hears: the page of one that is held may be open."""
        call = next((view for view in self.talked_on if view.key == self._looked_at), None)
        call = call or next(iter(self.talked_on), None)
        if call is not None:
            self.keypad_wanted.emit(call.key)

    def ask_for_transfer(self) -> None:
        if self.current is not None and self.transfers is not None and not self.current.is_handed_on:
            self.transfer_wanted.emit(self.current.key)

    def send_tone(self, call_id: CallId, digit: str) -> None:
        self._do(self._calls.send_tones(call_id, digit))

    def dismiss(self, call_id: CallId) -> None:
        self._calls.dismiss(call_id)

    def call_again(self, call_id: CallId) -> None:
        view = self.view(call_id)
        if view is not None and view.peer:
            self._calls.dismiss(call_id)
            self.dial(view.peer, view.number_id)

    def remedy(self, call_id: CallId) -> None:
        """Do what the call's remedy says."""
        view = self.view(call_id)
        if view is None or view.remedy is None:
            return
        match view.remedy:
            case Remedy(Act.OTHER_NUMBER, number_id=number_id) if number_id is not None:
                self._calls.dismiss(call_id)
                self.dial(view.peer, number_id)
            case Remedy(Act.EDIT_NUMBER):
                self._calls.dismiss(call_id)
                self.edit_wanted.emit(view.peer)
            case Remedy():
                self.connect_wanted.emit()

    def message(self, call_id: CallId) -> None:
        """Write to the other side; a call that rings goes on ringing until it is declined or answered."""
        view = self.view(call_id)
        if view is not None and view.can_message:
            self.message_wanted.emit(ThreadKey(view.number_id, view.peer))

    def decline_with_message(self, call_id: CallId) -> None:
        self.message(call_id)
        self.decline(call_id)

    # --- inside -------------------------------------------------------------------------------------------
    def _partner(self, call_id: CallId) -> CallView | None:
        view = self.view(call_id)
        if view is None or not view.is_talked_on or view.is_handed_on:
            return None
        others = [
            other
            for other in (*self.talked_on, *self.views)
            if other.is_talked_on
            and not other.is_handed_on
            and other.key != call_id
            and not (view.joined and other.joined)
        ]
        return next(iter(others), None)

    def _do(self, work: Awaitable[object]) -> None:
        self._start(self._try(work))

    async def _try(self, work: Awaitable[object]) -> None:
        try:
            await work
            problem = ""
        except Exception as error:
            problem = sentence_for(error)
        self._tell(problem)

    def _tell(self, problem: str) -> None:
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
            case e.ResumeFailed(call_id):
                name = isolated(view.name) if (view := self.view(call_id)) is not None else ""
                self._tell(_("{name} could not be taken off hold. Try again in a moment.").format(name=name))
            case (
                e.CallBegan()
                | e.CallRang()
                | e.CallAnswered()
                | e.CallMuted()
                | e.CallHeld()
                | e.CallHandedOn()
                | e.CallsJoined()
                | e.TransferBegan()
                | e.TransferRang()
                | e.TransferFailed()
                | e.TonesSent()
                | e.CallEnded()
                | e.CallDismissed()
                | e.ActiveCallsChanged()
                | e.EngineChanged()
                | e.SoundChanged()
                | e.ContactsChanged()
                | e.NumbersChanged()
                | e.SessionChanged()
            ):
                self._look()
            case _:
                pass

    def _look(self) -> None:
        state = self._store.state
        views = tuple(view_of(state, call, self._region) for call in state.calls)
        words = engine_words(state.engine)
        if views == self.views and words == self.engine_words:
            return
        taker = who_took_over(self._looked_at_last, self.views, views)
        self.views, self.engine_words = views, words
        self._rung &= {view.key for view in views}
        for view in self.ringing:
            if view.key not in self._rung:
                self._rung.add(view.key)
                self.rang.emit(view)
        self._let_go()
        self.changed.emit()
        if taker is not None:
            self.page_wanted.emit(taker)

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
