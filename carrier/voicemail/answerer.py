"""Keeps one answering process running, and talks with it. Knows nothing of pjsua2.

One that died is replaced at once; its visits end as `CRASH`. One that dies again and again is tried at longer
intervals.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from carrier.answering.frames import HEAD_BYTES, BadFrame, event_of, length_of, pack
from carrier.answering.wire import (
    MOST_CALLS,
    AnyCommand,
    AnyEvent,
    Begin,
    Expect,
    Expected,
    Forget,
    Left,
    Ping,
    Pong,
    Ready,
    Shutdown,
    Taken,
    Times,
)
from carrier.voicemail.visit import Full, Take, Visit

logger = logging.getLogger(__name__)

PING_EVERY = 1.0
UNANSWERED_PINGS = 4
UNANSWERED_AT_START = 15
STOP_WITHIN = 5.0
STEADY_AFTER = 30.0
"""One that ran so long is no failure in a row."""
AT_ONCE = 3
"""So many failures in a row are followed by a start at once; later ones by longer and longer pauses."""
LONGEST_PAUSE = 30.0
FATTEST_WHEN_IDLE = 256 * 1024 * 1024
_EXPECTED_WITHIN = 2.0
_LAST_WORDS_WITHIN = 0.3
_LOG_LINES_A_MINUTE = 100
_LONGEST_LOG_LINE = 300
_ROOT = Path(__file__).resolve().parents[2]
_KEPT_ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR")
"""The carrier's own has its passwords in it."""
COMMAND = (sys.executable, "-m", "carrier.answering")


