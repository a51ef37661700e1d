"""The leg of the device that calls: its INVITE, answered by the carrier."""

from __future__ import annotations

import secrets

from carrier.network.port import Ending
from carrier.sip.dialog import ALLOW, Dialog, Switchboard, reason_header
from carrier.sip.leg import Leg
from carrier.sip.sdp import Audio, Shape
from carrier.sip.transaction import ServerTransaction


class CallerLeg(Leg):
    def __init__(
        self,
        board: Switchboard,
        transaction: ServerTransaction,
        *,
        device_id: str,
        call_id: str,
        target: str,
        audio: Audio,
        shape: Shape,
    ) -> None:
        request = transaction.request
        dialog = Dialog(
            call_id=request.call_id,
            local=request.headers.get("to"),
            remote=request.headers.get("from"),
            target=target,
            remote_tag=request.from_.tag,
            local_tag=transaction.tag,
            remote_seq=request.cseq[0],
        )
        super().__init__(board, dialog, transaction.flow, device_id=device_id, call_id=call_id)
        self.shape = shape
        self.theirs = audio
        self._transaction = transaction
        self._early: Audio | None = None
        self.allows_update = "update" in request.headers.tokens("allow")
        self.ending: Ending | None = None
        """Why it was over before it had an answer."""
        transaction.on_cancel = self._cancelled
        if transaction.cancelled:
            self._cancelled()  # while the digest was judged

    def ring(self, early: Audio | None = None) -> None:
        if not self.answered and not self.over:
            response = self._transaction.response(180 if early is None else 183)
            response.headers.add("contact", self.board.contact(self.flow))
            response.headers.add("session-id", self.session_id)
            if early is not None:
                self._early = early
                self.describe(response, early)
            self._transaction.respond(response)

    def answer(self, audio: Audio) -> None:
        if self.answered or self.over:
            return
        self.answered = True
        self.begin_audit()
        if self._early not in (None, audio):
            self._fork()
        response = self._transaction.response(200)
        response.headers.add("contact", self.board.contact(self.flow))
        response.headers.add("allow", ALLOW)
        response.headers.add("session-id", self.session_id)
        self.timer.grant(self._transaction.request, response)
        self.describe(response, audio)
        self._transaction.respond(response)
        self.await_ack(self._transaction, response)

    def _fork(self) -> None:
        """Another answers than was heard early: in a dialog of its own, so that the device hears them."""
        self.board.leave(self)
        self.dialog.local_tag = self._transaction.tag = secrets.token_hex(10)
        self.board.enter(self)

    def end(self, ending: Ending) -> None:
        if self.over:
            return
        if self.answered:
            self.hang_up(ending)
            return
        self.ending = ending
        response = self._transaction.response(ending.status if ending.status >= 400 else 480)
        response.headers.add("reason", reason_header(ending))
        response.headers.add("session-id", self.session_id)
        self._transaction.respond(response)
        self.close()

    def drop(self, word: str) -> None:
        if not self.over:
            self.end(Ending(480, word))
            self.tell(Ending(480, word))

    def hung_up(self) -> None:
        if self.answered:
            super().hung_up()
        else:
            self._cancelled()  # BYE for an early dialog (RFC 3261 section 15)

    def _cancelled(self) -> None:
        if not self.over:
            self.end(Ending(487, "cancelled"))
            self.tell(Ending(487, "cancelled"))
