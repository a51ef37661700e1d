"""Somebody who waits to be transferred: the line that calls the new number in their place."""

from __future__ import annotations

from collections.abc import Callable

from carrier.network.port import CannotNow, Ending, Line
from carrier.sip.sdp import Audio


class Referral:
    """A `Party` that makes a call, and has no sound of its own: whoever answers hears the carrier."""

    def __init__(
        self,
        *,
        on_ring: Callable[[], None],
        on_answer: Callable[[Audio], None],
        on_end: Callable[[Ending], None],
    ) -> None:
        self._on_ring = on_ring
        self._on_answer = on_answer
        self._on_end = on_end
        self.voice: Line | None = None
        """Its side of the call that it makes."""
        self.ending: Ending | None = None
        """Why it was over before there was a call."""

    def ring(self, early: Audio | None = None) -> None:
        self._on_ring()

    def answer(self, audio: Audio) -> None:
        self._on_answer(audio)

    def end(self, ending: Ending) -> None:
        if self.ending is None:
            self.ending = ending
            self._on_end(ending)

    def give_up(self) -> None:
        """Whoever waits has gone."""
        if self.ending is None:
            self.ending = Ending(487, "cancelled")
            if self.voice is not None:
                self.voice.end(self.ending)

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(491)

    async def offer(self) -> Audio:
        raise CannotNow(491)

    def settle(self, answer: Audio | None) -> None:
        """Nothing was offered."""
