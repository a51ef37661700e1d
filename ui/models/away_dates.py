"""From when until when one is away, as the clocks on the wall here show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QObject, Signal

from desktop.domain.greetings import Away
from desktop.domain.wall_time import WallTime, wall_time
from ui.i18n import _
from ui.models.coming import coming_moment, my_zone

_A_WEEK = timedelta(days=7)
_BACK_AT = time(9)
FURTHEST = timedelta(days=731)


class AwayDatesModel(QObject):
    changed = Signal()

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: Callable[[], str] = my_zone,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock, self._zone = clock, zone
        self._kept: Away | None = None
        self._touched = False
        self.begins = self.ends = wall_time(clock(), zone())
        self._propose()

    @property
    def dates(self) -> tuple[datetime, datetime]:
        """Instants."""
        return self.begins.instant(), self.ends.instant()

    @property
    def is_changed(self) -> bool:
        """Whether the carrier has others."""
        return self._kept is not None and self.dates != _to_the_minute(self._kept)

    @property
    def problem(self) -> str:
        """Why these can't be taken; empty where they can."""
        begins, ends = self.dates
        if ends <= self._clock():
            return _("This time has passed. Choose a later one.")
        if ends <= begins:
            return _("You are back before you leave. Choose a later end.")
        if ends - begins > FURTHEST:
            return _("That is longer than two years. Choose an earlier end.")
        return ""

    @property
    def meaning(self) -> str:
        """A sentence: clocks may jump over a time that was chosen."""
        now = self._clock()
        begins, ends = (wall_time(each, self._zone()) for each in self.dates)
        if self.dates[0] <= now:
            return _("Callers hear it from now until {end}.").format(end=coming_moment(ends, now=now))
        return _("Callers hear it from {begin} until {end}.").format(
            begin=coming_moment(begins, now=now), end=coming_moment(ends, now=now)
        )

    def follow(self, away: Away | None) -> None:
        """What the carrier has, which nobody has changed here meanwhile."""
        if away == self._kept:
            return
        known = self._kept
        self._kept = away
        if away is None:
            if known is not None or not self._touched:
                self._touched = False
                self._propose()
        elif not self._touched:
            self.begins, self.ends = (wall_time(each, self._zone()) for each in (away.begins, away.ends))
        self.changed.emit()

    def start_over(self) -> None:
        """Another number, or what was chosen here is the carrier's now."""
        self._touched = False
        away, self._kept = self._kept, None
        if away is None:
            self._propose()
            self.changed.emit()
        else:
            self.follow(away)

    def forget(self) -> None:
        self._kept = None
        self.start_over()

    def choose(self, *, begins: datetime | None = None, ends: datetime | None = None) -> None:
        """Naive, of the wall here. An end that is passed by its beginning moves along."""
        self._touched = True
        zone = self._zone()
        if begins is not None:
            length = self.ends.local - self.begins.local
            self.begins = WallTime(begins, zone)
            if self.ends.local <= begins:
                self.ends = WallTime(begins + max(length, timedelta(hours=1)), zone)
        if ends is not None:
            self.ends = WallTime(ends, zone)
        self.changed.emit()

    def _propose(self) -> None:
        now = wall_time(self._clock(), self._zone())
        self.begins = now
        self.ends = WallTime(datetime.combine((now.local + _A_WEEK).date(), _BACK_AT), now.zone)


def _to_the_minute(away: Away) -> tuple[datetime, datetime]:
    begins, ends = (each.replace(second=0, microsecond=0) for each in (away.begins, away.ends))
    return begins, ends
