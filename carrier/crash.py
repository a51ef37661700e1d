"""Named places where a test may kill this process the hard way, to see that nothing is lost or doubled."""

from __future__ import annotations

import os
import signal


def crash_point(name: str) -> None:
    """Die here, as by `kill -9`, where FIVELINE_CRASH_AT names this point; else nothing."""
    if os.environ.get("FIVELINE_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
