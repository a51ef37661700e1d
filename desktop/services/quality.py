"""How calls sounded: measured by the engine while they go on, kept here for their page in the history."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from desktop.domain.calls import CallId
from desktop.domain.errors import Mendable
from desktop.domain.events import QualityMeasured
from desktop.domain.timeline import Counters, Timeline
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.services.tasks import Tasks
from desktop.services.voice import Hear
from desktop.storage import call_quality
from desktop.voice import wire

log = logging.getLogger(__name__)

KEPT_EVERY = 30.0
"""Seconds: of a call that is cut off by a crash, no more than these are missing."""


class Engine(Protocol):
    """The part of `Voice` that this needs."""

    def listen(self, hear: Hear) -> None: ...


class Quality:
    def __init__(
        self,
        present: Present,
        voice: Engine,
        tasks: Tasks,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._present = present
        self._tasks = tasks
        self._clock = clock
        self._monotonic = monotonic
        self._going_on: dict[str, _GoingOn] = {}
        voice.listen(self._hear)

    async def load(self, record_id: str) -> Timeline | None:
        """How a call of the history sounded here; None where it was not talked here."""
        return await self._present.read(partial(call_quality.load, record_id=record_id), otherwise=None)

    def _hear(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.Confirmed(call_id=call_id, session_id=record_id, codec=codec):
                self._going_on.setdefault(
                    call_id, _GoingOn(record_id, Timeline(codec), self._monotonic())
                ).named(record_id, codec)
            case wire.MediaStats(call_id=call_id) if call_id in self._going_on:
                self._measure(self._going_on[call_id], event)
            case wire.Ended(call_id=call_id):
                ended = self._going_on.pop(call_id, None)
                if ended is not None:
                    self._end(ended)
            case _:
                pass

    def _measure(self, call: _GoingOn, stats: wire.MediaStats) -> None:
        second = self._monotonic() - call.began
        call.timeline = call.timeline.after(_counters(stats), second)
        self._present.store.apply(QualityMeasured(CallId(stats.call_id), call.timeline))
        if second - call.kept_at >= KEPT_EVERY:
            call.kept_at = second
            self._keep(call)

    def _end(self, call: _GoingOn) -> None:
        call.timeline = call.timeline.ended(self._monotonic() - call.began)
        self._keep(call)

    def _keep(self, call: _GoingOn) -> None:
        if call.record_id and call.timeline.points and self._present.parts is not None:
            work = partial(
                call_quality.store, record_id=call.record_id, timeline=call.timeline, at=self._clock()
            )
            self._tasks.start(self._write(work), "how a call sounded")

    async def _write(self, work: Callable[..., None]) -> None:
        try:
            await self._present.write(work)
        except Mendable as error:  # signed out meanwhile, or there is no room: the call goes on all the same
            log.info("how a call sounded is not kept: %s", error.word)


class _GoingOn:
    def __init__(self, record_id: str, timeline: Timeline, began: float) -> None:
        self.record_id = record_id
        self.timeline = timeline
        self.began = began
        self.kept_at = 0.0

    def named(self, record_id: str, codec: str) -> None:
        self.record_id = record_id or self.record_id
        self.timeline = self.timeline.in_codec(codec)


def _counters(stats: wire.MediaStats) -> Counters:
    return Counters(
        received=stats.received,
        lost=stats.lost,
        sent=stats.sent,
        far_lost=stats.far_lost,
        far_reports=stats.far_reports,
        jitter_ms=stats.jitter_ms,
        round_trip_ms=stats.round_trip_ms,
    )
