"""How calls sound: while they go on, and on their page in the history."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from PySide6.QtCore import QLocale, QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import CallId
from desktop.domain.quality import Grade, grade_of
from desktop.domain.state import State
from desktop.domain.timeline import Point, Timeline, score
from desktop.domain.trouble import account_of
from desktop.services.quality import Quality
from desktop.store import Store
from ui.i18n import _
from ui.models.call_view import codec_name
from ui.models.listening import Start, listen
from ui.models.moments import clock_time
from ui.quality_words import account_words, grade_words, percent_words

log = logging.getLogger(__name__)

LATELY = 5
"""Points: what is said of now is about the last ten seconds."""
MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    share: float
    """Of the best there is, 0 to 1; 0 also where nothing can be said."""
    grade: Grade | None
    """None where nothing came: on hold."""


@dataclass(frozen=True, slots=True)
class QualityView:
    sentence: str
    """What is to be said first."""
    grade: Grade | None
    bars: tuple[Bar, ...]
    lines: tuple[str, ...]
    begin: str = ""
    end: str = ""
    """Under the two ends of the bars."""

    @property
    def spoken(self) -> str:
        return " ".join((self.sentence, ". ".join(self.lines))).strip()


class LiveQualityModel(QObject):
    """Of the call that is looked at."""

    changed = Signal()

    def __init__(self, store: Store, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    def view(self, call_id: CallId) -> QualityView | None:
        """None while nothing can be said."""
        timeline = self._store.state.quality.get(call_id)
        if timeline is None or not timeline.points:
            return None
        lately = _together(timeline.points[-LATELY:])
        grade = grade_of(score(timeline.codec, lately)) if lately.says_something else None
        words = _("Sound: {grade}").format(grade=grade_words(grade)) if grade is not None else ""
        bars = tuple(_bar(timeline.codec, point) for point in timeline.points[-MOST_BARS:])
        if grade is None and all(bar.grade is None for bar in bars):
            return None
        return QualityView(words, grade, bars, _lines(timeline.codec, lately))

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.QualityMeasured | e.CallDismissed):
            self.changed.emit()


class RecordQualityModel(QObject):
    """Of the call of the history whose page is open."""

    changed = Signal()

    def __init__(self, quality: Quality, start: Start, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: QualityView | None = None
        self._quality, self._start = quality, start
        self._record_id = ""
        self._timeline: Timeline | None = None

    def show(self, record_id: str) -> None:
        """Nothing until it is known. What was not there is looked for again: it may come yet."""
        if record_id != self._record_id:
            self._record_id = record_id
            self._become(None)
        if self._timeline is None:
            self._start(self._load(record_id))

    def retranslate(self) -> None:
        self._become(self._timeline)

    async def _load(self, record_id: str) -> None:
        try:
            timeline = await self._quality.load(record_id)
        except Exception as error:
            log.info("how a call sounded could not be read: %s", type(error).__name__)
            return
        if record_id == self._record_id:
            self._become(timeline)

    def _become(self, timeline: Timeline | None) -> None:
        view = None if timeline is None else record_view(timeline)
        self._timeline = timeline
        if view != self.view:
            self.view = view
            self.changed.emit()


def record_view(timeline: Timeline) -> QualityView | None:
    """None where the talk was too short for a word."""
    sentence = account_words(account_of(timeline))
    if not sentence:
        return None
    whole = _together(timeline.points)
    return QualityView(
        sentence,
        grade_of(score(timeline.codec, whole)),
        tuple(_bar(timeline.codec, point) for point in _few(timeline.points)),
        _lines(timeline.codec, whole),
        clock_time(0),
        clock_time(timeline.end),
    )


def _few(points: Sequence[Point]) -> list[Point]:
    """As many as can be drawn, each for as long a time as the others."""
    end = points[-1].end
    count = min(MOST_BARS, max(1, round(end / min(point.span for point in points))))
    width = end / count
    return [_together(_within(points, place * width, (place + 1) * width)) for place in range(count)]


def _within(points: Sequence[Point], begin: float, end: float) -> Sequence[Point]:
    """Those whose middle lies there, else the one in whose course it lies."""
    middles = [point for point in points if begin <= (point.second + point.end) / 2 < end]
    middle = (begin + end) / 2
    return middles or [next(point for point in reversed(points) if point.second <= middle)]


def _together(points: Sequence[Point]) -> Point:
    known = [each for each in points if each.far_lost is not None]
    measured = [each for each in points if each.says_something]
    trips = [each.round_trip_ms for each in measured if each.round_trip_ms > 0]
    return Point(
        second=points[0].second,
        span=points[-1].end - points[0].second,
        received=sum(each.received for each in points),
        lost=sum(each.lost for each in points),
        sent=sum(each.sent for each in (known or points)),
        far_lost=sum(each.far_lost or 0.0 for each in known) if known else None,
        jitter_ms=fmean(each.jitter_ms for each in measured) if measured else 0.0,
        round_trip_ms=fmean(trips) if trips else 0.0,
    )


def _bar(codec: str, point: Point) -> Bar:
    if not point.says_something:
        return Bar(0.0, None)
    mos = score(codec, point)
    return Bar((mos - 1) / 3.5, grade_of(mos))


def _lines(codec: str, point: Point) -> tuple[str, ...]:
    if not point.says_something:
        return ()
    there = (
        _("Your voice there: {percent} % lost").format(percent=percent_words(100 * point.far_loss))
        if point.far_lost is not None
        else _("Your voice there: not reported")
    )
    trip, jitter = max(1, round(point.round_trip_ms)), round(point.jitter_ms)
    way = (
        _("There and back {trip} ms, jitter {jitter} ms").format(trip=trip, jitter=jitter)
        if point.round_trip_ms > 0
        else _("There and back: not reported. Jitter {jitter} ms").format(jitter=jitter)
    )
    mos = QLocale().toString(score(codec, point), "f", 1)
    return (
        _("Heard here: {percent} % lost").format(percent=percent_words(100 * point.loss)),
        there,
        way,
        _("{codec}, estimated score {score} of 5").format(codec=codec_name(codec), score=mos),
    )
