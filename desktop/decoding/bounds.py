"""What a process for what strangers made may take of the system, where the system has such ends."""

from __future__ import annotations

import sys
from contextlib import suppress


def bind(*, memory: int) -> None:
    """`memory` in bytes. It writes no file, leaves no image of itself behind, and opens few."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(OSError, ValueError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (most, most))
