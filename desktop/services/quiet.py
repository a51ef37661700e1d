"""Do not disturb, with its end: half an hour is half an hour, whatever the clock on the wall is set to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType

import msgspec

from desktop.domain.events import QuietChanged
from desktop.domain.numbers import NumberId
from desktop.domain.quiet import DoNotDisturb, Quiet, QuietFor, next_morning
from desktop.services.clock import Clock, utc_now
from desktop.store import Store
from desktop.system import steady
from desktop.system.settings import KeptQuiet, KeptQuietTime, SettingsFile

LOOKS_EVERY = 15.0
"""Seconds: timers stand still while the computer sleeps."""
_LONGEST_NIGHT = timedelta(hours=29)
"""From four o'clock to seven of the next day, and the hour that a day may have more."""
_DRIFT = timedelta(seconds=2)
_DAY = 86_400.0
"""Seconds; longer than any length that can be asked for."""


@dataclass(frozen=True, slots=True)
class _Timed:
    """What ends by itself. A length is measured; a morning comes when the clock on the wall says so."""

    until: datetime
    length: timedelta | None = None
    ends: float = 0.0
    """On the steady clock, where it is a length."""


class QuietTimes:
    """Everything (None) or one number is quiet at a time of its own."""

    def __init__(
        self,
        store: Store,
        settings: SettingsFile,
        *,
        clock: Clock = utc_now,
        seconds: Callable[[], float] = steady.seconds,
        zone: tzinfo | None = None,
    ) -> None:
        """`seconds` go on while the computer sleeps; `zone` where it is not the system's."""
        self._store = store
        self._settings = settings
        self._clock = clock
        self._seconds = seconds
        self._zone = zone
        self._timed: dict[NumberId | None, _Timed] = {}
        self._changed = asyncio.Event()
        self._take_up(settings.now.quiet)

    async def begin(self, wanted: QuietFor, *, number_id: NumberId | None = None) -> None:
        """From now on; what was asked for before is forgotten."""
        now = self._clock()
        timed = None
        if wanted.length is not None:
            timed = _Timed(
                now + wanted.length, wanted.length, self._seconds() + wanted.length.total_seconds()
            )
        elif wanted is QuietFor.MORNING:
            timed = _Timed(next_morning(now, self._zone))
        self._timed.pop(number_id, None)
        if timed is not None:
            self._timed[number_id] = timed
        quiet = Quiet(timed.until if timed is not None else None)
        self._keep(_with(self._now, number_id, quiet))

    async def end(self, *, number_id: NumberId | None = None) -> None:
        self._timed.pop(number_id, None)
        self._keep(_with(self._now, number_id, None))

    async def show_calls(self, shown: bool) -> None:
        """Whether a call that does not ring still shows its card."""
        self._keep(replace(self._now, shows_calls=shown))

    def look(self) -> None:
        """End what is over, and set right what a clock that was changed has bent."""
        after = self._now
        for number_id, timed in list(self._timed.items()):
            true = self._true(timed)
            if true is None:
                del self._timed[number_id]
                after = _with(after, number_id, None)
            elif true != timed:
                self._timed[number_id] = true
                after = _with(after, number_id, Quiet(true.until))
        if after != self._now:
            self._keep(after)

    async def watch(self) -> None:
        """Until it is cancelled."""
        while True:
            self._changed.clear()
            wait = min([LOOKS_EVERY, *map(self._left, self._timed.values())]) if self._timed else None
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                self.look()

    @property
    def _now(self) -> DoNotDisturb:
        return self._store.state.quiet

    def _left(self, timed: _Timed) -> float:
        if timed.length is not None:
            return max(0.0, timed.ends - self._seconds())
        return max(0.0, (timed.until - self._clock()).total_seconds())

    def _true(self, timed: _Timed) -> _Timed | None:
        """As it is now; None when it is over."""
        now = self._clock()
        if timed.length is not None:
            left = timed.ends - self._seconds()
            if left <= 0:
                return None
            until = now + timedelta(seconds=left)
            return timed if abs(until - timed.until) <= _DRIFT else replace(timed, until=until)
        if now >= timed.until:
            return None
        if timed.until - now > _LONGEST_NIGHT:  # the clock was set back: the next morning is meant
            return replace(timed, until=next_morning(now, self._zone))
        return timed

    def _take_up(self, kept: KeptQuiet) -> None:
        """What the last run left. Nothing lasts longer than was asked for, whatever the clock says now."""
        quiet = DoNotDisturb(
            shows_calls=kept.shows_calls,
            everything=self._taken_up(None, kept.everything),
            numbers=MappingProxyType(
                {
                    NumberId(key): quiet
                    for key, time in kept.numbers.items()
                    if (quiet := self._taken_up(NumberId(key), time)) is not None
                }
            ),
        )
        self._store.apply(QuietChanged(quiet))

    def _taken_up(self, number_id: NumberId | None, kept: KeptQuietTime | None) -> Quiet | None:
        if kept is None or kept.until is None:
            return None if kept is None else Quiet()
        until = kept.until.replace(tzinfo=kept.until.tzinfo or UTC)
        if kept.seconds > 0:
            length = timedelta(seconds=min(kept.seconds, _DAY))
            left = min(until - self._clock(), length).total_seconds()
            timed = _Timed(until, length, self._seconds() + left)
        else:
            timed = _Timed(until)
        true = self._true(timed)
        if true is None:
            return None
        self._timed[number_id] = true
        return Quiet(true.until)

    def _keep(self, quiet: DoNotDisturb) -> None:
        def kept(number_id: NumberId | None, time: Quiet) -> KeptQuietTime:
            timed = self._timed.get(number_id)
            length = timed.length if timed is not None else None
            return KeptQuietTime(time.until, length.total_seconds() if length is not None else 0.0)

        everything = quiet.everything
        self._settings.change(
            msgspec.structs.replace(
                self._settings.now,
                quiet=KeptQuiet(
                    None if everything is None else kept(None, everything),
                    {number_id: kept(number_id, time) for number_id, time in quiet.numbers.items()},
                    quiet.shows_calls,
                ),
            )
        )
        self._store.apply(QuietChanged(quiet))
        self._changed.set()


def _with(all_of_it: DoNotDisturb, number_id: NumberId | None, quiet: Quiet | None) -> DoNotDisturb:
    if number_id is None:
        return replace(all_of_it, everything=quiet)
    numbers = {key: time for key, time in all_of_it.numbers.items() if key != number_id}
    if quiet is not None:
        numbers[number_id] = quiet
    return replace(all_of_it, numbers=MappingProxyType(numbers))
