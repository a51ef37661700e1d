"""Whether the screen is locked, where the system tells: then whoever stands before it is not its owner."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Protocol

Locked = Callable[[bool | None], None]
"""None: nobody tells."""


class ScreenLock(Protocol):
    async def watch(self, tell: Locked) -> None:
        """Say how it is, and each change, until cancelled. Returns where nobody tells."""
        ...


class NoScreenLock:
    """macOS and Windows tell no program that asks for it in a documented way without a window of its own."""

    async def watch(self, tell: Locked) -> None:
        tell(None)


def screen_lock() -> ScreenLock:
    """That of this system. Its library is loaded here, which takes a while."""
    if platform.system() == "Linux":
        from desktop.system.screen_lock.freedesktop import FreedesktopLock

        return FreedesktopLock()
    return NoScreenLock()
