"""Coroutines that a signal starts: kept until done, heard when they fail, ended when the window closes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

Failed = Callable[[Exception], None]


class Tasks:
    """asyncio keeps only weak references to tasks, and a slot has nobody to raise to."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(
        self, work: Coroutine[Any, Any, Any], *, failed: Failed | None = None
    ) -> asyncio.Task[Any] | None:
        """Run `work`. What it raises goes to `failed`, and to the log where that is not given.

        Once closed, nothing starts any more and None is returned.
        """
        if self._closed:
            work.close()
            return None
        task = asyncio.get_running_loop().create_task(work, name=getattr(work, "__qualname__", None))
        self._running.add(task)
        task.add_done_callback(lambda done: self._done(done, failed))
        return task

    def __len__(self) -> int:
        return len(self._running)

    async def settle(self, *, within: float) -> None:
        """Let what runs come to its end, for `within` seconds at most; nothing is cancelled."""
        running = [task for task in self._running if task is not asyncio.current_task()]
        if running:
            await asyncio.wait(running, timeout=within)

    async def close(self) -> None:
        """Cancel what runs and wait until it has ended."""
        self._closed = True
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any], failed: Failed | None) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        problem = task.exception()
        if problem is None:
            return
        if failed is not None and isinstance(problem, Exception):
            failed(problem)
        else:
            log.error("%s failed", task.get_name(), exc_info=problem)
