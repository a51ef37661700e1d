"""What the other sides of calls make the engine hold.

libsrtp keeps some 270 bytes for each source (SSRC) whose packets it has believed, until the call ends, seeks
among all of them for each packet, and gives nobody a say in it. Who has a call's keys and names another
source in each packet would fill the memory, and before that a core: at 135,000 sources a packet took 7 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

MOST = 2 * 1024 * 1024
"""About 8,000 sources. An honest call has one or two."""
_A_SOURCE = 300
_AN_HONEST_PACKET = 40
"""Bytes. What else grows in a call grows by less, and not for long."""


def resident(pid: int | str = "self") -> int:
    """Bytes of memory held by a process, where the system tells (Linux); else 0."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0


class Growth:
    """Since there are calls, as far as the packets that came meanwhile may be the cause.

    What grows at once, as with a recording that is played, is none of theirs.
    """

    def __init__(self, held: Callable[[], int] = resident) -> None:
        self._held = held
        self._most_held = 0
        self._grown = 0

    def forget(self) -> None:
        """There are no calls."""
        self._most_held = self._grown = 0

    def is_too_much(self, packets: int) -> bool:
        """Whether it grew by more than `MOST`; once, and then it begins anew.

        `packets` came in all calls since this was asked last.
        """
        now, before = self._held(), self._most_held
        self._most_held = max(now, before)
        if before:
            grown = min(max(0, now - before), packets * _A_SOURCE)
            self._grown = max(0, self._grown + grown - packets * _AN_HONEST_PACKET)
        if self._grown <= MOST:
            return False
        self._grown = 0
        return True
