"""The real program with a pulse: `python -m tests.benchmarks.pulse FILE [words of fiveline]`.

Every 5 ms its loop should beat. A beat that comes late is a line in FILE (`tests.benchmarks.beats`). The
accessibility bus has no part in it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TextIO

from ui.quick_start import load_qt

load_qt()

from PySide6.QtCore import Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from ui import app as program  # noqa: E402
from ui import program as inside  # noqa: E402
from ui.loop import run  # noqa: E402

BEAT = 5
LATE = 10.0


class Pulse:
    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._before = _now()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = _now()
        late, worked, waited = (1000 * (a - b) for a, b in zip(now, self._before, strict=True))
        if late > LATE:
            self._file.write(f"{now[0]:.4f} {late:.2f} {worked:.2f} {waited:.2f}\n")
        self._before = _now()


def _now() -> tuple[float, float, float]:
    return time.monotonic(), time.thread_time(), _waited()


def _waited() -> float:
    """Seconds that this thread could have run and did not, since it began."""
    try:
        told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(told.split()[1]) / 1e9


def main(file: str, words: list[str]) -> int:
    def with_pulse(app: QApplication, life: Coroutine[Any, Any, int]) -> int:
        with open(file, "w", encoding="ascii", buffering=1) as beats:
            pulse = Pulse(beats)
            ended = run(app, life)
            del pulse
        return ended

    vars(inside)["run"] = with_pulse
    return program.main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
