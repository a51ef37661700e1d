"""The leg of a device that is called: the carrier's INVITE to it."""

from __future__ import annotations

from carrier.network.port import Ending
from carrier.sip.addresses import BadAddress, read_address
from carrier.sip.dialog import Dialog, Switchboard, described, reason_header
from carrier.sip.flow import Flow
from carrier.sip.leg import Leg
from carrier.sip.message import Response
from carrier.sip.sdp import Audio, BadDescription
from carrier.sip.transaction import ClientTransaction

_WORDS = {
    486: "busy",
    600: "busy",
    603: "declined",
    480: "unreachable",
    404: "unreachable",
    408: "unreachable",
}


class CalleeLeg(Leg):
    """Its voice hears `ring`, then `answer` or `end`."""

    def __init__(
        self,
        board: Switchboard,
        flow: Flow,
        *,
        device_id: str,
        call_id: str,
        contact: str,
        caller: str,
        called: str,
        domain: str,
        sip_call_id: str,
    ) -> None:
        local = f"<sip:{caller}@{domain}>" if caller else '"Anonymous" <sip:anonymous@anonymous.invalid>'
        dialog = Dialog(call_id=sip_call_id, local=local, remote=f"<sip:{called}@{domain}>", target=contact)
        super().__init__(board, dialog, flow, device_id=device_id, call_id=call_id)
        self._asserted = f"<sip:{caller}@{domain}>" if caller else ""
        self._client: ClientTransaction | None = None
        self._cancelled: Ending | None = None
        self._offer: Audio | None = None

    def start(self, audio: Audio) -> None:
        self._offer = audio
        invite = self.request("INVITE")
        if self._asserted:
            invite.headers.add("p-asserted-identity", self._asserted)
        else:
            invite.headers.add("privacy", "id")
        self.timer.propose(invite)
        self.describe(invite, audio)
        self._client = self.board.transactions.start(invite, self.way(), self._response, self._timed_out)

    def ring(self, early: Audio | None = None) -> None:
        """The caller's side has nothing to ring here."""

    def answer(self, audio: Audio) -> None:
        """Nor to answer."""

    def end(self, ending: Ending) -> None:
        if self.over or self._cancelled is not None:
            return
        if self.answered:
            self.hang_up(ending)
            return
        self._cancelled = ending
        if self._client is not None and self._client.provisional:
            self._client.cancel(reason=reason_header(ending))

    def drop(self, word: str) -> None:
        if not self.over:
            self.end(Ending(480, word))
            self.tell(Ending(480, word))

    def flow_back(self, flow: Flow) -> None:
        super().flow_back(flow)
        if self._client is not None:
            self._client.flow = flow  # it may only have changed its connection, and knows of the call

    def _response(self, response: Response) -> None:
        if response.status < 200:
            self._provisional(response)
        elif response.status == 422 and self._may_ask_longer(response):
            pass  # the INVITE is under way again
        elif response.status < 300:
            self._taken(response)
        elif not self.over:
            self.close()
            if self._cancelled is None:
                status = response.status if response.status in _WORDS else 480
                word = _WORDS.get(response.status, "technical")
                self.tell(Ending(488 if response.status in (415, 488, 606) else status, word))

    def _may_ask_longer(self, response: Response) -> bool:
        """The device wants a longer session: it is asked again, with that."""
        if self.over or self._cancelled is not None or self._offer is None or not self.timer.longer(response):
            return False
        self.start(self._offer)
        return True

    def _provisional(self, response: Response) -> None:
        if self._cancelled is not None:
            # It was given up before the device was heard of (RFC 3261 section 9.1): now it may be cancelled.
            if self._client is not None and not self._client.cancelling:
                self._client.cancel(reason=reason_header(self._cancelled))
        elif response.status >= 180 and self.voice is not None:
            try:
                self.voice.ring(described(response)[0])
            except BadDescription:
                self.voice.ring()

    def _taken(self, response: Response) -> None:
        tag = response.to.tag
        if self.answered or self.over:
            if tag == self.dialog.remote_tag:
                self.acknowledge(response)  # our ACK was lost
            return
        self.dialog.remote_tag = tag
        self.dialog.remote = response.headers.get("to")
        try:
            self.dialog.target = str(read_address(response.headers.elements("contact")[0]).uri)
        except (BadAddress, IndexError):
            pass  # the registered contact stays
        self.answered = True
        self.begin_audit()
        self.acknowledge(response)
        self.allows_update = "update" in response.headers.tokens("allow")
        self.timer.heard(response)
        if self._cancelled is not None:
            self.hang_up(self._cancelled)  # its answer crossed our CANCEL
            return
        try:
            audio, _ = described(response)
        except BadDescription:
            self.hang_up(Ending(488, "technical"))
            self.tell(Ending(488, "technical"))
            return
        self.theirs = audio
        if self.voice is not None:
            self.voice.answer(audio)

    def _timed_out(self) -> None:
        if not self.over:
            self.close()
            if self._cancelled is None:
                self.tell(Ending(480, "unreachable"))