class Answerer:
    def __init__(
        self,
        *,
        spools: Path,
        times: Times,
        on_take: Callable[[Take], None],
        on_crash: Callable[[Visit], None],
        on_change: Callable[[], None],
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        """Everything is called in the loop. `on_crash` gets each visit whose process died over it."""
        self._spools = spools
        self._times = times
        self._on_take = on_take
        self._on_crash = on_crash
        self._on_change = on_change
        self._command = command
        self._task: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._visits: dict[str, Visit] = {}
        """Expected and under way, until their place is free again."""
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._taken: set[str] = set()
        self._unanswered = 0
        self._leaving = False
        self.port = 0
        """Where it listens; 0 while it does not."""
        self.is_starting = True
        """It will listen soon: it has not failed again and again."""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def room(self) -> int:
        return MOST_CALLS - len(self._visits) if self.port and not self._leaving else 0

    def start(self) -> None:
        """Begin to keep a process."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name="answering process")

    async def stop(self) -> None:
        """Its visits end, as taken so far."""
        task, self._task = self._task, None
        if task is None:
            return
        process = self._process
        if process is not None and process.returncode is None:
            self._write(Shutdown())
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_WITHIN):
                    await asyncio.shield(task)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    def knows(self, visit_id: str) -> bool:
        return visit_id in self._visits

    async def expect(self, visit: Visit) -> int:
        """The port where it is expected. Raises `Full` where the process ends meanwhile."""
        frame = pack(
            Expect(
                visit_id=visit.id,
                key=visit.key,
                words=visit.words,
                records=visit.records,
                longest_seconds=visit.longest_seconds,
            )
        )
        self._visits[visit.id] = visit
        expected = asyncio.get_running_loop().create_future()
        self._waiting[visit.id] = expected
        port = self.port
        self._put(frame)
        try:
            async with asyncio.timeout(_EXPECTED_WITHIN):
                await expected
        except TimeoutError:
            self.forget(visit.id)
            raise Full from None
        except asyncio.CancelledError:
            self.forget(visit.id)
            raise
        finally:
            self._waiting.pop(visit.id, None)
        return port

    def forget(self, visit_id: str) -> None:
        if visit_id in self._visits:
            self._write(Forget(visit_id))

    # --- one process after the other ----------------------------------------------------------------------
    async def _keep(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            await self._run_one()
            if self._task is None:
                return
            failures = 1 if self._leaving or time.monotonic() - began > STEADY_AFTER else failures + 1
            late = failures - AT_ONCE
            self.is_starting = late <= 0
            self._on_change()
            if late > 0:
                pause = min(LONGEST_PAUSE, 0.5 * 2.0 ** min(late, 10))
                logger.error("answering ends again and again: the next start is in %.0f s", pause)
                await asyncio.sleep(pause)

    async def _run_one(self) -> None:
        """From start to death of one."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=_ROOT,
                env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            )
        except OSError as error:
            logger.error("answering can't be started: %s", type(error).__name__)
            return
        self._process = process
        self._unanswered = 0
        self._leaving = False
        self._write(Begin(str(self._spools), self._times))
        side_tasks = (asyncio.create_task(self._log(process)), asyncio.create_task(self._watch(process)))
        try:
            await self._listen(process)
        finally:
            self.port = 0
            if process.returncode is None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LAST_WORDS_WITHIN):
                        await process.wait()
            _kill(process)
            await process.wait()
            await asyncio.wait(side_tasks[:1], timeout=_LAST_WORDS_WITHIN)
            for task in side_tasks:
                task.cancel()
            await asyncio.gather(*side_tasks, return_exceptions=True)
            self._process = None
            self._bury()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            while True:
                head = await process.stdout.readexactly(HEAD_BYTES)
                self._hear(event_of(await process.stdout.readexactly(length_of(head))))
        except asyncio.IncompleteReadError:
            if self._task is not None and not self._leaving:
                logger.error("an answering process died with %d visits", len(self._visits))
        except BadFrame as error:
            logger.error("from an answering process: %s", error)

    def _hear(self, event: AnyEvent) -> None:
        self._unanswered = 0
        match event:
            case Ready(port=port):
                self.port = port
                self._on_change()
            case Expected(visit_id=visit_id):
                waiting = self._waiting.get(visit_id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(None)
            case Taken(visit_id=visit_id, seconds=seconds, end=end):
                self._taken.add(visit_id)
                self._on_take(Take(visit_id, seconds, end))
            case Left(visit_id=visit_id):
                self._visits.pop(visit_id, None)
                self._taken.discard(visit_id)
                self._on_change()
            case Pong():
                pass

    def _bury(self) -> None:
        """Visits end with their process."""
        visits, self._visits = self._visits, {}
        taken, self._taken = self._taken, set()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Full())
        for visit_id, visit in visits.items():
            if visit_id not in taken and visit_id not in self._waiting:
                self._on_crash(visit)
        self._on_change()

    def _write(self, command: AnyCommand) -> None:
        self._put(pack(command))

    def _put(self, frame: bytes) -> None:
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(frame)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Kill one that does not answer, and replace an idle one that has grown fat.

        Pings are counted, not seconds: a computer that slept is no fault of it.
        """
        token = 0
        while True:
            await asyncio.sleep(PING_EVERY)
            token += 1
            self._write(Ping(token))
            self._unanswered += 1
            if self._unanswered > (UNANSWERED_PINGS if self.port else UNANSWERED_AT_START):
                logger.error("an answering process does not answer")
                _kill(process)
                return
            if token % 10 == 0 and not self._visits and _resident(process.pid) > FATTEST_WHEN_IDLE:
                logger.info("an idle answering process is replaced: it holds too much memory")
                self._leaving = True
                self._write(Shutdown())

    async def _log(self, process: asyncio.subprocess.Process) -> None:
        """What it, and native code in it, writes to standard error: bounded, and not too much."""
        assert process.stderr is not None
        since, lines = time.monotonic(), 0
        while data := await process.stderr.read(4096):
            for line in data.decode("utf-8", "replace").splitlines():
                if time.monotonic() - since > 60:
                    since, lines = time.monotonic(), 0
                lines += 1
                if lines <= _LOG_LINES_A_MINUTE:
                    logger.info("answering: %s", line[:_LONGEST_LOG_LINE])


def _resident(pid: int) -> int:
    """Bytes of memory held by a process, where the system tells (Linux); else 0."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0


def _kill(process: asyncio.subprocess.Process) -> None:
    """As `process.kill()`, which reaps the child before asyncio's own watcher can (Python 3.11)."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.kill(process.pid, signal.SIGKILL)
