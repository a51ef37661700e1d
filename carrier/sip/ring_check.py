"""The carrier calls one device, to see whether it rings. Nobody talks, and no history has it."""

from __future__ import annotations

import asyncio

from carrier.network.ear import Ear
from carrier.network.port import CannotNow, Ending
from carrier.sip.sdp import Audio
from carrier.sip.side import Side

SERVICE_NUMBER = "+33199000009"
"""Who calls. It lies in the range that the French regulator keeps for fiction; nobody has it."""
RINGS_SECONDS = 8.0


class ServiceLine:
    """The caller. It gives up by itself, and hangs up on whoever answers."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._side: Side | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, side: Side) -> None:
        """`side` is the voice with which it speaks to the call."""
        self._side = side
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(RINGS_SECONDS, self._leave, Ending(487, "cancelled"))

    def ring(self, early: Audio | None = None) -> None:
        """The device says that it rings; whether it sounds, it has to find out by itself."""

    def answer(self, audio: Audio) -> None:
        self._leave(Ending(200, "hung-up"))

    def end(self, ending: Ending) -> None:
        self._close()

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(488)

    async def offer(self) -> Audio:
        raise CannotNow(488)

    def settle(self, answer: Audio | None) -> None:
        """It never offers."""

    def _leave(self, ending: Ending) -> None:
        if self._side is not None:
            self._side.end(ending)
        self._close()

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._ear.close()
