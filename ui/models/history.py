"""The call history of one number, or of all (CALL-7)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallRecord
from desktop.domain.history import CallKind, CallQuery
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import NumberId
from desktop.domain.state import State
from desktop.services.history import History
from desktop.store import Store
from ui.i18n import _
from ui.models.call_groups import CallGroup, LoadedCalls
from ui.models.call_row import CallRow, call_row, group_row
from ui.models.days import days
from ui.models.listening import Start, listen
from ui.models.moments import day_heading
from ui.models.row_list import RowList
from ui.models.suggestion import folded
from ui.words import sentence_for

log = logging.getLogger(__name__)

PAGE = 50
LEAST_ROWS = 25
"""A page that folds into fewer rows does not fill the list: the next one is read at once."""
GATHER = 40
RENEWED = 500
"""Of what was loaded, so many are read again when something changed. Further down nothing changes unsaid."""


class HistoryModel(QObject):
    changed = Signal()
    message_wanted = Signal(object)
    call_wanted = Signal(object, object)
    person_wanted = Signal(object)
    """An Address: the card of whom it belongs to, or a new one with it."""
    block_wanted = Signal(object, bool)
    """Addresses, and whether they are blocked or let through again."""
    voicemail_wanted = Signal(object)
    """A VoicemailId."""
    found = Signal(object)
    """A CallRow that `look_for` was asked for."""
    missing = Signal()
    """What `look_for` was asked for was deleted."""
    deleted = Signal(int)
    """How many calls were deleted a moment ago: `undo_delete` takes them back."""

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
        self.kind = CallKind.ALL
        self.search = ""
        self.loading = False
        self.problem = ""
        self._store, self._history, self._start, self._clock = store, history, start, clock
        self._calls = LoadedCalls(self._person)
        self._drawn: dict[str, tuple[CallGroup, bool, tuple[CallRow, ...]]] = {}
        """The rows of a group as they were made last, with the day's heading or without."""
        self._open: set[str] = set()
        self._deleted: tuple[str, ...] = ()
        self._gone: frozenset[str] = frozenset()
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

    @property
    def is_narrowed(self) -> bool:
        """By a search or a filter: that nothing is there does not mean that there are no calls."""
        return bool(self.search) or self.kind is not CallKind.ALL

    # --- what the person does -----------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self._begin_again()

    def show_kind(self, kind: CallKind) -> None:
        if kind is not self.kind:
            self.kind = kind
            self._begin_again()

    def find(self, text: str) -> None:
        if text.strip() != self.search:
            self.search = text.strip()
            self._begin_again()

    def retranslate(self) -> None:
        """Another language, or another day: what the rows say in words is said anew."""
        self._draw_anew()
        self.changed.emit()

    def load_more(self) -> None:
        oldest = self._calls.oldest
        if oldest is not None and not (self.loading or self._complete):
            self.loading = True
            self._start(self._load_older(self._generation, before=oldest.sequence))

    def watch(self, watched: bool) -> None:
        """Somebody looks: missed calls count as seen."""
        self._watched = watched
        self._mark_seen()

    def unfold(self, row: CallRow, unfolded: bool) -> None:
        """Show the calls of a group below it, or hide them."""
        if row.count > 1 and unfolded is not row.is_open:
            (self._open.add if unfolded else self._open.discard)(row.key)
            self._drawn.pop(row.key, None)
            self.rows.become(self._all_rows())

    def call_back(self, row: CallRow) -> None:
        if row.can_call:
            self.call_wanted.emit(row.peer, row.number_id)

    def message(self, row: CallRow) -> None:
        if row.can_message:
            self.message_wanted.emit(ThreadKey(row.number_id, row.peer))

    def show_voicemail(self, row: CallRow) -> None:
        if row.voicemail_id is not None:
            self.voicemail_wanted.emit(row.voicemail_id)

    def look_for(self, call_id: str) -> None:
        """`found` follows, or `missing`."""
        self._start(self._find(call_id))

    def show_person(self, row: CallRow) -> None:
        if row.can_be_kept:
            self.person_wanted.emit(row.peer)

    def set_blocked(self, row: CallRow, blocked: bool) -> None:
        if row.can_be_kept:
            self.block_wanted.emit((row.peer,), blocked)

    def delete(self, rows: Iterable[CallRow]) -> None:
        """A group goes with all its calls."""
        ids = tuple(dict.fromkeys(call_id for row in rows for call_id in row.call_ids))
        if ids:
            self._start(self._delete(ids))

    def is_deleted(self, row: CallRow) -> bool:
        """All its calls were deleted a moment ago."""
        return bool(self._gone) and self._gone.issuperset(row.call_ids)

    def undo_delete(self) -> None:
        if self._deleted:
            ids, self._deleted = self._deleted, ()
            self._start(self._guarded(self._history.restore_calls(ids)))

    # --- inside -------------------------------------------------------------------------------------------
    @property
    def _query(self) -> CallQuery:
        hidden = bool(self.search) and folded(self.search) in folded(_("Hidden number"))
        return CallQuery(self.number_id, self.kind, self.search, hidden_too=hidden)

    def _begin_again(self) -> None:
        self._generation += 1
        self.loading = True
        self.problem = ""
        self._complete = False
        self._open.clear()
        self.changed.emit()
        self._start(self._load(self._generation, fresh=True))

    async def _load(self, generation: int, *, fresh: bool) -> None:
        """The newest, as they stand now."""
        loaded = 0 if fresh else self._calls.count
        limit = max(PAGE, min(loaded, RENEWED))
        records = await self._read(generation, before=None, limit=limit)
        if records is None:
            return
        short = len(records) < limit
        if fresh or loaded <= RENEWED or short:
            self._complete = short
        if fresh:
            self._calls.start_over(records)
            self._drawn.clear()
            self.rows.start_over(self._all_rows())
        else:
            groups = self._calls.groups
            was, now = self._calls.renew(records, complete=loaded <= RENEWED or short)
            above = sum(self._height_of(group) for group in groups[:was])
            self.rows.become([*self._rows(0, now), *self.rows.rows[above:]])
        self._loaded()

    async def _load_older(self, generation: int, *, before: int) -> None:
        records = await self._read(generation, before=before, limit=PAGE)
        if records is None:
            return
        self._complete = len(records) < PAGE
        last = self._calls.groups[-1:]
        start = self.rows.rowCount() - sum(map(self._height_of, last))
        place = self._calls.append(records)
        self.rows.become(self._rows(place), start=start)
        self._loaded()

    async def _read(self, generation: int, *, before: int | None, limit: int) -> Sequence[CallRecord] | None:
        """None where it is not wanted any more, or failed."""
        try:
            records = await self._history.load_calls(self._query, before=before, limit=limit)
        except Exception as error:
            if generation == self._generation:
                log.info("the history could not be read: %s", type(error).__name__)
                self.loading = False
                self.problem = sentence_for(error)
                self.changed.emit()
            return None
        return records if generation == self._generation else None

    def _loaded(self) -> None:
        self.loading = False
        self.problem = ""
        self.changed.emit()
        self._mark_seen()
        if self.rows.rowCount() < LEAST_ROWS:
            self.load_more()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.HistoryChanged(_, gone):
                self._gone = gone
                if gone:
                    self._calls.remove(gone)
                    self.rows.become(self._all_rows())
                    self.changed.emit()
                self._catch_up_soon()
            case e.VoicemailsChanged():
                self._catch_up_soon()
            case e.CacheReplaced():
                self._calls.start_over(list(islice(self._calls.records, RENEWED)))
                self._complete = False
                self._catch_up_soon()
            case e.DeviceNamesChanged():
                self._draw_anew()
            case e.ContactsChanged() | e.NumbersChanged() | e.BlockedChanged():
                self._calls.regroup()
                self._draw_anew()
                self.changed.emit()
            case _:
                pass

    def _catch_up_soon(self) -> None:
        if not self._gather.isActive():
            self._gather.start()

    def _catch_up(self) -> None:
        self._start(self._load(self._generation, fresh=False))

    def _mark_seen(self) -> None:
        if self._watched and any(not each.seen for each in islice(self._calls.records, RENEWED)):
            self._start(self._see(self.number_id))

    async def _see(self, number_id: NumberId | None) -> None:
        try:
            await self._history.mark_calls_seen(number_id)
        except Exception as error:
            log.info("calls could not be marked as seen: %s", type(error).__name__)

    async def _find(self, call_id: str) -> None:
        try:
            record = await self._history.find_call(call_id)
        except Exception as error:
            log.info("a call could not be read: %s", type(error).__name__)
            return
        if record is None:
            self.missing.emit()
            return
        self._unfold_around(call_id)
        self.found.emit(call_row(self._store.state, record, day="", now=self._clock()))

    def _unfold_around(self, call_id: str) -> None:
        for row in self.rows.rows:
            if row.count > 1 and call_id in row.call_ids:
                self.unfold(row, True)
                return

    async def _delete(self, call_ids: tuple[str, ...]) -> None:
        if await self._guarded(self._history.delete_calls(call_ids)):
            self._deleted = call_ids
            self.deleted.emit(len(call_ids))

    async def _guarded(self, work: Awaitable[None]) -> bool:
        try:
            await work
        except Exception as error:
            log.info("the history could not be changed: %s", type(error).__name__)
            self.problem = sentence_for(error)
            self.changed.emit()
            return False
        return True

    # --- rows ---------------------------------------------------------------------------------------------
    def _person(self, record: CallRecord) -> object:
        contact = self._store.state.names.get(record.peer)
        return contact or record.peer

    def _draw_anew(self) -> None:
        self._drawn.clear()
        self.rows.become(self._all_rows())

    def _all_rows(self) -> list[CallRow]:
        return self._rows(0)

    def _height_of(self, group: CallGroup) -> int:
        """In rows, as it was drawn."""
        return len(self._drawn[group.key][2]) if group.key in self._drawn else 0

    def _rows(self, place: int, end: int | None = None) -> list[CallRow]:
        """Those of the groups from `place` on. What has not changed is the same object as before."""
        groups = self._calls.groups
        rows: list[CallRow] = []
        now = self._clock()
        day = groups[place - 1].day if place else None
        for group in groups[place:end]:
            rows += self._rows_of(group, group.day != day, now)
            day = group.day
        return rows

    def _rows_of(self, group: CallGroup, first_of_day: bool, now: datetime) -> tuple[CallRow, ...]:
        drawn = self._drawn.get(group.key)
        same = drawn is not None and (drawn[0] is group or drawn[0] == group)
        if drawn is not None and same and drawn[1] is first_of_day:
            return drawn[2]
        state = self._store.state
        day = day_heading(group.newest.began_at, now=now) if first_of_day else ""
        if len(group.records) == 1:
            rows: tuple[CallRow, ...] = (call_row(state, group.newest, day=day, now=now),)
        else:
            is_open = group.key in self._open
            inner = group.records if is_open else ()
            rows = (
                group_row(state, group, day=day, now=now, is_open=is_open),
                *(call_row(state, record, day="", now=now, is_inner=True) for record in inner),
            )
        self._drawn[group.key] = (group, first_of_day, rows)
        return rows
