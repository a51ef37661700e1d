"""Calls on this computer (CALL-1 to CALL-6)."""

from __future__ import annotations

from desktop.domain.calls import CallId
from desktop.domain.numbers import Address, NumberId


class Calls:
    async def dial(self, to: Address, *, number_id: NumberId) -> CallId:
        """Call `to` out on `number_id`. The outcome, a refusal too, comes as events on the call.

        Raises `Mendable` ("premium-rate", "not-a-number", "cannot-call", "too-many-calls") before anything
        is sent.
        """
        raise NotImplementedError

    async def answer(self, call_id: CallId) -> None:
        raise NotImplementedError

    async def decline(self, call_id: CallId) -> None:
        raise NotImplementedError

    async def hang_up(self, call_id: CallId) -> None:
        raise NotImplementedError

    async def mute(self, call_id: CallId, muted: bool) -> None:
        raise NotImplementedError

    async def send_tones(self, call_id: CallId, digits: str) -> None:
        raise NotImplementedError

    def dismiss(self, call_id: CallId) -> None:
        """Stop showing an ended call."""
        raise NotImplementedError
