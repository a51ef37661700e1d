"""Transfers: a device hands the other side of its call on, blindly or after asking (RFC 3515, RFC 5589).

The carrier makes the new call itself, with the rights and from the number of the device that asks. Nobody is
ever told to call anybody: REFER ends here.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from carrier.network.port import CannotNow, Ending
from carrier.sip.addresses import BadAddress, StrangeScheme
from carrier.sip.calls import NUMBER, Calls
from carrier.sip.dialog import Switchboard
from carrier.sip.directory import Directory
from carrier.sip.leg import Leg
from carrier.sip.notices import Notices
from carrier.sip.refer_to import Replaced, read_refer_to
from carrier.sip.referral import Referral
from carrier.sip.sdp import Audio
from carrier.sip.side import Side
from carrier.sip.speaker import Speaker, open_speaker
from carrier.sip.transaction import ServerTransaction


class Transfers:
    def __init__(
        self,
        board: Switchboard,
        calls: Calls,
        directory: Directory,
        *,
        domains: set[str],
        leg: Callable[[str, str], Leg | None],
    ) -> None:
        """`leg` finds one by Call-ID and the carrier's tag."""
        self._board = board
        self._calls = calls
        self._directory = directory
        self._domains = domains
        self._leg = leg

    def asked(self, leg: Leg, transaction: ServerTransaction) -> None:
        """A REFER within a call."""
        side = leg.voice
        if transaction.flow != leg.way():
            transaction.refuse(403)  # it costs the account money: the dialog's names alone do not do
            return
        try:
            wanted = read_refer_to(transaction.request)
        except StrangeScheme:
            transaction.refuse(416)
            return
        except (BadAddress, UnicodeDecodeError):
            transaction.refuse(400)
            return
        if not isinstance(side, Side) or not leg.answered or leg.over or side.call.is_ringing:
            transaction.refuse(481)
            return
        if side.call.transfer is not None:
            transaction.refuse(491)
            return
        if not leg.refers.allow():
            transaction.refuse(503, retry_after="60")
            return
        if wanted.replaces is not None:
            self._after_asking(leg, side, wanted.replaces, transaction)
        else:
            self._blindly(leg, side, wanted.uri.host, wanted.uri.user.strip(), transaction)

    def _after_asking(self, leg: Leg, side: Side, replaces: Replaced, transaction: ServerTransaction) -> None:
        second = self._leg(replaces.call_id, replaces.to_tag)
        also = second.voice if second is not None else None
        if (
            second is None
            or second is leg
            or second.device_id != leg.device_id
            or second.dialog.remote_tag != replaces.from_tag
            or not second.answered
            or not isinstance(also, Side)
            or also.call.is_ringing
            or also.call is side.call
        ):
            transaction.refuse(481)  # no dialog, or somebody else's: the same to whoever asks
        elif also.call.transfer is not None:
            transaction.refuse(491)
        else:
            transfer = _Joining(side, also, self._accepted(leg, transaction))
            self._board.spawn(transfer.run())

    def _blindly(self, leg: Leg, side: Side, host: str, number: str, transaction: ServerTransaction) -> None:
        if host not in self._domains:
            transaction.refuse(403)
        elif not NUMBER.fullmatch(number):
            transaction.refuse(404)
        elif self._calls.has_enough(leg.device_id):
            transaction.refuse(486)
        else:
            transfer = _Calling(self, side, number, self._accepted(leg, transaction))
            self._board.spawn(transfer.run(leg.device_id))

    def _accepted(self, leg: Leg, transaction: ServerTransaction) -> Notices:
        accepted = transaction.response(202)
        accepted.headers.add("contact", self._board.contact(transaction.flow))
        transaction.respond(accepted)
        notices = Notices(leg, leg.refers.event(transaction.request.cseq[0]))
        notices.tell(100)
        return notices

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._board.spawn(work)

    async def dial(self, referral: Referral, audio: Audio, device_id: str, mine: str, number: str) -> None:
        device = await self._directory.device(device_id)
        if device is None:
            referral.end(Ending(403, "session-ended"))
        else:
            await self._calls.dial(referral, audio, device, mine, number, str(uuid.uuid4()))


class _Joining:
    """After asking: the two whom the device talks to are joined at once."""

    def __init__(self, side: Side, also: Side, notices: Notices) -> None:
        self.leaving = side
        self._also = also
        self._notices = notices
        self._calls = (side.call, also.call)
        for call in self._calls:
            call.transfer = self

    def give_up(self) -> None:
        """The join fails by itself."""

    async def run(self) -> None:
        call, other = self._calls
        try:
            await call.adopt(self.leaving, other, self._also, on_joined=lambda: self._notices.tell(200))
        except CannotNow as refused:
            self._notices.tell(refused.status)
            await call.fetch_back(self.leaving)
        finally:
            call.transfer = other.transfer = None


class _Calling:
    """Blindly: the number is called, and whoever answers is joined to the one who waits."""

    def __init__(self, transfers: Transfers, side: Side, number: str, notices: Notices) -> None:
        self._transfers = transfers
        self.leaving = side
        self._call = side.call
        self._mine = side.record.page.own if side.record is not None else ""
        self._number = number
        self._notices = notices
        self._speaker: Speaker | None = None
        self._outcome: asyncio.Future[Ending | None] = asyncio.get_running_loop().create_future()
        self._referral = Referral(
            on_ring=lambda: notices.tell(180), on_answer=self._answered, on_end=self._settle
        )
        self._call.transfer = self

    def give_up(self) -> None:
        """Who was to be transferred has hung up."""
        self._referral.give_up()
        self._settle(Ending(487, "cancelled"))

    async def run(self, device_id: str) -> None:
        failed: Ending | None = Ending(500, "technical")
        try:
            failed = await self._dial(device_id) or await self._join()
        finally:
            if self._speaker is not None:
                self._speaker.close()
            self._referral.give_up()
            if failed is not None:
                self._notices.tell(max(failed.status, 400))
                await self._call.fetch_back(self.leaving)
            if self._call.transfer is self:
                self._call.transfer = None

    async def _dial(self, device_id: str) -> Ending | None:
        """Until somebody answers (None), or nobody does."""
        self._transfers.spawn(self._call.park(self.leaving))
        try:
            self._speaker = await open_speaker(self._call.other(self.leaving).address)
        except CannotNow as refused:
            return Ending(refused.status, "technical")
        audio = self._speaker.offer(secure=self._call.secure, direction="sendrecv")
        await self._transfers.dial(self._referral, audio, device_id, self._mine, self._number)
        return await self._outcome

    def _answered(self, audio: Audio) -> None:
        if self._speaker is not None:
            self._speaker.accept(audio)
        self._settle(None)

    def _settle(self, outcome: Ending | None) -> None:
        if not self._outcome.done():
            self._outcome.set_result(outcome)

    async def _join(self) -> Ending | None:
        voice = self._referral.voice
        if not isinstance(voice, Side):
            return Ending(481, "technical")
        try:
            await self._call.adopt(self.leaving, voice.call, voice, on_joined=lambda: self._notices.tell(200))
        except CannotNow as refused:
            return Ending(refused.status, "technical")
        return None
