"""Choosing when a message leaves, before it is kept or while it waits (MSG-2)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop.domain import events as e
from desktop.domain.later import FURTHEST, Scheduled
from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.state import State
from desktop.domain.wall_time import WallTime, wall_time
from desktop.services.dialling import country_of
from desktop.services.later import JUST_PASSED, Later
from desktop.services.their_clock import zone_of_number
from desktop.store import Store
from ui.i18n import _
from ui.models.coming import clock, coming_moment, my_zone, place_of_zone
from ui.models.listening import Start, listen
from ui.models.plain import isolated, plain, shows_nothing
from ui.models.quick_times import QuickTime, quick_times
from ui.models.who import country_name
from ui.words import sentence_for

log = logging.getLogger(__name__)


class Writing(Protocol):
    """What is being written, and may wait."""

    @property
    def changed(self) -> SignalInstance: ...

    @property
    def key(self) -> ThreadKey | None:
        """None for more than one."""

    @property
    def can_send(self) -> bool: ...

    def send_at(self, later: Later, when: WallTime, told: Callable[[], None]) -> None:
        """Keep it to leave then, and say so."""


class LaterModel(QObject):
    changed = Signal()
    told = Signal(str)
    """What was just done."""

    def __init__(
        self,
        store: Store,
        later: Later,
        composer: Writing,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: Callable[[], str] = my_zone,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.is_open = False
        self.text = ""
        """Of the message that is being changed."""
        self.problem = ""
        self.when = wall_time(clock(), "UTC")
        self._store, self._later, self._composer, self._start = store, later, composer, start
        self._clock, self._zone = clock, zone
        self._thread: ThreadKey | None = None
        self._changing: Scheduled | None = None
        self._writing = composer
        composer.changed.connect(self._follow_writing)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def changing(self) -> bool:
        """A message that waits is changed; otherwise what is written in the composer is kept for later."""
        return self._changing is not None

    @property
    def file_name(self) -> str:
        """Of the file that goes with the message that is being changed; empty where there is none."""
        file = self._changing.file if self._changing is not None else None
        return isolated(plain(file.name)) if file is not None else ""

    @property
    def quick(self) -> tuple[QuickTime, ...]:
        return quick_times(self._clock(), self._zone())

    @property
    def first_day(self) -> datetime:
        return wall_time(self._clock(), self._zone()).local

    @property
    def last_day(self) -> datetime:
        return wall_time(self._clock() + FURTHEST, self._zone()).local

    @property
    def comes_twice(self) -> bool:
        return self.when.comes_twice()

    @property
    def meaning(self) -> str:
        """When it leaves, on both clocks."""
        if self.why_not_then:
            return self.why_not_then
        now, due_at = self._clock(), self.when.instant()
        shown = wall_time(due_at, self.when.zone)
        parts = [_("Leaves {moment}.").format(moment=isolated(coming_moment(shown, now=now)))]
        if self.when.jump():
            parts.append(
                _("The clocks go forward that night and skip {time}.").format(
                    time=isolated(clock(self.when.local))
                )
            )
        if self.their_time:
            parts.append(self.their_time)
        return " ".join(parts)

    @property
    def their_time(self) -> str:
        """What their clocks show then; empty where it is the same time, or not known."""
        if self._thread is None or not self._thread.peer.startswith("+"):
            return ""
        due_at = self.when.instant()
        theirs = zone_of_number(self._thread.peer, at=due_at)
        if theirs is None:
            return ""
        there = wall_time(due_at, theirs.zone)
        if there.local == wall_time(due_at, self.when.zone).local:
            return ""
        place = place_of_zone(theirs.zone) if theirs.is_only else country_name(country_of(self._thread.peer))
        return _("For them it is {moment} ({place}).").format(
            moment=isolated(coming_moment(there, now=self._clock())), place=isolated(place)
        )

    @property
    def why_not_then(self) -> str:
        due_at, now = self.when.instant(), self._clock()
        if due_at < now - JUST_PASSED:
            return _("This time has passed. Choose a later one.")
        if due_at > now + FURTHEST:
            return _("A message can wait for a year at most.")
        return ""

    @property
    def can_confirm(self) -> bool:
        if self.why_not_then:
            return False
        if self._changing is not None:
            return self._changing.file is not None or not shows_nothing(self.text)
        return self._writing.can_send

    # --- what the person does -----------------------------------------------------------------------------
    def begin(self, writing: Writing | None = None) -> None:
        """For what is written in the composer, or for something else that may wait."""
        wanted = writing or self._composer
        if not wanted.can_send:
            return
        if wanted is not self._writing:
            self._writing.changed.disconnect(self._follow_writing)
            self._writing = wanted
            wanted.changed.connect(self._follow_writing)
        self._changing, self._thread, self.text = None, wanted.key, ""
        choices = self.quick
        hour = timedelta(hours=1)
        self._open(choices[0].when if choices else wall_time(self._clock() + hour, self._zone()))

    def begin_change(self, message_id: MessageId) -> None:
        seen = next((each for each in self._store.state.scheduled if each.id == message_id), None)
        if seen is None:
            return
        self._changing, self._thread, self.text = seen, seen.thread, seen.text
        self._open(self._again(seen))

    def choose(self, when: WallTime) -> None:
        self.when = when
        self.problem = ""
        self.changed.emit()

    def choose_local(self, local: datetime) -> None:
        second = local.replace(fold=self.when.local.fold)
        self.choose(
            WallTime(second if WallTime(second, self.when.zone).comes_twice() else local, self.when.zone)
        )

    def choose_second(self, second: bool) -> None:
        """Where the time comes twice."""
        self.choose(WallTime(self.when.local.replace(fold=int(second)), self.when.zone))

    def write(self, text: str) -> None:
        """Another text for the message that is being changed."""
        if text != self.text:
            self.text = text
            self.changed.emit()

    def confirm(self) -> None:
        if not self.can_confirm:
            self.changed.emit()
            return
        when = self.when
        if self._changing is not None:
            self._start(self._change(self._changing, self.text, when))
            return
        words = _("Leaves {moment}.").format(moment=isolated(coming_moment(when, now=self._clock())))

        self.leave()
        self._writing.send_at(self._later, when, partial(self.told.emit, words))

    def leave(self) -> None:
        """Think better of it."""
        self.is_open, self._changing = False, None
        self.problem = ""
        self.changed.emit()

    # --- inside -------------------------------------------------------------------------------------------
    def _open(self, when: WallTime) -> None:
        self.when, self.problem, self.is_open = when, "", True
        self.changed.emit()

    def _again(self, seen: Scheduled) -> WallTime:
        """Its own time; where that has passed, the next that makes sense."""
        now = self._clock()
        if seen.due_at > now:
            return seen.when
        choices = self.quick
        return choices[0].when if choices else wall_time(now + timedelta(hours=1), self._zone())

    async def _change(self, seen: Scheduled, text: str, when: WallTime) -> None:
        try:
            await self._later.change(
                seen.id,
                text=None if text == seen.text else text,
                when=when,
            )
        except Exception as error:
            log.info("what waits was not changed: %s", type(error).__name__)
            self.problem = sentence_for(error)
            self.changed.emit()
            return
        if self._changing is seen:
            self.leave()

    def _follow_writing(self) -> None:
        if self.is_open and not self.changing and self._writing.key != self._thread:
            self.leave()
        elif self.is_open:
            self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        if not isinstance(event, e.ScheduledChanged) or self._changing is None:
            return
        seen = next((each for each in state.scheduled if each.id == self._changing.id), None)
        if seen is None or seen.leaving:
            self.problem = _("This message has left already.")
            self.changed.emit()
