"""The line of somebody who is not there, or not yet: nothing that is wanted of it can be done."""

from __future__ import annotations

from carrier.network.port import CannotNow, Ending
from carrier.sip.sdp import Audio
from carrier.sip.side import Side


class StandIn:
    def __init__(self, side: Side) -> None:
        self.side = side
        self.over = False
        side.line = self

    def ring(self, early: Audio | None = None) -> None:
        """Nothing is there to ring."""

    def answer(self, audio: Audio) -> None:
        """Nor to answer."""

    def end(self, ending: Ending) -> None:
        self.over = True

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(491)

    async def offer(self) -> Audio:
        raise CannotNow(491)

    def settle(self, answer: Audio | None) -> None:
        """Nothing was offered."""
