"""The call history of one number, or of all (CALL-7)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.domain.state import State
from desktop.services.history import History
from desktop.store import Store
from ui.i18n import _
from ui.models.days import days
from ui.models.from_number import why_not
from ui.models.listening import Start, listen
from ui.models.moments import clock_time, day_heading, spoken_moment, time_of_day
from ui.models.row_list import RowList
from ui.models.suggestion import folded
from ui.models.who import number_name, who
from ui.words import outcome_words, sentence_for, why_call_failed_briefly

log = logging.getLogger(__name__)

PAGE = 50
GATHER = 40


@dataclass(frozen=True, slots=True)
class CallRow:
    key: str
    name: str
    initials: str
    outcome: Outcome
    incoming: bool
    words: str
    """Outcome, and duration or reason."""
    time: str
    day: str
    """The day's heading, on its first row."""
    moment: str
    """Day and time, wherever the row stands."""
    colour: int
    number_name: str
    seen: bool
    can_call: bool
    can_message: bool
    peer: Address
    number_id: NumberId
    number: str = ""

    @property
    def missed(self) -> bool:
        return self.outcome is Outcome.MISSED

    @property
    def spoken(self) -> str:
        parts = [self.name, self.words, self.moment]
        if self.number_name:
            parts.append(_("on {number}").format(number=self.number_name))
        return ". ".join(parts)


class HistoryModel(QObject):
    changed = Signal()
    message_wanted = Signal(object)
    call_wanted = Signal(object, object)

    def __init__(
        self,
        store: Store,
        history: History,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: RowList[CallRow] = RowList(self)
        self.number_id: NumberId | None = None
        self.missed_only = False
        self.search = ""
        self.loading = False
        self.problem = ""
        self._store, self._history, self._start, self._clock = store, history, start, clock
        self._records: list[CallRecord] = []
        self._complete = False
        self._generation = 0
        self._watched = False
        self._gather = QTimer(self, singleShot=True, interval=GATHER)
        self._gather.timeout.connect(self._catch_up)
        self._unsubscribe = listen(store, self._hear)
        days().turned.connect(self.retranslate)

    def close(self) -> None:
        days().turned.disconnect(self.retranslate)
        self._gather.stop()
        self._unsubscribe()

    # --- what the person does -----------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self._begin_again()

    def show_missed(self, only: bool) -> None:
        if only != self.missed_only:
            self.missed_only = only
            self._begin_again()

    def find(self, text: str) -> None:
        self.search = text.strip()
        self.rows.become(self._rows(self._records))
        self.changed.emit()

    def retranslate(self) -> None:
        """Another language, or another day: what the rows say in words is said anew."""
        self.rows.become(self._rows(self._records))
        self.changed.emit()

    def load_more(self) -> None:
        if self._records and not (self.loading or self._complete):
            self.loading = True
            self._start(self._load(self._generation, before=self._records[-1].sequence))

    def watch(self, watched: bool) -> None:
        """Somebody looks: missed calls count as seen."""
        self._watched = watched
        self._mark_seen()

    def call_back(self, row: CallRow) -> None:
        if row.can_call:
            self.call_wanted.emit(row.peer, row.number_id)

    def message(self, row: CallRow) -> None:
        if row.can_message:
            self.message_wanted.emit(ThreadKey(row.number_id, row.peer))

    # --- inside -------------------------------------------------------------------------------------------
    def _begin_again(self) -> None:
        self._generation += 1
        self.loading = True
        self.problem = ""
        self._records = []
        self._complete = False
        self.changed.emit()
        self._start(self._load(self._generation, fresh=True))

    async def _load(self, generation: int, *, fresh: bool = False, before: int | None = None) -> None:
        limit = PAGE if fresh or before is not None else max(PAGE, len(self._records))
        try:
            records = await self._history.load_calls(
                self.number_id, before=before, limit=limit, missed_only=self.missed_only
            )
        except Exception as error:
            if generation == self._generation:
                log.info("the history could not be read: %s", type(error).__name__)
                self.loading = False
                self.problem = sentence_for(error)
                self.changed.emit()
            return
        if generation != self._generation:
            return
        self._complete = len(records) < limit
        if before is None:
            self._records = list(records)
        else:
            known = {record.id for record in self._records}
            self._records += [record for record in records if record.id not in known]
        rows = self._rows(self._records)
        if fresh:
            self.rows.start_over(rows)
        else:
            self.rows.become(rows)
        self.loading = False
        self.problem = ""
        self.changed.emit()
        self._mark_seen()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.HistoryChanged() | e.CacheReplaced():
                if not self._gather.isActive():
                    self._gather.start()
            case e.ContactsChanged() | e.NumbersChanged():
                self.rows.become(self._rows(self._records))
            case _:
                pass

    def _catch_up(self) -> None:
        self._start(self._load(self._generation))

    def _mark_seen(self) -> None:
        if self._watched and any(not record.seen for record in self._records):
            self._start(self._see(self.number_id))

    async def _see(self, number_id: NumberId | None) -> None:
        try:
            await self._history.mark_calls_seen(number_id)
        except Exception as error:
            log.info("calls could not be marked as seen: %s", type(error).__name__)

    def _rows(self, records: Sequence[CallRecord]) -> list[CallRow]:
        wanted = folded(self.search)
        rows: list[CallRow] = []
        day = ""
        now = self._clock()
        for record in records:
            heading = day_heading(record.began_at, now=now)
            row = self._row(record, heading if heading != day else "", now)
            if wanted and wanted not in folded(f"{row.name} {row.number} {row.peer}"):
                continue
            rows.append(row)
            day = heading
        return rows

    def _row(self, record: CallRecord, day: str, now: datetime) -> CallRow:
        state = self._store.state
        number = state.number(record.number_id)
        them = who(state, record.peer, home=number.country if number else "")
        words = outcome_words(record.outcome, record.direction)
        if record.outcome is Outcome.ANSWERED:
            words = f"{words} · {clock_time(record.duration)}"
        elif record.outcome is Outcome.FAILED and record.reason is not None:
            words = why_call_failed_briefly(record.reason) or words
        answerable = bool(record.peer) and not any(c.isalpha() for c in record.peer)
        return CallRow(
            record.id,
            them.name,
            them.initials,
            record.outcome,
            incoming=record.direction is Direction.INCOMING,
            words=words,
            time=time_of_day(record.began_at),
            day=day,
            moment=spoken_moment(record.began_at, now=now),
            colour=number.colour if number else 0,
            number_name=number_name(number) if number else "",
            seen=record.seen,
            can_call=answerable
            and number is not None
            and not why_not(number, Capability.CALLS)
            and record.reason is not EndOfCall.PREMIUM_RATE,
            can_message=answerable and number is not None and not why_not(number, Capability.MESSAGES),
            peer=record.peer,
            number_id=record.number_id,
            number=them.number,
        )
