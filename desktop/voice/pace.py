"""How fast calls may begin.

pjsua2 has room for 64 sockets of sound, two for each call, and frees those of a call that is over only half a
second later. A caller who rings and gives up thirty times in that time would end the process: an assertion.
"""

from __future__ import annotations

import re
from collections import deque

MOST = 12
WITHIN = 0.75
_TO = re.compile(rb"\r\n(?:to|t)[ \t]*:([^\r\n]*)", re.IGNORECASE)


class Pace:
    """At most `MOST` beginnings in any `WITHIN` seconds."""

    def __init__(self) -> None:
        self._begun: deque[float] = deque(maxlen=MOST)

    def wait(self, now: float) -> float:
        """Seconds until another call may begin; 0 where it may, and then it has. `now` is monotonic."""
        if len(self._begun) == MOST and (left := self._begun[0] + WITHIN - now) > 0:
            return left
        self._begun.append(now)
        return 0.0


def begins_a_call(message: bytes) -> bool:
    """Whether this is an INVITE outside of a dialog (RFC 3261 section 12.2: no tag in `To`)."""
    if not message.startswith(b"INVITE "):
        return False
    to = _TO.search(message)
    return to is None or b";tag=" not in to.group(1).replace(b" ", b"").lower()
