"""The SIP edge: what comes in is read, judged, and handed to the registrar, a leg, or the making of calls."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Coroutine, Sequence
from typing import Any

from carrier.network.port import TelephoneNetwork
from carrier.sip.addresses import BadAddress, StrangeScheme, read_uri
from carrier.sip.auth import MD5, Digest
from carrier.sip.call import Call
from carrier.sip.calls import Calls
from carrier.sip.dialog import ALLOW
from carrier.sip.directory import Called, Directory
from carrier.sip.flow import Flow
from carrier.sip.gate import Gate
from carrier.sip.leg import Leg
from carrier.sip.limits import MOST_WAITING
from carrier.sip.message import BadMessage, Request, read_message
from carrier.sip.reception import Reception
from carrier.sip.registrar import Binding, Registrar
from carrier.sip.ringing import GRACE_SECONDS
from carrier.sip.side import Side
from carrier.sip.transaction import ServerTransaction, Timers, Transactions
from carrier.sip.transfers import Transfers
from carrier.sip.transport import Listeners, SipPorts

log = logging.getLogger(__name__)

_STOP_SECONDS = 1.0
_STOP_LOOKS = 100


class SipEdge:
    """Registers devices and makes their calls. One a process; not started twice."""

    def __init__(
        self,
        directory: Directory,
        network: TelephoneNetwork,
        *,
        domain: str,
        host: str = "127.0.0.1",
        tls_context: ssl.SSLContext,
        tls_port: int,
        tcp_port: int,
        udp_port: int,
        timers: Timers | None = None,
        ring_seconds: float = 45.0,
        grace_seconds: float = GRACE_SECONDS,
        reception: Reception | None = None,
        algorithms: Sequence[str] = (MD5,),
    ) -> None:
        self._directory = directory
        self._network = network
        self._wanted = SipPorts(tls_port, tcp_port, udp_port)
        self._registrar = Registrar(on_bound=self._bound)
        self._gate = Gate(directory, Digest(domain, algorithms=algorithms))
        self.transactions = Transactions(
            timers=timers or Timers(), on_request=self._requested, on_ack=self._acknowledged
        )
        self._listeners = Listeners(
            host=host, tls_context=tls_context, on_message=self._received, on_lost=self._flow_lost
        )
        self._legs: dict[tuple[str, str], Leg] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls = Calls(
            self,
            directory,
            network,
            self._registrar,
            domain=domain,
            ring_seconds=ring_seconds,
            grace_seconds=grace_seconds,
            reception=reception,
        )
        self._domains = {domain.lower(), host.lower(), "localhost"}
        self._transfers = Transfers(self, self._calls, directory, domains=self._domains, leg=self.leg)
        self._stopping = False

    async def start(self) -> SipPorts:
        """Raises OSError where a port is taken."""
        await self._directory.forget_active()
        await self._network.start(self._calls)
        ports = await self._listeners.start(
            tls_port=self._wanted.tls, tcp_port=self._wanted.tcp, udp_port=self._wanted.udp
        )
        log.info("SIP edge on TLS %d, TCP %d, UDP %d", ports.tls, ports.tcp, ports.udp)
        return ports

    async def end_device(self, device_id: str) -> None:
        """Its session is over: no registration, no call. Its connection may stay, as a stranger's."""
        self._registrar.end(device_id)
        for leg in [leg for leg in self._legs.values() if leg.device_id == device_id]:
            leg.drop("session-ended")

    def is_registered(self, device_id: str) -> bool:
        return self._registrar.binding(device_id) is not None

    @property
    def calls(self) -> int:
        """How many there are, the ringing ones among them."""
        return self._calls.count

    async def check_ring(self, device_id: str, called: Called, call_id: str) -> bool:
        """See `Calls.check_ring`."""
        return not self._stopping and await self._calls.check_ring(device_id, called, call_id)

    def talking(self, account_id: str, call_id: str) -> tuple[Call, Side] | None:
        """See `Calls.talking`."""
        return self._calls.talking(account_id, call_id)

    def voicemail_lost(self, visit_id: str) -> None:
        """The process that a caller talked to has died."""
        if self._calls.voicemail is not None:
            self._calls.voicemail.lost(visit_id)

    @property
    def connections(self) -> int:
        return self._listeners.connections

    @property
    def dialogs(self) -> int:
        """Sides of calls that devices are on."""
        return len(self._legs)

    async def stop(self) -> None:
        """Calls are ended with BYE and CANCEL, and have a second to be heard."""
        if self._stopping:
            return
        self._stopping = True
        self._calls.end_all()
        await self._network.stop()
        for _ in range(_STOP_LOOKS):
            if not (self._calls.count or self._tasks or self.transactions.waiting):
                break
            await asyncio.sleep(_STOP_SECONDS / _STOP_LOOKS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.transactions.stop()
        self._registrar.clear()
        await self._listeners.stop()

    # What legs need

    def contact(self, flow: Flow) -> str:
        host, port = flow.local
        host = f"[{host}]" if ":" in host else host
        return f"<sip:carrier@{host}:{port};transport={flow.transport.lower()}>"

    def way_to(self, device_id: str) -> Flow | None:
        binding = self._registrar.binding(device_id)
        return binding.flow if binding is not None else None

    def way_out(self, host: str, port: int) -> Flow:
        return self._listeners.way_out(host, port)

    def enter(self, leg: Leg) -> None:
        self._legs[leg.dialog.key] = leg

    def leg(self, call_id: str, local_tag: str) -> Leg | None:
        return self._legs.get((call_id, local_tag))

    def refer(self, leg: Leg, transaction: ServerTransaction) -> None:
        self._transfers.asked(leg, transaction)

    def leave(self, leg: Leg) -> None:
        self._legs.pop(leg.dialog.key, None)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a SIP task failed", exc_info=error)

    # From the wire

    def _received(self, data: bytes, flow: Flow) -> None:
        try:
            message = read_message(data, stream=flow.reliable)
        except BadMessage as error:
            log.debug("refused from %s: %s", flow.transport, error)
            if error.answer is not None:
                flow.send(error.answer.render())
            return
        try:
            self.transactions.received(message, flow)
        except Exception:  # our bug: one message is lost, the edge lives
            log.exception("a SIP message could not be handled")

    def _flow_lost(self, flow: Flow) -> None:
        for binding in self._registrar.lost(flow):
            self._calls.device_left(binding)  # before its calls hear of it: they may wait for it
        self.transactions.lost(flow)
        for leg in [leg for leg in self._legs.values() if leg.flow is flow]:
            leg.flow_lost()

    def _bound(self, binding: Binding) -> None:
        self._listeners.known(binding.flow)
        for leg in list(self._legs.values()):
            if leg.device_id == binding.device_id:
                leg.flow_back(binding.flow)
        self._calls.device_came(binding)

    def _acknowledged(self, request: Request, flow: Flow) -> None:
        leg = self._legs.get((request.call_id, request.to.tag))
        if leg is not None:
            leg.acknowledged(request)

    def _requested(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        wanted = request.headers.elements("require") + request.headers.elements("proxy-require")
        unknown = [extension for extension in wanted if extension.lower() != "timer"]
        if unknown:
            transaction.turn_away(420, unsupported=", ".join(unknown[:8]))
            return
        if request.headers.get("max-forwards", "70").lstrip("0") == "" and request.method != "OPTIONS":
            transaction.turn_away(483)
            return
        if request.to.tag:
            leg = self._legs.get((request.call_id, request.to.tag))
            if leg is None:
                transaction.turn_away(481)
            else:
                leg.received(transaction)
            return
        try:
            uri = read_uri(request.uri)
        except StrangeScheme:
            transaction.turn_away(416)
            return
        except BadAddress:
            transaction.turn_away(400)
            return
        if uri.has_headers:
            transaction.turn_away(400)
            return
        match request.method:
            case "OPTIONS":
                transaction.turn_away(200, allow=ALLOW)
            case "REGISTER" | "INVITE" if uri.host not in self._domains:
                transaction.turn_away(403)
            case "REGISTER" | "INVITE" if self._stopping or len(self._tasks) >= MOST_WAITING:
                transaction.turn_away(503, retry_after="5")
            case "REGISTER":
                self.spawn(self._guarded(transaction, self._register(transaction)))
            case "INVITE":
                self.spawn(self._guarded(transaction, self._invite(transaction, uri.user)))
            case "REFER":
                transaction.turn_away(403)  # nobody is sent anywhere by a stranger, or outside a call
            case "BYE" | "UPDATE" | "INFO" | "PRACK" | "NOTIFY":
                transaction.turn_away(481)
            case _:
                transaction.turn_away(405, allow=f"{ALLOW}, REGISTER")

    async def _guarded(self, transaction: ServerTransaction, work: Coroutine[Any, Any, None]) -> None:
        """Our own failure, or the directory's: the device is told, and may ask again."""
        try:
            await work
        except Exception:
            log.exception("%s could not be handled", transaction.request.method)
            transaction.refuse(500, retry_after="2")

    async def _register(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if request.to.uri_text != request.from_.uri_text:
            transaction.turn_away(403)  # nobody registers for another
            return
        device = await self._gate.device(transaction, trust_connection=False)
        if device is None or not self._registrar.register(transaction, device):
            return
        if not await self._directory.seen(device.device_id):
            await self.end_device(device.device_id)  # signed out while it registered

    async def _invite(self, transaction: ServerTransaction, wanted: str) -> None:
        device = await self._gate.device(transaction, trust_connection=True)
        if device is not None:
            transaction.respond(transaction.response(100))
            await self._calls.place(transaction, device, wanted)
