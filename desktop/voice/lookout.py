"""Looks for devices during a call, without disturbing it.

PortAudio reads its list once, at its start, and starting it anew closes every stream. So another process
reads the list, and only when it differs is the sound interrupted, for some hundredths of a second.
"""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import time
from pathlib import Path

from desktop.voice import devices
from desktop.voice.command import LIST_DEVICES, engine_command

log = logging.getLogger(__name__)

SHORTEST_INTERVAL = 4.0
LONGEST_INTERVAL = 9.0
_PATIENCE = 5.0
_LONGEST_ANSWER = 64 * 1024
_ROOT = Path(__file__).resolve().parents[2]


def print_devices() -> int:
    """What the other process does."""
    names = [one.device.name for one in devices.listed()]
    sys.stdout.write(json.dumps(names))
    return 0


class Lookout:
    """Asked again and again from the sound thread; never waits. While nothing changes it looks less often."""

    def __init__(self) -> None:
        self._reader: subprocess.Popen[bytes] | None = None
        self._interval = SHORTEST_INTERVAL
        self._began = -SHORTEST_INTERVAL
        self._last: frozenset[str] | None = None

    def names(self) -> frozenset[str] | None:
        """The devices there are now, or None while nothing new is known."""
        now = time.monotonic()
        if self._reader is None:
            if now - self._began >= self._interval:
                self._began = now
                self._start()
            return None
        if self._reader.poll() is None:
            if now - self._began > _PATIENCE:
                self.stop()
            return None
        return self._answer()

    def stop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.kill()
            reader.communicate()

    def _start(self) -> None:
        with contextlib.suppress(OSError):
            self._reader = subprocess.Popen(
                [*engine_command(), LIST_DEVICES],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
            )

    def _answer(self) -> frozenset[str] | None:
        reader, self._reader = self._reader, None
        assert reader is not None
        answer, _ = reader.communicate()
        try:
            names = json.loads(answer[:_LONGEST_ANSWER])
        except ValueError:
            return None
        if not isinstance(names, list):
            return None
        found = frozenset(name for name in names if isinstance(name, str))
        longer = min(LONGEST_INTERVAL, self._interval * 1.5)
        self._interval = longer if found == self._last else SHORTEST_INTERVAL
        self._last = found
        return found
