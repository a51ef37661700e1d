"""A process of this program's own that is asked over its pipes, one thing after the other.

It is started when first asked, and ends when it was not asked for a while. One that gives no sign for too
long, or dies, costs what it was asked for, and is replaced at the next time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from desktop.decoding import frames

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_KEPT = ("PATH", "SYSTEMROOT", "TEMP")

Answer = tuple[dict[str, Any], bytes]


class Child:
    def __init__(
        self,
        name: str,
        command: Callable[[], list[str]],
        *,
        within: float,
        idle: float,
        environment: Mapping[str, str] | None = None,
        yields: bool = False,
    ) -> None:
        """`within` are the seconds to a sign of it, `idle` those after which it ends unasked. One that
        `yields` is given what others leave of the processor."""
        self._name = name
        self._command = command
        self._within = within
        self._rests_after = idle
        self._environment = environment or {}
        self._yields = yields
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._kills = 0
        self._killed: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    async def ask(
        self, head: dict[str, Any], body: bytes = b"", *, told: Callable[[float], None] | None = None
    ) -> Answer | None:
        """None where it ended over it. `told` hears how far it is, 0 to 1."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        loop = asyncio.get_running_loop()
        kills = self._kills

        def tell(done: float) -> None:
            if told is not None:
                loop.call_soon_threadsafe(told, done)

        try:
            return await asyncio.wrap_future(self._thread.submit(self._exchange, head, body, tell, kills))
        finally:
            if self._idle is None:
                self._idle = loop.call_later(self._rests_after, self._rest)

    def kill(self) -> None:
        """At once; what it was asked for is answered with None."""
        self._kills += 1
        self._killed = self._process
        if self._killed is not None:
            self._killed.kill()

    async def close(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        if self._thread is not None:
            self.kill()
            thread, self._thread = self._thread, None
            await asyncio.wrap_future(thread.submit(self._end))
            thread.shutdown(wait=True)

    def _rest(self) -> None:
        self._idle = None
        if self._thread is not None:
            self._thread.submit(self._end)

    # --- on its thread ------------------------------------------------------------------------------------
    def _exchange(
        self, head: dict[str, Any], body: bytes, tell: Callable[[float], None], kills: int
    ) -> Answer | None:
        process = self._running()
        if self._kills != kills:  # while this waited, or it was started
            self._end()
            return None
        assert process.stdin is not None
        assert process.stdout is not None
        late = self._alarm(process)
        try:
            frames.write(process.stdin, head, body)
            while (answer := frames.read(process.stdout)) is not None and "done" in answer[0]:
                late.cancel()
                late = self._alarm(process)
                done = answer[0]["done"]
                tell(min(1.0, max(0.0, float(done))) if isinstance(done, int | float) else 0.0)
        except (OSError, ValueError, frames.BrokenPipe):
            answer = None
        finally:
            late.cancel()
        if answer is None:
            log.info("the %s ended over what it was asked for", self._name)
            self._end()
        return answer

    def _alarm(self, process: subprocess.Popen[bytes]) -> threading.Timer:
        late = threading.Timer(self._within, process.kill)
        late.daemon = True
        late.start()
        return late

    def _running(self) -> subprocess.Popen[bytes]:
        was_killed = self._process is self._killed  # it lives on for a moment
        if self._process is not None and not was_killed and self._process.poll() is None:
            return self._process
        self._end()
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        if self._yields:
            flags |= getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        self._process = subprocess.Popen(
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=None if getattr(sys, "frozen", False) else _ROOT,
            env=kept | dict(self._environment),
            creationflags=flags,
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass
        process.wait()
