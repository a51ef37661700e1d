"""Which program the system opens telephone links with, and how to become it.

Each system has its own way: a file on Linux, the registry on Windows, the bundle on macOS. Where the system
keeps the last word, that is said, and nothing is forced.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

SCHEMES = ("tel", "callto", "sip", "sips", "sms")


class LinkStanding(Enum):
    OURS = "ours"
    NOT_OURS = "not-ours"
    SYSTEM_DECIDES = "system-decides"  # offered; the person chooses in the system's own settings
    NEEDS_BUNDLE = "needs-bundle"  # macOS opens links with installed bundles only
    SANDBOXED = "sandboxed"  # what would have to be written is out of reach
    DEMONSTRATION = "demonstration"  # it is gone with its window
    UNKNOWN_SYSTEM = "unknown-system"


CAN_BE_TURNED = frozenset({LinkStanding.OURS, LinkStanding.NOT_OURS, LinkStanding.SYSTEM_DECIDES})


class LinkHandler(Protocol):
    """Raises `OSError` where the system does not let it."""

    def look(self) -> LinkStanding: ...

    def take(self) -> None:
        """Become the one. What was there before is remembered where the system lets us."""
        ...

    def give_back(self) -> None:
        """Back to what was before; does nothing where the links are not ours."""
        ...


class NoLinks:
    """Where links can't be taken, for a reason that is said."""

    def __init__(self, why: LinkStanding) -> None:
        self._why = why

    def look(self) -> LinkStanding:
        return self._why

    def take(self) -> None:
        raise OSError(f"links can't be taken here: {self._why.value}")

    def give_back(self) -> None:
        return None


def link_handler(command: Sequence[str]) -> LinkHandler:
    """For this system. `command` starts this program with its profile; the link is put behind `--`.

    An empty `command` is the demonstration, which takes no links.
    """
    if not command:
        return NoLinks(LinkStanding.DEMONSTRATION)
    match platform.system():
        case "Linux":
            from desktop.system.phone_links.linux import LinuxLinks, in_a_sandbox

            return NoLinks(LinkStanding.SANDBOXED) if in_a_sandbox() else LinuxLinks(command)
        case "Windows":
            from desktop.system.phone_links.registry import UserRegistry  # type: ignore[attr-defined,unused-ignore]
            from desktop.system.phone_links.windows import WindowsLinks

            return WindowsLinks(command, UserRegistry())
        case "Darwin":
            from desktop.system.phone_links.macos import standing_of_bundle

            return NoLinks(standing_of_bundle(sys.executable))
        case _:
            return NoLinks(LinkStanding.UNKNOWN_SYSTEM)
