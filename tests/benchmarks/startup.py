"""How soon the window and the conversations are seen, against a bare PySide6 window in the same run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.desk import Desk
from tests.benchmarks.figures import Figure, median_of
from tests.journeys.person import wait_until_ready

BARE = Path(__file__).with_name("bare_window.py")


def startup_figures(desk: Desk, *, runs: int = 7) -> list[Figure]:
    """Starts in turn a bare window and Fiveline, signed in and with its cache, from the same disk."""
    bare, window, conversations = [], [], []
    desk.desktop.quit()
    for _ in range(runs):
        bare.append(_bare_window(desk))
        seen = len(desk.moments("window-painted")), len(desk.moments("conversations-painted"))
        began = time.monotonic()
        program = desk.desktop.start()
        window.append(desk.next_moment("window-painted", after=seen[0]) - began)
        conversations.append(desk.next_moment("conversations-painted", after=seen[1]) - began)
        wait_until_ready(program)
        desk.desktop.quit()
    desk.desktop.start()
    wait_until_ready(desk.desktop.window)
    return [
        median_of("bare PySide6 window", [1000 * s for s in bare], "ms"),
        median_of("first window", [1000 * s for s in window], "ms"),
        median_of("conversations from the cache", [1000 * s for s in conversations], "ms"),
        median_of("first window / bare", [w / b for w, b in zip(window, bare, strict=True)], "", bound=2.5),
        median_of(
            "conversations / bare", [c / b for c, b in zip(conversations, bare, strict=True)], "", bound=4.0
        ),
    ]


def _bare_window(desk: Desk) -> float:
    began = time.monotonic()
    answer = subprocess.run(
        [sys.executable, str(BARE)], env=desk.session.env, capture_output=True, text=True, check=True
    )
    return float(answer.stdout.split()[1]) - began
