"""All greetings of one number together (VM-3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.greetings import Kind
from desktop.domain.numbers import Capability, NumberId
from desktop.domain.state import State
from desktop.store import Store
from ui.models.away_dates import AwayDatesModel
from ui.models.coming import my_zone
from ui.models.greeting import SECOND, GreetingModel, MakingGreetings
from ui.models.listening import Start, listen
from ui.models.speaking import SpeakingModel
from ui.words import sentence_for

log = logging.getLogger(__name__)


class GreetingsModel(QObject):
    changed = Signal()
    call_wanted = Signal(object)
    """A NumberId, whose voicemail shall be heard."""

    def __init__(
        self,
        store: Store,
        greetings: MakingGreetings,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: Callable[[], str] = my_zone,
        second: int = SECOND,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.number_id: NumberId | None = None
        self.problem = ""
        """Why it is not known what the carrier has."""
        self._store, self._greetings, self._start = store, greetings, start
        self.default, self.own, self.away = (
            GreetingModel(store, greetings, start, kind, second=second, parent=self) for kind in Kind
        )
        self.dates = AwayDatesModel(clock=clock, zone=zone, parent=self)
        self.speaking = SpeakingModel(store, clock=clock, zone=zone, parent=self)
        self.away.changed.connect(self._follow_away)
        self._unsubscribe = listen(store, self._hear)
        for each in (self.default, self.own, self.away, self.dates, self.speaking):
            each.changed.connect(self.changed)

    def close(self) -> None:
        self._unsubscribe()
        for each in (self.default, self.own, self.away, self.speaking):
            each.close()

    @property
    def can_save_away(self) -> bool:
        return self.away.can_save and not self.dates.problem

    @property
    def can_save_dates(self) -> bool:
        """Of one that the carrier has, where no other is being made: that is saved with them."""
        changed = self.away.is_there and self.dates.is_changed and not self.dates.problem
        return changed and not self.away.has_sound and not self.away.is_busy

    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self.dates.forget()
        for each in (self.default, self.own, self.away, self.speaking):
            each.show_number(number_id)
        self._follow_away()
        self.load()

    def load(self) -> None:
        number = None if self.number_id is None else self._store.state.number(self.number_id)
        if number is not None and number.can(Capability.VOICEMAIL):
            self._start(self._load(number.id))

    def save_away(self) -> None:
        if self.can_save_away:
            self.away.save(self.dates.dates)

    def save_dates(self) -> None:
        if self.can_save_dates and self.number_id is not None:
            self.away.change_dates(self.dates.dates)

    def hear_as_callers(self) -> None:
        if self.number_id is not None:
            self.leave()
            self.call_wanted.emit(self.number_id)

    def leave(self) -> None:
        for each in (self.default, self.own, self.away):
            each.leave()

    def retranslate(self) -> None:
        for each in (self.default, self.own, self.away, self.speaking):
            each.retranslate()

    # --- inside -------------------------------------------------------------------------------------------
    def _hear(self, event: e.Event, state: State) -> None:
        """The default one is spoken in another language from now on, and is as long as it is there."""
        if isinstance(event, e.NumbersChanged) and self.number_id is not None:
            number, known = state.number(self.number_id), state.greetings.get(self.number_id)
            if number is not None and known is not None and number.voicemail.language != known.language:
                self.load()

    async def _load(self, number_id: NumberId) -> None:
        problem = ""
        try:
            await self._greetings.load(number_id)
        except Exception as error:
            log.info("greetings are not known: %s", type(error).__name__)
            problem = sentence_for(error)
        if number_id == self.number_id and problem != self.problem:
            self.problem = problem
            self.changed.emit()

    def _follow_away(self) -> None:
        self.dates.follow(None if self.away.there is None else self.away.there.away)
