"""Do not disturb, for the eye: whether it is on, for how long still, and what can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.numbers import NumberId
from desktop.domain.quiet import Quiet, QuietFor, next_morning
from desktop.domain.state import State
from desktop.services.clock import utc_now
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.models.moments import time_of_day

_LOOKS_EVERY = 10_000
"""Milliseconds: what is shown is minutes."""
_IN_MINUTES_BELOW = 100


class QuietService(Protocol):
    async def begin(self, wanted: QuietFor, *, number_id: NumberId | None = None) -> None: ...

    async def end(self, *, number_id: NumberId | None = None) -> None: ...

    async def show_calls(self, shown: bool) -> None: ...


class QuietModel(QObject):
    changed = Signal()

    def __init__(
        self,
        store: Store,
        quiet: QuietService,
        start: Start,
        *,
        now: Callable[[], datetime] = utc_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._quiet, self._start, self._now = store, quiet, start, now
        self._shown: tuple[object, ...] = ()
        self._timer = QTimer(self, interval=_LOOKS_EVERY)
        self._timer.timeout.connect(self._look)
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._timer.stop()
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def is_on(self) -> bool:
        """For everything."""
        return self._store.state.quiet.everything is not None

    def is_quiet(self, number_id: NumberId | None) -> bool:
        return self._store.state.quiet.of(number_id) is not None

    @property
    def shows_calls(self) -> bool:
        return self._store.state.quiet.shows_calls

    def left(self, number_id: NumberId | None = None) -> str:
        """In a word or two: "28 min", "07:00"; empty where it does not end by itself."""
        until = self._until(number_id)
        if until is None:
            return ""
        minutes = ceil((until - self._now()).total_seconds() / 60)
        if minutes < _IN_MINUTES_BELOW:
            return _("{minutes} min").format(minutes=max(1, minutes))
        return time_of_day(until)

    def sentence(self) -> str:
        if not self.is_on:
            return _("Calls ring.")
        until = self._until(None)
        if until is None:
            return _("Do not disturb: calls don't ring until you switch it off.")
        return _("Do not disturb: calls don't ring until {time}.").format(time=time_of_day(until))

    def state_of(self, number_id: NumberId | None) -> str:
        """What stands in the box of a number, or of everything: how it is now."""
        quiet = self._store.state.quiet.of(number_id)
        if quiet is None:
            return _("Off") if number_id is None else _("Rings")
        if quiet.until is None:
            return _("On, until I switch it off") if number_id is None else _("Silent, until I switch it on")
        time = time_of_day(quiet.until)
        if number_id is None:
            return _("On, until {time}").format(time=time)
        return _("Silent until {time}").format(time=time)

    def words(self, wanted: QuietFor) -> str:
        match wanted:
            case QuietFor.HALF_HOUR:
                return _("For 30 minutes")
            case QuietFor.HOUR:
                return _("For 1 hour")
            case QuietFor.MORNING:
                morning = next_morning(self._now())
                return _("Until the morning, {time}").format(time=time_of_day(morning))
            case QuietFor.ALWAYS:
                return _("Until I switch it off")

    def words_for_number(self, wanted: QuietFor) -> str:
        match wanted:
            case QuietFor.HALF_HOUR:
                return _("Silent for 30 minutes")
            case QuietFor.HOUR:
                return _("Silent for 1 hour")
            case QuietFor.MORNING:
                morning = next_morning(self._now())
                return _("Silent until the morning, {time}").format(time=time_of_day(morning))
            case QuietFor.ALWAYS:
                return _("Silent, until I switch it on")

    # --- what the person does -----------------------------------------------------------------------------
    def choose(self, wanted: QuietFor | None, number_id: NumberId | None = None) -> None:
        """None switches it off."""
        if wanted is None:
            self._start(self._quiet.end(number_id=number_id))
        else:
            self._start(self._quiet.begin(wanted, number_id=number_id))

    def toggle(self) -> None:
        """With one click or key: off, or on until it is switched off."""
        self.choose(None if self.is_on else QuietFor.ALWAYS)

    def show_calls(self, shown: bool) -> None:
        self._start(self._quiet.show_calls(shown))

    def retranslate(self) -> None:
        self._look()

    # --- inside -------------------------------------------------------------------------------------------
    def _until(self, number_id: NumberId | None) -> datetime | None:
        quiet: Quiet | None = self._store.state.quiet.of(number_id)
        return None if quiet is None else quiet.until

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.QuietChanged):
            self._look()

    def _look(self) -> None:
        quiet = self._store.state.quiet
        timed = [each for each in (quiet.everything, *quiet.numbers.values()) if each and each.until]
        if timed and not self._timer.isActive():
            self._timer.start()
        elif not timed:
            self._timer.stop()
        shown = (quiet, self.left(), self.sentence())
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()
