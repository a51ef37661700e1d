"""How a recording is listened to: how fast, with or without its silence, and where one is in it (VM-2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

SPEEDS = (1.0, 1.25, 1.5, 2.0)
PEAKS_A_SECOND = 50
SHORTEST_SILENCE = 0.6
"""Seconds: a shorter one is a breath."""
LEFT_OF_SILENCE = 0.15
"""Seconds at each end of it, so that no word is clipped."""
_LOUD = 0.95
_BELOW = 0.05
"""-26 dB below what is loud in it."""
_ALWAYS_SILENT = 0.003
"""-50 dBFS."""


class Output(Enum):
    """Where it sounds."""

    SPEAKER = "speaker"
    RINGER = "ringer"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a recording, in seconds."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class Waveform:
    """The loudest sample of each fiftieth of a second."""

    peaks: bytes
    """The square root of what fits, 0 to 255: it keeps what is quiet apart from what is silent."""
    seconds: float

    def bars(self, count: int) -> tuple[float, ...]:
        """How high each of `count` bars is, 0 to 1; the loudest is 1."""
        most = max(self.peaks, default=0)
        if not most or count < 1:
            return (0.0,) * max(0, count)
        size = len(self.peaks)
        ends = [round(size * each / count) for each in range(count + 1)]
        return tuple(
            (max(self.peaks[begin : max(end, begin + 1)], default=0) / most) ** 1.5
            for begin, end in pairwise(ends)
        )

    def spoken(self) -> tuple[Span, ...]:
        """All but its silences; all of it where it is nothing but silence."""
        levels = [(peak / 255) ** 2 for peak in self.peaks]
        if not levels:
            return (Span(0.0, self.seconds),)
        loud = sorted(levels)[int((len(levels) - 1) * _LOUD)]
        least = max(_ALWAYS_SILENT, loud * _BELOW)
        spans: list[Span] = []
        for begin, end in _runs([level >= least for level in levels]):
            first = max(0.0, begin / PEAKS_A_SECOND - LEFT_OF_SILENCE)
            last = min(self.seconds, end / PEAKS_A_SECOND + LEFT_OF_SILENCE)
            if spans and first - spans[-1].end < SHORTEST_SILENCE - 2 * LEFT_OF_SILENCE:
                spans[-1] = Span(spans[-1].begin, last)
            else:
                spans.append(Span(first, last))
        return tuple(spans) or (Span(0.0, self.seconds),)


class Passage:
    """What is played from a second on, and where in the recording each played second lies."""

    def __init__(self, spans: Sequence[Span], *, from_second: float, speed: float) -> None:
        self.spans = tuple(
            Span(max(span.begin, from_second), span.end) for span in spans if span.end > from_second
        )
        self.speed = speed
        self._from = from_second
        self._begins = [0.0]
        """Of each span, in seconds of what is left of the recording."""
        for span in self.spans:
            self._begins.append(self._begins[-1] + span.seconds)

    def place(self, played: float) -> float:
        """The second of the recording that is heard after `played` seconds."""
        if not self.spans:
            return self._from
        passed = max(0.0, played * self.speed)
        which = min(bisect_right(self._begins, passed), len(self.spans)) - 1
        span = self.spans[which]
        return min(span.end, span.begin + passed - self._begins[which])


def _runs(heard: Sequence[bool]) -> list[tuple[int, int]]:
    """Beginning and end of each run of True."""
    runs: list[tuple[int, int]] = []
    begin: int | None = None
    for place, is_heard in enumerate((*heard, False)):
        if is_heard and begin is None:
            begin = place
        elif not is_heard and begin is not None:
            runs.append((begin, place))
            begin = None
    return runs
