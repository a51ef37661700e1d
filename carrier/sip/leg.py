"""One device's side of a call: a dialog of the carrier's own (RFC 3261 sections 12 to 15, RFC 3264, 3311).

Nothing of the other side's messages passes: tags, Call-ID, CSeq, Contact and session description are made
here.
"""

from __future__ import annotations

import asyncio
import secrets

from carrier.network.port import CannotNow, Ending, Line
from carrier.sip import session_timer
from carrier.sip.addresses import BadAddress, read_address
from carrier.sip.asking import Asking
from carrier.sip.dialog import ALLOW, Dialog, Switchboard, described, reason_header, send_ack
from carrier.sip.flow import Flow
from carrier.sip.message import Message, Request, Response
from carrier.sip.notices import Refers
from carrier.sip.sdp import Audio, BadDescription, Shape, write_description
from carrier.sip.session_timer import SessionTimer
from carrier.sip.transaction import ServerTransaction

REJOIN_SECONDS = 32.0
"""How long a call outlives its device's connection. The device registers again within seconds, or is gone."""
AUDIT_SECONDS = 120.0
"""How often a device in a call is asked whether it still is."""
_FRESH = 64
"""Renegotiations a side may ask for within a minute."""


class Leg:
    """What both directions share: everything after the answer."""

    def __init__(
        self, board: Switchboard, dialog: Dialog, flow: Flow, *, device_id: str, call_id: str
    ) -> None:
        self.board = board
        self.dialog = dialog
        self.flow = flow
        self.device_id = device_id
        self.session_id = call_id.replace("-", "")
        self.voice: Line | None = None
        """The call, to which the device's news go."""
        self.shape = Shape()
        self.answered = False
        self.over = False
        self._sent: Audio | None = None
        self.theirs: Audio | None = None
        self._origin = secrets.randbits(31)
        self._version = 0
        self._described: tuple[Audio, Shape] | None = None
        self._asking = Asking(self)
        self._being_asked = False
        self._unacknowledged: dict[int, asyncio.TimerHandle] = {}
        self._offered_in_answer = False
        self._rejoin: asyncio.TimerHandle | None = None
        self._probe: asyncio.TimerHandle | None = None
        self._renegotiations: list[float] = []
        self.refers = Refers()
        self.timer = SessionTimer(self)
        self.allows_update = False
        self._shown: str | None = None
        """Who is at the other end by now, where that is somebody else than at the answer."""
        board.enter(self)

    # Sending

    def way(self) -> Flow:
        if self.flow.closed:
            self.flow = self.board.way_to(self.device_id) or self.flow
        return self.flow

    def request(self, method: str) -> Request:
        dialog = self.dialog
        if method != "ACK":
            dialog.local_seq += 1
        request = Request(method, dialog.target)
        request.headers.add("max-forwards", "70")
        request.headers.add("from", f"{dialog.local};tag={dialog.local_tag}")
        request.headers.add("to", dialog.remote)
        request.headers.add("call-id", dialog.call_id)
        request.headers.add("cseq", f"{dialog.local_seq} {method}")
        if method == "NOTIFY":
            request.headers.add("contact", self.board.contact(self.way()))
        if method in ("INVITE", "UPDATE"):
            request.headers.add("contact", self.board.contact(self.way()))
            request.headers.add("allow", ALLOW)
        request.headers.add("session-id", self.session_id)
        return request

    def describe(self, message: Message, audio: Audio) -> None:
        if (audio, self.shape) != self._described:
            self._version += 1
        self._described = (audio, self.shape)
        self._sent = audio
        message.headers.add("content-type", "application/sdp")
        message.body = write_description(audio, self.shape, session=self._origin, version=self._version)

    def hang_up(self, ending: Ending) -> None:
        """BYE. The call has been told, or told us."""
        if self.over:
            return
        bye = self.request("BYE")
        bye.headers.add("reason", reason_header(ending))
        self.board.transactions.start(bye, self.way(), lambda _: None, lambda: None)
        self.close()

    def close(self) -> None:
        self.over = True
        for timer in self._unacknowledged.values():
            timer.cancel()
        self._unacknowledged.clear()
        if self._rejoin is not None:
            self._rejoin.cancel()
        if self._probe is not None:
            self._probe.cancel()
        self.timer.stop()
        self.board.leave(self)

    def drop(self, word: str) -> None:
        """The device's side fails or is ended by the carrier: it hears BYE or CANCEL, the call hears why."""
        raise NotImplementedError

    def tell(self, ending: Ending) -> None:
        if self.voice is not None:
            self.voice.end(ending)

    # The device's connection

    def flow_lost(self) -> None:
        if not self.answered:
            self.drop("unreachable")  # an answer could not be told any more
        elif self._rejoin is None and not self.over:
            self._rejoin = asyncio.get_running_loop().call_later(REJOIN_SECONDS, self.drop, "unreachable")

    def flow_back(self, flow: Flow) -> None:
        same = self.flow == flow and self._rejoin is None
        self.flow = flow
        if self._rejoin is not None:
            self._rejoin.cancel()
            self._rejoin = None
        if not same:
            self.probe()  # it may be another run of the program, that knows nothing of the call
            if self._shown is not None:
                self.show(self._shown)

    def probe(self) -> None:
        """Asks the device whether it is still in the call, and asks again in a while."""
        if self.over or not self.answered:
            return
        if self._probe is not None:
            self._probe.cancel()
        self._probe = asyncio.get_running_loop().call_later(AUDIT_SECONDS, self.probe)
        self.board.transactions.start(self.request("OPTIONS"), self.way(), self._alive, self._silent)

    def _alive(self, response: Response) -> None:
        if response.status in (408, 481):
            self._silent()

    def _silent(self) -> None:
        if not self.over and self._rejoin is None:
            self.drop("technical")

    # The device's requests within the dialog

    def received(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        number = request.cseq[0]
        if request.from_.tag != self.dialog.remote_tag:
            transaction.refuse(481)
            return
        if number <= self.dialog.remote_seq:
            transaction.refuse(500)  # out of order: RFC 3261 section 12.2.2
            return
        self.dialog.remote_seq = number
        match request.method:
            case "BYE":
                transaction.refuse(200, session_id=self.session_id)
                self.hung_up()
            case "INVITE" | "UPDATE":
                self._asked(transaction)
            case "OPTIONS":
                transaction.refuse(200, allow=ALLOW)
            case "REFER":
                self.board.refer(self, transaction)
            case "NOTIFY":
                transaction.refuse(481)  # nobody has subscribed to anything of a device's
            case _:
                transaction.refuse(405, allow=ALLOW)

    def hung_up(self) -> None:
        if not self.over:
            self.close()
            self.tell(Ending(200, "hung-up"))

    def _asked(self, transaction: ServerTransaction) -> None:
        """Hold, resume, another address, or a sign of life."""
        request = transaction.request
        if not self.answered or self.over:
            transaction.refuse(491)
            return
        if self._asking.busy or (request.method == "INVITE" and self._unacknowledged):
            transaction.refuse(491)
            return
        if session_timer.refused(transaction):
            return
        if self._being_asked:
            transaction.refuse(500, retry_after=str(secrets.randbelow(10)))
            return
        try:
            self.dialog.target = str(read_address(request.headers.elements("contact")[0]).uri)
        except (BadAddress, IndexError):
            pass  # it keeps the one it had
        if not request.body:
            if request.method == "UPDATE":
                self._accept(transaction, None)
            else:
                self._offered_in_answer = True
                self._accept(transaction, self._sent)
            return
        now = asyncio.get_running_loop().time()
        self._renegotiations = [at for at in self._renegotiations if at > now - 60] + [now]
        try:
            audio, shape = described(request)
        except BadDescription:
            transaction.refuse(488)
            return
        if len(self._renegotiations) > _FRESH:
            transaction.refuse(491)
            return
        self._being_asked = True
        if request.method == "INVITE":
            transaction.respond(transaction.response(100))
        self.board.spawn(self._pass_on(transaction, audio, shape))

    async def _pass_on(self, transaction: ServerTransaction, audio: Audio, shape: Shape) -> None:
        try:
            assert self.voice is not None
            answer = await self.voice.renegotiate(audio)
        except CannotNow as refused:
            transaction.refuse(refused.status)
            return
        finally:
            self._being_asked = False
        self.shape = shape
        self.theirs = audio
        if self.over:
            transaction.refuse(481)
        else:
            self._accept(transaction, answer)

    def _accept(self, transaction: ServerTransaction, audio: Audio | None) -> None:
        response = transaction.response(200)
        response.headers.add("contact", self.board.contact(transaction.flow))
        response.headers.add("allow", ALLOW)
        response.headers.add("session-id", self.session_id)
        self.timer.grant(transaction.request, response)
        if audio is not None:
            self.describe(response, audio)
        transaction.respond(response)
        if transaction.request.method == "INVITE":
            self.await_ack(transaction, response)

    def await_ack(self, transaction: ServerTransaction, response: Response) -> None:
        """A 2xx to INVITE is sent again until ACK comes, over a stream too (RFC 3261 section 13.3.1.4)."""
        timers = self.board.transactions.timers
        number = transaction.request.cseq[0]
        loop = asyncio.get_running_loop()
        until = loop.time() + timers.patience

        def again(after: float) -> None:
            if loop.time() >= until:
                self._unacknowledged.pop(number, None)
                self.drop("technical")
                return
            transaction.respond(response)
            after = min(2 * after, timers.t2)
            self._unacknowledged[number] = loop.call_later(after, again, after)

        self._unacknowledged[number] = loop.call_later(timers.t1, again, timers.t1)

    def refresh(self) -> None:
        """A sign of life: nothing changes (RFC 4028 section 7.4)."""
        if self.over or self.is_away:
            return
        if not self.allows_update:
            self.board.spawn(self._say_again())
            return
        self._ask_to_refresh(self.request("UPDATE"))

    def show(self, number: str) -> None:
        """P-Asserted-Identity within the call, for devices that take it so (RFC 3325, RFC 4916)."""
        self._shown = number
        if self.over or not self.answered or not self.allows_update:
            return
        update = self.request("UPDATE")
        host = read_address(self.dialog.local).uri.host
        them = f"{number}@{host}" if number else "anonymous@anonymous.invalid"
        update.headers.add("p-asserted-identity", f"<sip:{them}>")
        self._ask_to_refresh(update)

    def _ask_to_refresh(self, update: Request) -> None:
        self.timer.propose(update)
        self.board.transactions.start(update, self.way(), self._refreshed, self._silent)

    def _refreshed(self, response: Response) -> None:
        self._alive(response)
        if not self.over and 200 <= response.status < 300:
            self.timer.heard(response)

    async def _say_again(self) -> None:
        try:
            self._may_ask()
            if self._sent is not None:
                await self._asking.describe(self._sent)
        except CannotNow:
            pass  # it is tried again before the time is over

    def begin_audit(self) -> None:
        self._probe = asyncio.get_running_loop().call_later(AUDIT_SECONDS, self.probe)

    def acknowledged(self, request: Request) -> None:
        timer = self._unacknowledged.pop(request.cseq[0], None)
        if timer is None or request.from_.tag != self.dialog.remote_tag:
            return
        timer.cancel()
        if not self._offered_in_answer:
            return
        self._offered_in_answer = False
        try:
            audio, _ = described(request)
        except BadDescription:
            return
        if audio != self.theirs:
            self.theirs = audio
            self.board.spawn(self._pass_silently(audio))

    async def _pass_silently(self, audio: Audio) -> None:
        try:
            assert self.voice is not None
            await self.voice.renegotiate(audio)
        except CannotNow:
            pass  # the sound stays as it was; either side may ask again

    # Asking the device

    async def renegotiate(self, audio: Audio) -> Audio:
        self._may_ask()
        self.theirs = await self._asking.describe(audio)
        return self.theirs

    async def offer(self) -> Audio:
        self._may_ask()
        self.theirs = await self._asking.ask()
        return self.theirs

    def settle(self, answer: Audio | None) -> None:
        if not self.over:
            self._asking.settle(answer)

    def _may_ask(self) -> None:
        if self.over:
            raise CannotNow(481)
        if not self.answered or self._asking.busy or self._being_asked or self._unacknowledged:
            raise CannotNow(491)

    def acknowledge(self, response: Response, answer: Audio | None = None) -> Request:
        """ACK to a 2xx, each copy of which is answered with the same."""
        ack = self.request("ACK")
        ack.headers.items = [
            (name, f"{response.cseq[0]} ACK" if name == "cseq" else value)
            for name, value in ack.headers.items
        ]
        if answer is not None:
            self.describe(ack, answer)
        send_ack(self.board, ack, self.way())
        return ack

    @property
    def is_away(self) -> bool:
        """Its connection is lost, and it may come back."""
        return self._rejoin is not None
