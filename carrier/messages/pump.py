"""From the journal to the network: a window of pairs, one part of a pair at a time, at the network's pace."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from carrier.jobs import keep_at
from carrier.messages.journal import Journal, Pair, Part

logger = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0


class Pace:
    """How fast it goes: a network that says "too fast" is left alone for a while, each time twice as long."""

    def __init__(self, first_seconds: float) -> None:
        self._first = first_seconds
        self._until = 0.0
        self.pause = first_seconds
        """What the next one lasts."""

    def slow_down(self, *, at_least: float = 0.0) -> None:
        """Several that are told so at the same time are one reason."""
        if not self.left:
            self._until = _now() + max(self.pause, at_least)
            self.pause = min(2 * self.pause, _LONGEST_PAUSE_SECONDS)

    def recover(self) -> None:
        self.pause = self._first

    @property
    def left(self) -> float:
        return max(self._until - _now(), 0.0)


class Pump:
    """`run` until cancelled, then `finish`. `hand_over` sees one part to its next state in the journal."""

    def __init__(
        self,
        journal: Journal,
        hand_over: Callable[[Part], Awaitable[None]],
        *,
        pace: Pace,
        window: int,
        wake: asyncio.Event,
    ) -> None:
        self._journal = journal
        self._hand_over = hand_over
        self._pace = pace
        self._window = window
        self._wake = wake
        self._busy: dict[Pair, asyncio.Task[None]] = {}

    async def run(self) -> None:
        await keep_at(self._turn, self._wake, name="the outgoing journal", again_seconds=_POLL_SECONDS)

    async def finish(self) -> None:
        """What is being handed over is brought to its end."""
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _turn(self) -> float:
        pause = self._pace.left
        if not pause and len(self._busy) < self._window:
            for part in await asyncio.to_thread(
                self._journal.due, busy=set(self._busy), limit=self._window - len(self._busy)
            ):
                self._busy[part.pair] = asyncio.create_task(self._see_to(part))
        return pause or _POLL_SECONDS

    async def _see_to(self, part: Part) -> None:
        try:
            await self._hand_over(part)
        except Exception:
            logger.exception("part %d stumbled", part.id)
            await asyncio.sleep(_POLL_SECONDS)  # its pair is busy as long: it is not tried in a whirl
        finally:
            del self._busy[part.pair]
            self._wake.set()


def _now() -> float:
    return asyncio.get_running_loop().time()
