"""Looks for devices during a call, without disturbing it.

PortAudio reads its list once, at its start, and starting it anew closes every stream. So another process
reads the list, and only when it differs is the sound interrupted, for some hundredths of a second. It stays
while it is needed: to start a Python takes twenty times the work of a look.
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import IO

from desktop.voice.command import LIST_DEVICES, engine_command

log = logging.getLogger(__name__)

SHORTEST_INTERVAL = 4.0
LONGEST_INTERVAL = 9.0
_FIRST_LOOK_AFTER = 2.0
"""Not while a call is set up: the list was read then, where it was old."""
_PATIENCE = 5.0
_KEPT_FOR = 2 * LONGEST_INTERVAL
"""Seconds after the last time that somebody wanted to know."""
_LONGEST_ANSWER = 64 * 1024
_ROOT = Path(__file__).resolve().parents[2]


class Lookout:
    """Asked again and again from the sound thread; never waits. While nothing changes it looks less often."""

    def __init__(self) -> None:
        self._reader: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._waits = False
        self._asked_at: float | None = None
        self._interval = SHORTEST_INTERVAL
        self._wanted_at = 0.0
        self._last: frozenset[str] | None = None

    def names(self) -> frozenset[str] | None:
        """The devices there are now, or None while nothing new is known."""
        now = self._wanted_at = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now - self._interval + _FIRST_LOOK_AFTER
        if self._waits:
            with contextlib.suppress(queue.Empty):
                return self._understand(self._answers.get_nowait())
            if now - self._asked_at > _PATIENCE:
                self.stop()
        elif now - self._asked_at >= self._interval:
            self._asked_at = now
            self._ask()
        return None

    def rest(self) -> None:
        """Let the other process go where nobody has wanted to know for a while."""
        if self._reader is not None and time.monotonic() - self._wanted_at > _KEPT_FOR:
            self.stop()
            self._asked_at = None

    def stop(self) -> None:
        reader, self._reader, self._waits = self._reader, None, False
        if reader is not None:
            reader.kill()
            reader.wait()
            if reader.stdin is not None:
                reader.stdin.close()

    def _ask(self) -> None:
        try:
            reader = self._reader = self._reader or self._start()
            assert reader.stdin is not None
            reader.stdin.write(b"\n")
            self._waits = True
        except OSError:
            self.stop()

    def _start(self) -> subprocess.Popen[bytes]:
        """Raises `OSError`."""
        reader = subprocess.Popen(
            [*engine_command(), LIST_DEVICES],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
        )
        assert reader.stdout is not None
        self._answers = queue.SimpleQueue()
        threading.Thread(
            target=_listen, args=(reader.stdout, self._answers), name="lookout", daemon=True
        ).start()
        return reader

    def _understand(self, answer: bytes) -> frozenset[str] | None:
        self._waits = False
        try:
            names = json.loads(answer)
        except ValueError:
            names = None
        if not isinstance(names, list):
            self.stop()
            return None
        found = frozenset(name for name in names if isinstance(name, str))
        longer = min(LONGEST_INTERVAL, self._interval * 1.5)
        self._interval = longer if found == self._last else SHORTEST_INTERVAL
        self._last = found
        return found


def _listen(pipe: IO[bytes], answers: queue.SimpleQueue[bytes]) -> None:
    """An empty answer is the last."""
    with pipe:
        while answer := pipe.readline(_LONGEST_ANSWER):
            answers.put(answer)
    answers.put(b"")
