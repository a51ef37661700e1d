"""What the network did to a call: a line of points, one a measurement, merged where they get many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from desktop.domain.quality import Grade, grade_of, opinion_score, way_ms

MOST_POINTS = 600
"""Twenty minutes of one every two seconds. Then two become one: an hour has one every eight seconds."""
PACKETS_A_SECOND = 50
FEWEST = 10
"""Packets below which nothing can be said: hold, or the edge of a call."""
LONGEST_STEP = 5.0
"""Seconds: who holds is not measured, so what is longer is a pause and no measurement."""
SILENT_END = 4.0
"""Seconds of nothing before the end of a call that are no chance."""
STEP = 2.0
"""Seconds that the first measurement after a pause is about."""


@dataclass(frozen=True, slots=True)
class Counters:
    """Since the call began, as the engine counts."""

    received: int = 0
    lost: int = 0
    """Of theirs, on the way here; those that came too late too."""
    sent: int = 0
    far_lost: int = 0
    """Of ours, as the other side reports it (RTCP)."""
    far_reports: int = 0
    jitter_ms: float = 0.0
    round_trip_ms: float = 0.0
    """The last one; 0 until the other side has reported."""


@dataclass(frozen=True, slots=True)
class Point:
    """What happened in `span` seconds from `second` after the answer on."""

    second: float
    span: float
    received: int
    lost: int
    sent: int
    far_lost: float | None
    """None where the other side has not reported on it."""
    jitter_ms: float
    round_trip_ms: float
    """0 where it is not known."""

    @property
    def end(self) -> float:
        return self.second + self.span

    @property
    def loss(self) -> float:
        """Of what came, 0 to 1."""
        expected = self.received + self.lost
        return self.lost / expected if expected >= FEWEST else 0.0

    @property
    def far_loss(self) -> float:
        """Of our voice."""
        known = self.far_lost or 0.0
        return min(1.0, known / self.sent) if self.sent >= FEWEST else 0.0

    @property
    def says_something(self) -> bool:
        return self.received + self.lost >= FEWEST or self.far_lost is not None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The quality of a call from its answer on."""

    codec: str = ""
    points: tuple[Point, ...] = ()
    counters: Counters = field(default_factory=Counters)
    """As they stood at the last point."""

    @property
    def end(self) -> float:
        return self.points[-1].end if self.points else 0.0

    def in_codec(self, codec: str) -> Timeline:
        return replace(self, codec=codec or self.codec)

    def after(self, now: Counters, second: float) -> Timeline:
        """With what was counted up to `second` after the answer."""
        if second - self.end > LONGEST_STEP:
            return self.paused(second - STEP).after(now, second)
        span = second - self.end
        before = self.counters
        if now.received < before.received or now.sent < before.sent:
            before = Counters()  # another way was agreed on: the engine counts anew
        if span <= 0:
            return self
        point = Point(
            second=self.end,
            span=span,
            received=max(0, now.received - before.received),
            lost=max(0, now.lost - before.lost),
            sent=max(0, now.sent - before.sent),
            far_lost=None,
            jitter_ms=now.jitter_ms,
            round_trip_ms=now.round_trip_ms,
        )
        points = _lost_while_nothing_came([*self.points, point])
        if now.far_reports > before.far_reports:
            points = _reported(points, max(0, now.far_lost - before.far_lost))
        if len(points) > MOST_POINTS:
            points = merged(points)
        return replace(self, points=tuple(points), counters=now)

    def paused(self, second: float) -> Timeline:
        """With nothing measured from its end up to `second`: on hold, or asleep."""
        span = second - self.end
        return replace(self, points=(*self.points, _nothing(self.end, span))) if span > 0 else self

    def ended(self, second: float) -> Timeline:
        """Of a call that is over since `second`. Whoever was on hold to the end was not measured to the end.

        What never came again nobody counted as lost: that is told by what comes after it.
        """
        if self.points and second - self.end > LONGEST_STEP:
            return self.paused(second)
        points = list(self.points)
        silent = list(takewhile(_is_unanswered, reversed(points)))
        if sum(point.span for point in silent) >= SILENT_END:
            points[len(points) - len(silent) :] = [
                replace(point, lost=round(PACKETS_A_SECOND * point.span)) for point in reversed(silent)
            ]
        return replace(self, points=tuple(points))


def _is_unanswered(point: Point) -> bool:
    """We talked, and nothing came."""
    return point.sent >= FEWEST and not point.received and not point.lost


def _nothing(second: float, span: float) -> Point:
    return Point(second, span, received=0, lost=0, sent=0, far_lost=None, jitter_ms=0.0, round_trip_ms=0.0)


def score(codec: str, point: Point) -> float:
    """MOS of the worse direction."""
    way = way_ms(round_trip_ms=point.round_trip_ms, jitter_ms=point.jitter_ms)
    return opinion_score(codec, loss=max(point.loss, point.far_loss), delay_ms=way)


def grade(codec: str, point: Point) -> Grade:
    return grade_of(score(codec, point))


def _lost_while_nothing_came(points: list[Point]) -> list[Point]:
    """A gap is counted as lost when it ends, all at once: it is laid where it was."""
    last = points[-1]
    room = round(PACKETS_A_SECOND * last.span) + 2
    excess = last.received + last.lost - room
    place = len(points) - 2
    while excess > 0 and last.lost > 0 and place >= 0:
        empty = points[place]
        if empty.received or empty.lost:
            break
        moved = min(excess, last.lost, round(PACKETS_A_SECOND * empty.span))
        points[place] = replace(empty, lost=moved)
        last = replace(last, lost=last.lost - moved)
        excess -= moved
        place -= 1
    points[-1] = last
    return points


def _reported(points: list[Point], lost: int) -> list[Point]:
    """A report is on all that was sent since the one before: the loss is shared out among those points.

    Not among those before a pause: after it the other side counts anew.
    """
    first = len(points)
    while first > 0 and points[first - 1].far_lost is None and points[first - 1].sent:
        first -= 1
    open_points = points[first:]
    sent = sum(point.sent for point in open_points)
    shares = [lost * point.sent / sent if sent else 0.0 for point in open_points]
    return points[:first] + [
        replace(point, far_lost=share) for point, share in zip(open_points, shares, strict=True)
    ]


def merged(points: Sequence[Point]) -> list[Point]:
    """Two and two together; nothing is lost but detail."""
    pairs = [_joined(a, b) for a, b in zip(points[::2], points[1::2], strict=False)]
    return [*pairs, points[-1]] if len(points) % 2 else pairs


def _joined(a: Point, b: Point) -> Point:
    known = [each for each in (a.far_lost, b.far_lost) if each is not None]
    return Point(
        second=a.second,
        span=b.end - a.second,
        received=a.received + b.received,
        lost=a.lost + b.lost,
        sent=a.sent + b.sent,
        far_lost=sum(known) if known else None,
        jitter_ms=max(a.jitter_ms, b.jitter_ms),
        round_trip_ms=max(a.round_trip_ms, b.round_trip_ms),
    )
