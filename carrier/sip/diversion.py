"""Where a call goes that nobody answers, as the call knows it. It is diverted once.

Whoever it goes to is one more side of it, with a line like any other's.
"""

from __future__ import annotations

from typing import Protocol

from carrier.network.port import Ending
from carrier.sip.side import Side

NOBODY = Ending(480, "unreachable")


class Diversion(Protocol):
    @property
    def to_voicemail(self) -> bool: ...

    def lead(self, side: Side) -> None:
        """Gives the side a line, which answers or ends by itself."""
