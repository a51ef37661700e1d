"""Keeps a voice engine running, and talks with it. Lives in the program's asyncio loop; knows nothing of
pjsua2.

An engine that died is replaced at once, is told again what to register as and which devices to use, and is
back within two seconds. One that dies again and again is tried at longer intervals.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.domain.connection import Engine
from desktop.voice.command import engine_command
from desktop.voice.frames import HEAD_BYTES, BadFrame, event_of, length_of, pack
from desktop.voice.growth import resident
from desktop.voice.wire import (
    AnyCommand,
    AnyEvent,
    CommandFailed,
    Dial,
    Ended,
    Incoming,
    MeasureLevels,
    Ping,
    Pong,
    ProcessSound,
    Ready,
    Register,
    Shutdown,
    Unregister,
    UseDevices,
    UseRinging,
)

log = logging.getLogger(__name__)

PING_INTERVAL = 1.0
UNANSWERED_PINGS = 3
UNANSWERED_AT_START = 10
STOP_WITHIN = 5.0
LAST_WORDS_WITHIN = 0.3
LONGEST_PAUSE = 30.0
STEADY_AFTER = 30.0
"""An engine that ran this long is no failure in a row."""
BROKEN_AFTER = 3
_ROOT = Path(__file__).resolve().parents[2]
FATTEST_WHEN_IDLE = 256 * 1024 * 1024
_LOG_LINES_A_MINUTE = 200
_LONGEST_LOG_LINE = 500
_KEPT_ENVIRONMENT = (
    "ALSA_CONFIG_PATH",
    "DBUS_SESSION_BUS_ADDRESS",
    "HOME",
    "LANG",
    "LC_ALL",
    "PATH",
    "PIPEWIRE_REMOTE",
    "PIPEWIRE_RUNTIME_DIR",
    "PULSE_COOKIE",
    "PULSE_RUNTIME_PATH",
    "PULSE_SERVER",
    "PULSE_SINK",
    "PULSE_SOURCE",
    "SYSTEMROOT",
    "TEMP",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
)


class Supervisor:
    """`on_event` and `on_state` are called in the loop."""

    def __init__(
        self,
        on_event: Callable[[AnyEvent], None],
        on_state: Callable[[Engine], None],
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment` is where the few variables come from that the engine is given; ours, unless told."""
        self._on_event = on_event
        self._on_state = on_state
        self._environment = environment
        self._state = Engine.STOPPED
        self._task: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._ready = False
        self._register: Register | None = None
        self._devices: UseDevices | None = None
        self._processing: ProcessSound | None = None
        self._ringing: UseRinging | None = None
        self._measuring = False
        self._calls: set[str] = set()
        self._unanswered = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Begin to keep an engine. It may not be up yet: its states are told."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name="voice engine")

    def send(self, command: AnyCommand) -> None:
        """Ask the engine. While it starts, all but calls is kept for it; a call fails at once."""
        match command:
            case Register():
                self._register = command
            case Unregister():
                self._register = None
            case UseDevices():
                self._devices = command
            case ProcessSound():
                self._processing = command
            case UseRinging():
                self._ringing = command
            case MeasureLevels(on=on):
                self._measuring = on
        if self._ready:
            self._write(command)
        elif isinstance(command, Dial):
            self._on_event(
                Ended(command.call_id, 503, False, "engine-stopped", "The voice engine is starting")
            )

    async def stop(self) -> None:
        """Let the engine end its calls and its registration, then end it."""
        task, self._task = self._task, None
        if task is None:
            return
        process = self._process
        if process is not None and process.returncode is None:
            self._write(Shutdown())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(process.wait()), STOP_WITHIN)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        self._tell(Engine.STOPPED)

    async def _keep(self) -> None:
        failures = 0
        self._tell(Engine.STARTING)
        while True:
            began = time.monotonic()
            await self._run_one()
            if self._task is None:
                return
            failures = 1 if time.monotonic() - began > STEADY_AFTER else failures + 1
            self._tell(Engine.BROKEN if failures > BROKEN_AFTER else Engine.RESTARTING)
            late = failures - BROKEN_AFTER
            pause = min(LONGEST_PAUSE, 0.5 * 2.0 ** min(late, 10)) if late > 0 else 0.0
            await asyncio.sleep(pause)

    async def _run_one(self) -> None:
        """From start to death of one engine."""
        given = os.environ if self._environment is None else self._environment
        try:
            process = await asyncio.create_subprocess_exec(
                *engine_command(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=_ROOT,
                env={name: given[name] for name in _KEPT_ENVIRONMENT if name in given},
            )
        except OSError as error:
            log.error("the voice engine can't be started: %s", type(error).__name__)
            return
        self._process = process
        self._unanswered = 0
        side_tasks = (
            asyncio.create_task(self._log(process)),
            asyncio.create_task(self._watch(process)),
        )
        try:
            await self._listen(process)
        finally:
            self._ready = False
            await self._see_dead(process)
            await asyncio.wait(side_tasks[:1], timeout=LAST_WORDS_WITHIN)
            for task in side_tasks:
                task.cancel()
            await asyncio.gather(*side_tasks, return_exceptions=True)
            self._process = None
            self._bury()

    async def _see_dead(self, process: asyncio.subprocess.Process) -> None:
        """Its pipe ended: it has gone, or must go. What it still had to say to its log is read meanwhile."""
        try:
            async with asyncio.timeout(LAST_WORDS_WITHIN):
                await process.wait()
        except TimeoutError:
            _kill(process)
            await process.wait()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            while True:
                head = await process.stdout.readexactly(HEAD_BYTES)
                self._hear(event_of(await process.stdout.readexactly(length_of(head))))
        except asyncio.IncompleteReadError:
            if self._task is not None:
                log.info("the voice engine ended")
        except BadFrame as error:
            log.error("from the voice engine: %s", error)

    def _hear(self, event: AnyEvent) -> None:
        self._unanswered = 0
        match event:
            case Pong():
                return
            case Ready():
                self._ready = True
                self._tell(Engine.RUNNING)
                if self._devices is not None:
                    self._write(self._devices)
                if self._processing is not None:
                    self._write(self._processing)
                if self._ringing is not None:
                    self._write(self._ringing)  # before a call can come
                if self._register is not None:
                    self._write(self._register)
                if self._measuring:
                    self._write(MeasureLevels(True))
            case Incoming(call_id=call_id):
                self._calls.add(call_id)
            case Ended(call_id=call_id) | CommandFailed(command="Dial", call_id=call_id):
                self._calls.discard(call_id)
        self._on_event(event)

    def _write(self, command: AnyCommand) -> None:
        if isinstance(command, Dial):
            self._calls.add(command.call_id)
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            try:
                process.stdin.write(pack(command))
            except BadFrame as error:
                log.error("a %s for the voice engine: %s", type(command).__name__, error)

    def _bury(self) -> None:
        """The calls died with the engine."""
        calls, self._calls = self._calls, set()
        for call_id in calls:
            self._on_event(Ended(call_id, 500, False, "engine-stopped", "The voice engine stopped"))

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Kill an engine that does not answer, and replace an idle one that has grown fat.

        Pings are counted, not seconds: a computer that slept is no fault of the engine.
        """
        token = 0
        while True:
            await asyncio.sleep(PING_INTERVAL)
            token += 1
            self._write(Ping(token))
            self._unanswered += 1
            if self._unanswered > (UNANSWERED_PINGS if self._ready else UNANSWERED_AT_START):
                log.error("the voice engine does not answer")
                _kill(process)
                return
            if token % 10 == 0 and not self._calls and resident(process.pid) > FATTEST_WHEN_IDLE:
                log.info("the idle voice engine is replaced: it holds too much memory")
                self._write(Shutdown())
                return

    async def _log(self, process: asyncio.subprocess.Process) -> None:
        """What the engine, and native code in it, writes to standard error: bounded, and not too much."""
        assert process.stderr is not None
        since, lines = time.monotonic(), 0
        while data := await process.stderr.read(4096):
            for line in data.decode("utf-8", "replace").splitlines():
                if time.monotonic() - since > 60:
                    since, lines = time.monotonic(), 0
                lines += 1
                if lines <= _LOG_LINES_A_MINUTE:
                    log.info("engine: %s", line[:_LONGEST_LOG_LINE])

    def _tell(self, state: Engine) -> None:
        if state is not self._state:
            self._state = state
            self._on_state(state)


def _kill(process: asyncio.subprocess.Process) -> None:
    """As `process.kill()`, which reaps the child before asyncio's own watcher can (Python 3.11)."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.kill(process.pid, signal.SIGKILL)
