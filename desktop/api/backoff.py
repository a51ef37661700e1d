"""How long to wait before trying again: longer each time, and never all desktops at once."""

from __future__ import annotations

import random

FIRST = 0.5
LONGEST = 30.0
LONGEST_ASKED = 300.0


class Backoff:
    """Half to all of 0.5, 1, 2, ... 30 s ("equal jitter"); what the carrier asks for is at least kept."""

    def __init__(self, *, first: float = FIRST, longest: float = LONGEST) -> None:
        self._first = first
        self._longest = longest
        self._tries = 0

    def next(self, asked: float | None = None) -> float:
        """Seconds to wait now. `asked` is what `Retry-After` said, already capped."""
        step = min(self._longest, self._first * 2.0 ** min(self._tries, 16))
        self._tries += 1
        delay = step / 2 + random.uniform(0, step / 2)  # noqa: S311 (spreads load, keeps no secret)
        return delay if asked is None else max(delay, asked)

    def reset(self) -> None:
        self._tries = 0


def read_retry_after(header: str | None) -> float | None:
    """Seconds of a `Retry-After` (RFC 9110 section 10.2.3), 0 to 300; a date or nonsense is nothing.

    A date needs a clock that both sides trust: not here.
    """
    if header is None or not header.strip().isascii():
        return None
    text = header.strip()
    if text.startswith("-") and text[1:].isdecimal():
        return 0.0
    if not text.isdecimal():
        return None
    return min(LONGEST_ASKED, float(text[:12]))
