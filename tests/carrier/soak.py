"""What a carrier holds: tasks, open files, and objects of its own. Nothing of it may grow."""

from __future__ import annotations

import asyncio
import gc
import os
from collections import Counter
from pathlib import Path

_FILES = Path("/proc/self/fd")


def open_files() -> int:
    return len(os.listdir(_FILES)) if _FILES.exists() else 0


def objects() -> Counter[str]:
    """How many of each class that is the carrier's."""
    gc.collect()
    kinds = (type(each) for each in gc.get_objects())
    return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("carrier."))


def tasks(loop: asyncio.AbstractEventLoop) -> int:
    return len(asyncio.all_tasks(loop))
