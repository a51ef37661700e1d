"""Messages that wait for their time: in one conversation, on one number, or all (MSG-2)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.later import LATE_TOLD, CancelScheduled, ChangeScheduled, Scheduled, ScheduledState
from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.numbers import NumberId
from desktop.domain.outbox import failure_of
from desktop.domain.state import State
from desktop.domain.wall_time import wall_time
from desktop.services.later import Later
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.coming import coming_moment, leaves_words, my_zone, place_of_zone
from ui.models.days import days
from ui.models.listening import Start, listen
from ui.models.plain import isolated, one_line, plain
from ui.models.row_list import RowList
from ui.models.suggestion import folded
from ui.models.who import number_name, who
from ui.words import sentence_for, why_message_failed

log = logging.getLogger(__name__)

LONGEST_LOOK = 60_000
"""Milliseconds between two looks at the clock: a computer may sleep."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    key: MessageId
    thread: ThreadKey
    name: str
    initials: str
    text: str
    words: str
    """When it leaves, or what became of it."""
    failed: bool
    over: bool
    """It left, late: there is nothing to do any more."""
    leaving: bool
    colour: int
    number_name: str
    spoken: str

    @property
    def can_act(self) -> bool:
        return not (self.over or self.leaving)


class WaitingModel(QObject):
    changed = Signal()
    change_wanted = Signal(object)
    """A WaitingRow."""
    told = Signal(str, object)
    """What was done, and how to undo it; None where that can't be."""

    def __init__(
        self,
        store: Store,
        later: Later,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: Callable[[], str] = my_zone,
        tells: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """`tells` is on for the one model that tells of what the carrier would not do."""
        super().__init__(parent)
        self.rows: RowList[WaitingRow] = RowList(self)
        self.number_id: NumberId | None = None
        self.search = ""
        self.of: ThreadKey | None = None
        """The conversation that is shown, where it is one."""
        self._of_thread = False
        self._store, self._later, self._start = store, later, start
        self._clock, self._zone, self._tells = clock, zone, tells
        self._look = QTimer(self, singleShot=True)
        self._look.timeout.connect(self.retranslate)
        self._unsubscribe = listen(store, self._hear)
        days().turned.connect(self.retranslate)
        self.retranslate()

    def close(self) -> None:
        days().turned.disconnect(self.retranslate)
        self._look.stop()
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def count_words(self) -> str:
        """What could not be sent, else what waits; empty where nothing does."""
        failed = sum(row.failed for row in self.rows.rows)
        if failed:
            return ngettext(
                "{count} message could not be sent", "{count} messages could not be sent", failed
            ).format(count=failed)
        count = sum(not row.over for row in self.rows.rows)
        if not count:
            return ""
        return ngettext("{count} message waits to leave", "{count} messages wait to leave", count).format(
            count=count
        )

    @property
    def some_failed(self) -> bool:
        return any(row.failed for row in self.rows.rows)

    # --- what the person does -----------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self.retranslate()

    def show_thread(self, thread: ThreadKey | None) -> None:
        self._of_thread, self.of = True, thread
        self.retranslate()

    def find(self, text: str) -> None:
        self.search = text.strip()
        self.retranslate()

    def change(self, row: WaitingRow) -> None:
        if row.can_act:
            self.change_wanted.emit(row)

    def send_now(self, row: WaitingRow) -> None:
        if row.can_act:
            self._start(self._do(self._later.send_now(row.key)))

    def cancel(self, row: WaitingRow) -> None:
        seen = next((each for each in self._store.state.scheduled if each.id == row.key), None)
        if row.can_act and seen is not None:
            self._start(self._cancel(seen))

    def retranslate(self) -> None:
        """Another language, day, hour, or another choice: all is said anew."""
        now = self._clock()
        shown = [each for each in self._store.state.scheduled if self._is_shown(each, now)]
        rows = [self._row(each, now) for each in shown]
        rows.sort(key=lambda row: (not row.failed, row.over))  # each kind by its time
        if self.search:
            rows = [row for row in rows if folded(self.search) in folded(f"{row.name} {row.text}")]
        self.rows.become(rows)
        self._set_look(shown, now)
        self.changed.emit()

    # --- inside -------------------------------------------------------------------------------------------
    def _is_shown(self, each: Scheduled, now: datetime) -> bool:
        if each.state is ScheduledState.SENT and now - (each.settled_at or now) > LATE_TOLD:
            return False
        if self._of_thread:
            return each.thread == self.of
        return self.number_id in (None, each.thread.number_id)

    def _set_look(self, shown: list[Scheduled], now: datetime) -> None:
        coming = [each.due_at - now for each in shown if each.due_at > now]
        left = min(coming, default=timedelta(days=1)) // timedelta(milliseconds=1)
        if shown:
            self._look.start(min(LONGEST_LOOK, left + 50))
        else:
            self._look.stop()

    def _row(self, each: Scheduled, now: datetime) -> WaitingRow:
        state = self._store.state
        number = state.number(each.thread.number_id)
        them = who(state, each.thread.peer, home=number.country if number else "")
        words = self._words(each, now)
        file = isolated(plain(each.file.name)) if each.file is not None else ""
        text = " · ".join(filter(None, (one_line(each.text), file)))
        from_name = number_name(number) if number else ""
        return WaitingRow(
            key=each.id,
            thread=each.thread,
            name=them.name,
            initials=them.initials,
            text=text,
            words=words,
            failed=each.state is ScheduledState.REFUSED,
            over=each.state is ScheduledState.SENT,
            leaving=each.leaving or _is_due(each, now),
            colour=number.colour if number else 0,
            number_name=from_name,
            spoken=", ".join(part for part in (them.name, words, text, from_name) if part),
        )

    def _words(self, each: Scheduled, now: datetime) -> str:
        if each.state is ScheduledState.REFUSED:
            return why_message_failed(each.reason)
        if each.state is ScheduledState.SENT:
            minutes = max(1, round(each.late.total_seconds() / 60))
            return ngettext(
                "Sent {count} minute late: the carrier was away.",
                "Sent {count} minutes late: the carrier was away.",
                minutes,
            ).format(count=minutes)
        if each.leaving or _is_due(each, now):
            return _("Leaving now")
        here = wall_time(each.due_at, self._zone())
        words = leaves_words(each, self._zone(), now=now)
        if here.local != wall_time(each.due_at, each.when.zone).local:
            there = wall_time(each.due_at, each.when.zone)
            words += " " + _("({moment} in {place})").format(
                moment=isolated(coming_moment(there, now=now)), place=isolated(place_of_zone(each.when.zone))
            )
        if each.unanswered:
            words += " · " + _("the carrier does not have it yet")
        return words

    async def _cancel(self, seen: Scheduled) -> None:
        if not await self._do(self._later.cancel(seen.id)):
            return
        undo = None
        if seen.state is ScheduledState.WAITING and seen.due_at > self._clock() and seen.file is None:

            def undo() -> None:
                again = self._later.schedule(
                    seen.thread, seen.text, seen.when, keeps_draft=True, group=seen.group
                )
                self._start(self._do(again))

        self.told.emit(_("It will not be sent."), undo)

    async def _do(self, work: Awaitable[object]) -> bool:
        try:
            await work
        except Exception as error:
            log.info("what waits stays as it is: %s", type(error).__name__)
            self.told.emit(sentence_for(error), None)
            return False
        return True

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.ScheduledChanged() | e.NumbersChanged() | e.ContactsChanged() | e.CacheReplaced():
                self.retranslate()
            case e.ScheduledNotDone(act, word) if self._tells:
                self.told.emit(_not_done(act, word), None)
            case _:
                pass


def _is_due(each: Scheduled, now: datetime) -> bool:
    """The carrier sends it this moment, if it has it: one that it has never heard of waits here."""
    return each.state is ScheduledState.WAITING and each.due_at <= now and not each.unanswered


def _not_done(act: object, word: str) -> str:
    match word:
        case "already-sent" if isinstance(act, CancelScheduled):
            return _("It had left already, and could not be cancelled.")
        case "already-sent" if isinstance(act, ChangeScheduled) and act.text is not None:
            return _("It had left already, as it was. What you changed is a draft now.")
        case "already-sent":
            return _("It had left already.")
        case "already-cancelled" | "not-found":
            return _("It was cancelled on another device.")
        case "changed-elsewhere" if isinstance(act, ChangeScheduled) and act.text is None:
            return _("It was changed on another device meanwhile. Your change was not made.")
        case "changed-elsewhere":
            return _("It was changed on another device meanwhile. What you wrote is a draft now.")
        case _:
            return why_message_failed(failure_of(word))
