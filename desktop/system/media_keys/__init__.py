"""The play/pause key of a keyboard or a Bluetooth headset, where the system hands it to programs."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Protocol

from desktop.domain.headset import HeadsetKey

Pressed = Callable[[HeadsetKey], None]


class SystemMediaKeys(Protocol):
    async def take(self, pressed: Pressed) -> None:
        """Hear of the keys from now on. Where they can't be had, nothing is heard and nothing is raised."""
        ...

    async def give_back(self) -> None:
        """Leave them to the others again."""
        ...


class NoMediaKeys:
    """Where this program uses none: macOS and Windows hand theirs out in ways of their own."""

    async def take(self, pressed: Pressed) -> None:
        del pressed

    async def give_back(self) -> None:
        return None


def system_media_keys() -> SystemMediaKeys:
    """Those of this system. Their library is loaded here, which takes a while."""
    if platform.system() == "Linux":
        from desktop.system.media_keys.mpris import MprisKeys

        return MprisKeys()
    return NoMediaKeys()
