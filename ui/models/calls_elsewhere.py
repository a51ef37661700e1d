"""Calls on the account's other devices: those that go on, to be taken over, and those taken there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.active_calls import ActiveCall
from desktop.domain.calls import Call, CallRecord, Direction
from desktop.domain.connection import Carrier
from desktop.domain.session import DeviceId
from desktop.domain.state import State
from desktop.services.calls import Calls
from desktop.store import Store
from ui.i18n import _
from ui.models.elsewhere import device_name, elsewhere_words, is_here
from ui.models.listening import Start, listen
from ui.models.moments import clock_time
from ui.models.plain import isolated
from ui.models.who import number_name, who
from ui.words import sentence_for

REMEMBERED = 8
"""Calls that rang here a moment ago: where they were taken may still be told."""


@dataclass(frozen=True, slots=True)
class ElsewhereCall:
    """A call on another device, for the eye."""

    key: str
    name: str
    device: str
    """Empty where its name is not known."""
    mine: str
    colour: int
    answered_at: datetime

    def words(self, now: datetime) -> str:
        seconds = clock_time((now - self.answered_at).total_seconds())
        name = isolated(self.name)
        if not self.device:
            return _("Call with {name} on another device, {time}").format(name=name, time=seconds)
        return _("Call with {name} on {device}, {time}").format(
            name=name, device=isolated(self.device), time=seconds
        )

    @property
    def button_words(self) -> str:
        return _("Take over the call with {name} here").format(name=isolated(self.name))


class CallsElsewhere(QObject):
    changed = Signal()
    told = Signal(str)
    """A sentence about a call that rang here and was taken or declined elsewhere."""

    def __init__(
        self,
        store: Store,
        calls: Calls,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.clock = clock
        self.views: tuple[ElsewhereCall, ...] = ()
        self.problem = ""
        self._store, self._calls, self._start = store, calls, start
        self._rang: dict[str, None] = {}
        """The carrier's ids of calls that rang here and were not taken here, the oldest first."""
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    def take_over(self, key: str) -> None:
        active = next((each for each in self._store.state.active_calls if each.id == key), None)
        if active is not None:
            self._start(self._take_over(active))

    def retranslate(self) -> None:
        self._look()
        self.changed.emit()

    async def _take_over(self, active: ActiveCall) -> None:
        try:
            await self._calls.take_over(active)
        except Exception as error:
            self.told.emit(sentence_for(error))

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CallEnded(call_id):
                call = state.call(call_id)
                if call is not None:
                    self._remember(call)
                self._look()
            case e.ActiveCallsChanged(calls):
                for active in calls:
                    self._tell_of_answer(active)
                self._look()
            case e.HistoryChanged(records):
                for record in records:
                    self._tell_of_record(record)
            case (
                e.CarrierChanged()
                | e.DeviceNamesChanged()
                | e.ContactsChanged()
                | e.NumbersChanged()
                | e.SessionChanged()
                | e.CallBegan()
            ):
                self._look()
            case _:
                pass

    def _remember(self, call: Call) -> None:
        if call.direction is Direction.INCOMING and call.answered_at is None and call.carrier_id:
            self._rang[call.carrier_id] = None
            while len(self._rang) > REMEMBERED:
                del self._rang[next(iter(self._rang))]
            for active in self._store.state.active_calls:  # it was told before the ringing stopped
                self._tell_of_answer(active)

    def _tell_of_answer(self, active: ActiveCall) -> None:
        if active.id in self._rang and not is_here(self._store.state, active.device_id):
            del self._rang[active.id]
            self.told.emit(answered_on(self._store.state, active.device_id))

    def _tell_of_record(self, record: CallRecord) -> None:
        if record.id in self._rang:
            del self._rang[record.id]
            words = elsewhere_words(self._store.state, record)
            if words:
                self.told.emit(f"{words}.")

    def _look(self) -> None:
        views = self._now(self._store.state)
        if views != self.views:
            self.views = views
            self.changed.emit()

    def _now(self, state: State) -> tuple[ElsewhereCall, ...]:
        """None while the carrier is away: what it said last may be over by now."""
        if state.carrier is not Carrier.UP:
            return ()
        coming = {call.carrier_id for call in state.live_calls}
        return tuple(
            _view(state, active)
            for active in state.active_calls
            if not is_here(state, active.device_id) and active.id not in coming
        )


def answered_on(state: State, device_id: DeviceId) -> str:
    name = device_name(state, device_id)
    if not name:
        return _("Answered on another of your devices.")
    return _("Answered on {device}.").format(device=isolated(name))


def _view(state: State, active: ActiveCall) -> ElsewhereCall:
    number = state.number(active.number_id)
    them = who(state, active.peer, home=number.country if number else "")
    return ElsewhereCall(
        active.id,
        them.name,
        device_name(state, active.device_id),
        number_name(number) if number else "",
        number.colour if number else 0,
        active.answered_at,
    )
