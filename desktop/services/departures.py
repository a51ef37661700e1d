"""What leaves for the carrier: a few at once, each of another lane; after no answer a pause that grows."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from desktop.api.backoff import LONGEST, Backoff
from desktop.domain.errors import Mendable

log = logging.getLogger(__name__)


class Departures:
    """`run` asks, again and again, for what may leave; whoever is asked calls `start` for each."""

    def __init__(self, name: str, *, at_once: int) -> None:
        """`at_once` lanes are under way at the same time; `name` is for the log."""
        self._name = name
        self._at_once = at_once
        self._changed = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._backoffs: dict[str, Backoff] = {}
        self._not_before: dict[str, float] = {}
        self._waits: list[float] = []

    def look(self) -> None:
        """Something may leave that could not before."""
        self._changed.set()

    def carrier_is_back(self) -> None:
        """What was held back leaves now."""
        self._not_before.clear()
        self._backoffs.clear()
        self._changed.set()

    async def run(self, start_all: Callable[[], Awaitable[None]]) -> None:
        """Until cancelled; what is under way is cancelled then."""
        try:
            while True:
                self._changed.clear()
                self._waits.clear()
                try:
                    await start_all()
                    pause = min(self._waits, default=None)
                except Mendable as error:
                    log.error("%s can't be read: %s", self._name, error.word)
                    pause = LONGEST
                except Exception:  # a bug here must not keep everything from leaving until the next start
                    log.exception("%s can't be read", self._name)
                    pause = LONGEST
                try:
                    async with asyncio.timeout(pause):
                        await self._changed.wait()
                except TimeoutError:
                    pass
        finally:
            tasks = list(self._under_way.values())
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks)

    def start(self, lane: str, leave: Callable[[], Coroutine[Any, Any, None]], *, name: str) -> None:
        """Begin `leave`, unless its lane is under way or held back, or enough others are."""
        if lane in self._under_way:
            return
        pause = self._not_before.get(lane, 0.0) - time.monotonic()
        if pause > 0:
            self._waits.append(pause)
        elif len(self._under_way) < self._at_once:
            task = asyncio.create_task(leave(), name=name)
            self._under_way[lane] = task
            task.add_done_callback(partial(self._left, lane))

    def under_way(self, lane: str) -> asyncio.Task[None] | None:
        return self._under_way.get(lane)

    def hold_back(self, lane: str, asked: float | None) -> None:
        """It was not answered: not before a pause that grows, or that was `asked` for, in seconds."""
        delay = self._backoffs.setdefault(lane, Backoff()).next(asked)
        self._not_before[lane] = time.monotonic() + delay

    def went_well(self, lane: str) -> None:
        """The next pause is a short one again."""
        self._backoffs.pop(lane, None)

    def forget(self, lane: str) -> None:
        self._not_before.pop(lane, None)
        self._backoffs.pop(lane, None)

    def _left(self, lane: str, task: asyncio.Task[None]) -> None:
        self._under_way.pop(lane, None)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed", task.get_name(), exc_info=error)
            self.hold_back(lane, None)
