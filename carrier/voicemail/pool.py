"""The answering processes: as many as are set, each with its cap, the least loaded first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from carrier.answering.wire import HOST, Times
from carrier.voicemail.answerer import COMMAND, Answerer
from carrier.voicemail.spool import SAMPLE_BYTES, read_spool
from carrier.voicemail.visit import RATE, Awaited, EndOfTake, Full, Take, Visit

logger = logging.getLogger(__name__)

_READY_WITHIN = 1.5
"""A process that died is back in half a second: a caller waits that long, rather than be turned away."""


class Pool:
    """Implements `Answering`.

    Every visit that came ends in one `Take`, `seconds` 0 where nothing was recorded. One that never came ends
    in none, unless its process died before: then in a `Take` of 0 seconds, `CRASH`.
    """

    def __init__(
        self,
        spools: Path,
        on_take: Callable[[Take], None],
        *,
        processes: int = 1,
        times: Times | None = None,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        """`on_take` is called in the loop."""
        self._spools = spools
        self._on_take = on_take
        self._changed = asyncio.Event()
        self._crashed: set[asyncio.Task[None]] = set()
        self._answerers = [
            Answerer(
                spools=spools,
                times=times or Times(),
                on_take=on_take,
                on_crash=self._bury,
                on_change=self._changed.set,
                command=command,
            )
            for _ in range(processes)
        ]

    @property
    def is_ready(self) -> bool:
        """Whether a caller could be answered now."""
        return self.room > 0

    @property
    def room(self) -> int:
        """So many more could be answered now."""
        return sum(answerer.room for answerer in self._answerers)

    @property
    def pids(self) -> tuple[int, ...]:
        """Of the processes that run."""
        return tuple(answerer.pid for answerer in self._answerers if answerer.pid is not None)

    async def start(self) -> None:
        """Begin to keep the processes. They are ready a moment later; `expect` waits for it."""
        for answerer in self._answerers:
            answerer.start()

    async def stop(self) -> None:
        """Who talks is hung up on, and their takes are told, before it returns."""
        await asyncio.gather(*(answerer.stop() for answerer in self._answerers))
        await asyncio.gather(*self._crashed)

    async def expect(self, visit: Visit) -> Awaited:
        """The visit will come soon; it is forgotten after ten seconds. Raises `Full`."""
        answerer = self._least_loaded() or await self._soon_ready()
        if answerer is None:
            raise Full
        return Awaited(HOST, await answerer.expect(visit), visit.id)

    def knows(self, visit_id: str) -> bool:
        """Whether it is expected or under way."""
        return any(answerer.knows(visit_id) for answerer in self._answerers)

    def forget(self, visit_id: str) -> None:
        for answerer in self._answerers:
            if answerer.knows(visit_id):
                answerer.forget(visit_id)

    def _least_loaded(self) -> Answerer | None:
        best = max(self._answerers, key=lambda answerer: answerer.room, default=None)
        return best if best is not None and best.room else None

    async def _soon_ready(self) -> Answerer | None:
        """One that is just being started, once it is there."""
        try:
            async with asyncio.timeout(_READY_WITHIN):
                while any(not answerer.port and answerer.is_starting for answerer in self._answerers):
                    self._changed.clear()
                    await self._changed.wait()
                    if (found := self._least_loaded()) is not None:
                        return found
        except TimeoutError:
            pass
        return None

    def _bury(self, visit: Visit) -> None:
        task = asyncio.create_task(self._tell_crash(visit), name=f"crashed visit {visit.id}")
        self._crashed.add(task)
        task.add_done_callback(self._crashed.discard)

    async def _tell_crash(self, visit: Visit) -> None:
        try:
            kept = len(await asyncio.to_thread(read_spool, self._spools, visit.id, visit.key))
        except OSError as error:
            logger.error("the spool of visit %s can't be read: %s", visit.id, type(error).__name__)
            kept = 0
        self._on_take(Take(visit.id, kept / SAMPLE_BYTES / RATE, EndOfTake.CRASH))
