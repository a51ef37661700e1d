"""How the sound of the calls fares, told every two seconds; and which call must end for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import pjsua2 as pj

from desktop.voice.call import SipCall
from desktop.voice.growth import Growth
from desktop.voice.wire import AnyEvent, MediaStats

log = logging.getLogger(__name__)

SILENCE_ENDS_AFTER = 30.0
_INTERVAL = 2.0


class Measuring:
    """Owner thread only."""

    def __init__(self, *, publish: Callable[[AnyEvent], None], end: Callable[[SipCall, str], None]) -> None:
        """`end` is told a call and the word for why."""
        self._publish = publish
        self._end = end
        self._growth = Growth()
        self._measured_at = time.monotonic()

    def tick(self, calls: tuple[SipCall, ...]) -> None:
        """All that there are now."""
        if not calls:
            self._growth.forget()
            return
        now = time.monotonic()
        if now - self._measured_at < _INTERVAL:
            return
        self._measured_at = now
        talking = [call for call in calls if call.about.established and call.media is not None]
        came = {call: self._measure(call, now) for call in talking}
        if self._growth.is_too_much(sum(came.values())) and came:
            loudest = max(talking, key=lambda call: came[call])
            log.error("a call of %d packets fills the memory: it ends", loudest.about.received)
            self._end(loudest, "technical")

    def _measure(self, call: SipCall, now: float) -> int:
        """How many packets came since the last time."""
        about = call.about
        try:
            measured = call.statistics()
        except pj.Error as error:
            error.__traceback__ = None
            return 0
        came = max(0, measured.received - about.received)
        if measured.received != about.received or about.hold or about.held_there:
            about.received = measured.received
            about.heard_at = now
        silent = now - about.heard_at
        self._publish(
            MediaStats(
                about.id,
                measured.received,
                measured.lost,
                measured.jitter_ms,
                measured.round_trip_ms,
                round(silent, 1),
                measured.sent,
                measured.far_lost,
                measured.far_reports,
            )
        )
        if silent >= SILENCE_ENDS_AFTER:
            self._end(call, "silence")
        return came
