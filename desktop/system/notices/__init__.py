"""Notices through the system's own way: one adapter for each, and an honest one where there is none."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Protocol

from desktop.domain.notices import Notice, Standing

Pressed = Callable[[str, str], None]
"""The key of a notice, and the word of the button or `CLICKED`."""
Replied = Callable[[str, str], None]
"""The key of a notice, and what was written in its field."""
Stands = Callable[[Standing], None]

LONGEST_TITLE, LONGEST_TEXT, LONGEST_LABEL, LONGEST_REPLY = 100, 400, 60, 4_000


class SystemNotices(Protocol):
    async def open(self, pressed: Pressed, replied: Replied, stands: Stands) -> None:
        """Find out whether the system shows notices, and say so now and whenever it changes."""
        ...

    async def show(self, notice: Notice) -> None: ...

    async def withdraw(self, key: str) -> None: ...

    async def close(self) -> None:
        """Take all of them back."""
        ...


class NoNotices:
    """Where the system shows none."""

    async def open(self, pressed: Pressed, replied: Replied, stands: Stands) -> None:
        del pressed, replied
        stands(Standing.NONE)

    async def show(self, notice: Notice) -> None:
        return None

    async def withdraw(self, key: str) -> None:
        return None

    async def close(self) -> None:
        return None


def system_notices() -> SystemNotices:
    """That of this system. Its library is loaded here, which takes a while."""
    system = platform.system()
    if system == "Linux":
        from desktop.system.notices.freedesktop import FreedesktopNotices

        return FreedesktopNotices()
    if system in ("Darwin", "Windows"):
        from desktop.system.notices.native import NativeNotices

        return NativeNotices()
    return NoNotices()
