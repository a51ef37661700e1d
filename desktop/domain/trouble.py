"""The one thing that is worth saying about how a call sounded: from its timeline to a few values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from desktop.domain.timeline import Point, Timeline

NOTICED_LOSS = 0.02
"""Of a point: less is covered up by the codec."""
FEWEST_LOST = 5
"""Packets of an episode: a tenth of a second, in all, is not worth a word."""
TOTAL = 0.9
SLOW_ROUND_TRIP_MS = 500.0
UNEVEN_JITTER_MS = 60.0
LONG_ENOUGH = 4.0
"""Seconds of talk; about less nothing is said."""


class Trouble(Enum):
    UNKNOWN = "unknown"
    NONE = "none"
    LOST_HERE = "lost-here"  # gaps in what was heard here
    NOTHING_CAME = "nothing-came"
    LOST_THERE = "lost-there"  # gaps in our voice, as the other side reported
    SLOW = "slow"
    UNEVEN = "uneven"


@dataclass(frozen=True, slots=True)
class Account:
    """What is to be said. Seconds count from the answer."""

    trouble: Trouble
    percent: float = 0.0
    seconds: float = 0.0
    begin: float = 0.0
    end: float = 0.0
    round_trip_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class _Episode:
    """A stretch in which something was lost, and how much of what."""

    points: tuple[Point, ...]
    lost: float
    of: int

    @property
    def seconds(self) -> float:
        return sum(point.span for point in self.points)


def account_of(timeline: Timeline) -> Account:
    """The worst episode of loss on either way; else delay, or jitter; else that all was well."""
    points = [point for point in timeline.points if point.says_something]
    if sum(point.span for point in points) < LONG_ENOUGH:
        return Account(Trouble.UNKNOWN)
    here = _worst(_episodes(timeline.points, lambda p: p.loss), lambda p: (p.lost, p.received + p.lost))
    there = _worst(_episodes(timeline.points, lambda p: p.far_loss), lambda p: (p.far_lost or 0.0, p.sent))
    worst = max((here, there), key=lambda each: each.lost)
    if worst.lost >= FEWEST_LOST:
        share = min(1.0, worst.lost / worst.of)
        trouble = Trouble.LOST_THERE if worst is there else Trouble.LOST_HERE
        if trouble is Trouble.LOST_HERE and share >= TOTAL:
            trouble = Trouble.NOTHING_CAME
        return Account(trouble, 100 * share, worst.seconds, worst.points[0].second, worst.points[-1].end)
    trips = [point.round_trip_ms for point in points if point.round_trip_ms > 0]
    round_trip = median(trips) if trips else 0.0
    if round_trip >= SLOW_ROUND_TRIP_MS:
        return Account(Trouble.SLOW, round_trip_ms=round_trip)
    uneven = [point for point in points if point.jitter_ms >= UNEVEN_JITTER_MS]
    if uneven and sum(point.span for point in uneven) >= LONG_ENOUGH:
        return Account(Trouble.UNEVEN, seconds=sum(point.span for point in uneven), begin=uneven[0].second)
    return Account(Trouble.NONE)


def _episodes(points: Sequence[Point], loss: Callable[[Point], float]) -> list[tuple[Point, ...]]:
    """Points with a loss that is noticed. One without does not part two of them; a pause does."""
    found: list[tuple[Point, ...]] = []
    run: list[Point] = []
    calm: list[Point] = []
    for point in points:
        if loss(point) >= NOTICED_LOSS:
            run += [*calm, point]
            calm = []
        elif run and not calm and point.says_something:
            calm = [point]
        else:
            if run:
                found.append(tuple(run))
            run, calm = [], []
    if run:
        found.append(tuple(run))
    return found


def _worst(episodes: list[tuple[Point, ...]], count: Callable[[Point], tuple[float, int]]) -> _Episode:
    """That in which most was lost."""
    counted = [
        _Episode(points, sum(count(p)[0] for p in points), max(1, sum(count(p)[1] for p in points)))
        for points in episodes
    ]
    return max(counted, key=lambda each: each.lost, default=_Episode((), 0.0, 1))
