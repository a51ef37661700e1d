"""Which greeting speaks now, in words; it turns by itself when one leaves and when one is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.greetings import Greetings, Kind
from desktop.domain.numbers import NumberId
from desktop.domain.state import State
from desktop.domain.wall_time import wall_time
from desktop.store import Store
from ui.i18n import _
from ui.models.coming import coming_moment, my_zone
from ui.models.listening import listen
from ui.models.plain import isolated
from ui.models.who import number_name

_LONGEST_WAIT = timedelta(hours=1)


class SpeakingModel(QObject):
    changed = Signal()

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: Callable[[], str] = my_zone,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.number_id: NumberId | None = None
        self.away = ""
        """Whose callers are told that one is away, and until when; of all numbers where none is chosen."""
        self.speaks = ""
        """What callers of the number that is chosen hear."""
        self._store, self._clock, self._zone = store, clock, zone
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._look)
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._turn.stop()
        self._unsubscribe()

    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self._look()

    def retranslate(self) -> None:
        self._look()

    # --- inside -----------------------------------------------------------------------------------------
    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.GreetingsChanged | e.NumbersChanged | e.SessionChanged):
            self._look()

    def _look(self) -> None:
        before = self.away, self.speaks
        state, now = self._store.state, self._clock()
        self.away, self.speaks = self._away_words(state, now), ""
        here = None if self.number_id is None else state.greetings.get(self.number_id)
        if here is not None:
            self.speaks = self._speaks_words(here, now)
        turns = [each for g in state.greetings.values() if (each := g.turns_after(now)) is not None]
        wait = min((each - now for each in turns), default=_LONGEST_WAIT)
        if turns:
            self._turn.start(max(50, int(min(wait, _LONGEST_WAIT).total_seconds() * 1000) + 50))
        else:
            self._turn.stop()
        if before != (self.away, self.speaks):
            self.changed.emit()

    def _away_words(self, state: State, now: datetime) -> str:
        lines = []
        for number in state.numbers:
            greetings = state.greetings.get(number.id)
            away = None if greetings is None else greetings.away
            if away is None or not away.speaks_at(now) or self.number_id not in (None, number.id):
                continue
            until = coming_moment(wall_time(away.ends, self._zone()), now=now)
            if self.number_id is None:
                name = isolated(number_name(number))
                lines.append(_("{number}: away until {moment}").format(number=name, moment=until))
            else:
                lines.append(_("Away until {moment}").format(moment=until))
        return "\n".join(lines)

    def _speaks_words(self, greetings: Greetings, now: datetime) -> str:
        match greetings.speaking_at(now):
            case Kind.AWAY:
                return _("Callers hear now that you are away.")
            case Kind.OWN:
                return _("Callers hear your own greeting now.")
            case Kind.DEFAULT:
                return _("Callers hear the default greeting now.")
