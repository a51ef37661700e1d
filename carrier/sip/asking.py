"""The carrier's INVITE within a call: it brings an offer, or asks for one (RFC 3261 section 14, RFC 3725)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from carrier.network.port import CannotNow
from carrier.sip.dialog import described, send_ack
from carrier.sip.message import Request, Response
from carrier.sip.sdp import Audio, BadDescription

if TYPE_CHECKING:
    from carrier.sip.leg import Leg


class Asking:
    """One at a time; `busy` from the INVITE to its ACK."""

    def __init__(self, leg: Leg) -> None:
        self._leg = leg
        self._owed: Response | None = None
        """An offer that has no answer yet: ACK will bear it."""
        self._ack: Request | None = None
        self._seq = 0
        self.busy = False

    async def describe(self, audio: Audio) -> Audio:
        """Offers, and returns the answer. Raises `CannotNow`."""
        self.busy = True
        try:
            response = await self._invite(audio)
            self._acknowledge(response)
            return described(response)[0]
        except BadDescription as error:
            raise CannotNow(488) from error
        finally:
            self.busy = False

    async def ask(self) -> Audio:
        """An offer of the device's; `settle` sends the answer. Raises `CannotNow`."""
        self.busy = True
        try:
            response = await self._invite(None)
        except BaseException:
            self.busy = False
            raise
        try:
            audio, self._leg.shape = described(response)
        except BadDescription as error:
            self.busy = False
            self._acknowledge(response)  # without an answer: it keeps to what was agreed
            raise CannotNow(488) from error
        self._owed = response
        return audio

    def settle(self, answer: Audio | None) -> None:
        if self._owed is not None:
            self._acknowledge(self._owed, answer)
        self._owed = None
        self.busy = False

    def _acknowledge(self, response: Response, answer: Audio | None = None) -> None:
        self._ack = self._leg.acknowledge(response, answer)

    async def _invite(self, audio: Audio | None) -> Response:
        leg = self._leg
        waiting: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        invite = leg.request("INVITE")
        leg.timer.propose(invite)
        if audio is not None:
            leg.describe(invite, audio)
        self._ack, self._seq = None, invite.cseq[0]

        def hear(response: Response) -> None:
            if response.status < 200:
                return
            if not waiting.done():
                waiting.set_result(response)
            elif response.status < 300 and self._ack is not None and response.cseq[0] == self._seq:
                send_ack(leg.board, self._ack, leg.way())  # ours was lost

        leg.board.transactions.start(invite, leg.way(), hear, lambda: _settle(waiting, None))
        # A device that says "trying" for ever has no transaction timer running.
        timers = leg.board.transactions.timers
        response = None
        try:
            async with asyncio.timeout(2 * timers.patience):
                response = await waiting
        except TimeoutError:
            pass
        if response is None and leg.is_away:
            raise CannotNow(491)  # its connection is away: the call waits for it
        if response is None or response.status in (408, 481):
            leg.drop("unreachable")
            raise CannotNow(481)
        if response.status < 300:
            leg.timer.heard(response)
        if response.status >= 300:
            raise CannotNow(491 if response.status == 491 else 488)
        return response


def _settle(waiting: asyncio.Future[Response | None], response: Response | None) -> None:
    if not waiting.done():
        waiting.set_result(response)
