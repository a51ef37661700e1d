"""Transactions: each request is handled once and answered for certain (RFC 3261 section 17, RFC 6026).

A server transaction remembers what was answered, so that a request sent again does nothing twice. A client
transaction sends again over UDP until there is an answer, and ends in one final response or one time-out.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from carrier.sip.addresses import split_list
from carrier.sip.flow import Flow
from carrier.sip.limits import MOST_TRANSACTIONS
from carrier.sip.message import Request, Response, respond


@dataclass(frozen=True, slots=True)
class Timers:
    """Seconds; the names are those of RFC 3261's table 4."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def patience(self) -> float:
        """64*T1: timers B, F, H, J, L and M."""
        return 64 * self.t1


Key = tuple[object, ...]


def _server_key(request: Request, flow: Flow, method: str) -> Key:
    via = request.via
    peer = flow.peer if flow.transport == "UDP" else id(flow)
    if via.branch.lower().startswith("z9hg4bk"):
        return (peer, via.branch.lower(), via.sent_by, method)
    return (peer, request.headers.get("via"), request.call_id, request.from_.tag, request.cseq[0], method)


class ServerTransaction:
    """A request from a device. It is answered provisionally as often as wanted, then once for good."""

    def __init__(self, layer: Transactions, key: Key, request: Request, flow: Flow) -> None:
        self._layer = layer
        self._key = key
        self.request = request
        self.flow = flow
        self.tag = secrets.token_hex(8)
        self.on_cancel: Callable[[], None] | None = None
        self.cancelled = False
        """CANCEL came, perhaps before anybody set `on_cancel`."""
        self._last: bytes = b""
        self._status = 0
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def answered(self) -> bool:
        return self._status >= 200

    def response(self, status: int) -> Response:
        return respond(self.request, status, tag=self.tag, source=self.flow.peer)

    def refuse(self, status: int, **headers: str) -> None:
        response = self.response(status)
        for name, value in headers.items():
            response.headers.add(name.replace("_", "-"), value)
        self.respond(response)

    def respond(self, response: Response) -> None:
        if self.answered and not (200 <= response.status < 300 and 200 <= self._status < 300):
            return
        first_final = response.status >= 200 and not self.answered
        self._status = response.status
        self._last = response.render()
        self.flow.send(self._last)
        if not first_final:
            return
        timers = self._layer.timers
        if self.request.method == "INVITE":
            self._later(timers.patience, self._end)
            if response.status >= 300 and not self.flow.reliable:
                self._later(timers.t1, self._send_again, timers.t1)
        elif self.flow.reliable:
            self._end()
        else:
            self._later(timers.patience, self._end)

    def turn_away(self, status: int, **headers: str) -> None:
        """A refusal that is forgotten at once (RFC 3261 section 8.2.7).

        For whoever has not proved to be a device: it costs no memory, and over UDP is sent once, so that a
        forged source address gets no more than what was sent in its name.
        """
        response = self.response(status)
        for name, value in headers.items():
            response.headers.add(name.replace("_", "-"), value)
        self.turn_away_with(response)

    def turn_away_with(self, response: Response) -> None:
        self.respond(response)
        self._end()

    def repeated(self) -> None:
        if self._last and not (self.request.method == "INVITE" and 200 <= self._status < 300):
            self.flow.send(self._last)

    def acknowledged(self) -> None:
        """ACK for a refusal: the sender will not ask again, but copies of it may still be under way."""
        self._stop()
        if self.flow.reliable:
            self._end()
        else:
            self._later(self._layer.timers.t4, self._end)

    @property
    def refused(self) -> bool:
        return self._status >= 300

    def _send_again(self, after: float) -> None:
        self.flow.send(self._last)
        after = min(2 * after, self._layer.timers.t2)
        self._later(after, self._send_again, after)

    def _later(self, seconds: float, act: Callable[..., None], *args: object) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, act, *args))

    def _stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _end(self) -> None:
        self._stop()
        self.on_cancel = None
        self._layer.servers.pop(self._key, None)


class ClientTransaction:
    """A request to a device. `on_response` gets no repeated final, but of a 2xx to INVITE every copy."""

    def __init__(
        self,
        layer: Transactions,
        request: Request,
        flow: Flow,
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
        *,
        branch: str,
    ) -> None:
        self._layer = layer
        self.request = request
        self.flow = flow
        self.branch = branch
        self._on_response = on_response
        self._on_timeout = on_timeout
        self._data = request.render()
        self._final = 0
        self._ack = b""
        self._timers: list[asyncio.TimerHandle] = []
        self.provisional = False
        self.cancelling = False

    def start(self) -> None:
        timers = self._layer.timers
        if self.flow.closed:
            asyncio.get_running_loop().call_soon(self._give_up)
            return
        self.flow.send(self._data)
        self._later(timers.patience, self._give_up)
        if not self.flow.reliable:
            self._later(timers.t1, self._send_again, timers.t1)

    @property
    def done(self) -> bool:
        return self._final > 0

    def received(self, response: Response) -> None:
        invite = self.request.method == "INVITE"
        if self._final:
            if self._ack:
                self.flow.send(self._ack)
            elif invite and 200 <= self._final < 300 and 200 <= response.status < 300:
                self._on_response(response)
            return
        if response.status < 200:
            self.provisional = True
            if invite:
                self._stop()  # the caller's patience bounds it from here on
            self._on_response(response)
            return
        self._stop()
        self._final = response.status
        if invite and response.status >= 300:
            self._ack = self._acknowledge(response).render()
            self.flow.send(self._ack)
        keep = self._layer.timers.patience if invite else self._layer.timers.t4
        if self.flow.reliable and not (invite and response.status < 300):
            self._end()
        else:
            self._later(keep, self._end)
        self._on_response(response)

    def _acknowledge(self, response: Response) -> Request:
        """RFC 3261 section 17.1.1.3: the ACK to a refusal belongs to the INVITE's transaction.

        Of the answer's To only the tag is taken: all else in it is ours to say, or a device's own invention.
        """
        to = self.request.headers.get("to")
        if not self.request.to.tag and (tag := response.to.tag):
            to = f"{to};tag={tag}"
        ack = Request("ACK", self.request.uri)
        ack.headers.add("via", self.request.headers.get("via"))
        ack.headers.add("max-forwards", "70")
        ack.headers.add("from", self.request.headers.get("from"))
        ack.headers.add("to", to)
        ack.headers.add("call-id", self.request.headers.get("call-id"))
        ack.headers.add("cseq", f"{self.request.cseq[0]} ACK")
        return ack

    def cancel(self, *, reason: str) -> None:
        """CANCEL, with the INVITE's own branch (RFC 3261 section 9.1). Only after a provisional response."""
        self.cancelling = True
        cancel = Request("CANCEL", self.request.uri)
        cancel.headers.add("via", self.request.headers.get("via"))
        cancel.headers.add("max-forwards", "70")
        for name in ("from", "to", "call-id"):
            cancel.headers.add(name, self.request.headers.get(name))
        cancel.headers.add("cseq", f"{self.request.cseq[0]} CANCEL")
        cancel.headers.add("reason", reason)
        if self.request.headers.has("session-id"):
            cancel.headers.add("session-id", self.request.headers.get("session-id"))
        self._layer.start(cancel, self.flow, lambda _: None, lambda: None, branch=self.branch)
        self._later(self._layer.timers.patience, self._give_up)

    def lost(self, flow: Flow) -> None:
        if self.flow is flow and not self._final:
            self._give_up()

    def _send_again(self, after: float) -> None:
        self.flow.send(self._data)
        after = 2 * after if self.request.method == "INVITE" else min(2 * after, self._layer.timers.t2)
        self._later(after, self._send_again, after)

    def _give_up(self) -> None:
        self._end()
        if not self._final:
            self._final = 408
            self._on_timeout()

    def _later(self, seconds: float, act: Callable[..., None], *args: object) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, act, *args))

    def _stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _end(self) -> None:
        self._stop()
        self._layer.clients.pop((self.branch, self.request.method), None)


class Transactions:
    """`on_request` gets each new request with its transaction, `on_ack` each ACK to a 2xx."""

    def __init__(
        self,
        *,
        timers: Timers,
        on_request: Callable[[ServerTransaction], None],
        on_ack: Callable[[Request, Flow], None],
    ) -> None:
        self.timers = timers
        self.servers: dict[Key, ServerTransaction] = {}
        self.clients: dict[tuple[str, str], ClientTransaction] = {}
        self._on_request = on_request
        self._on_ack = on_ack

    def received(self, message: Request | Response, flow: Flow) -> None:
        if isinstance(message, Response):
            self._response(message, flow)
        elif message.method == "ACK":
            known = self.servers.get(_server_key(message, flow, "INVITE"))
            if known is not None and known.refused:
                known.acknowledged()
            else:
                self._on_ack(message, flow)
        else:
            self._request(message, flow)

    def _response(self, response: Response, flow: Flow) -> None:
        if len(list(split_list(", ".join(response.headers.all("via"))))) != 1:
            return  # we are no proxy: a response for us bears our Via alone
        client = self.clients.get((response.via.branch, response.cseq[1]))
        # Only the one that was asked may answer.
        if client is not None and client.flow == flow:
            client.received(response)

    def _request(self, request: Request, flow: Flow) -> None:
        key = _server_key(request, flow, request.method)
        known = self.servers.get(key)
        if known is not None:
            known.repeated()
            return
        if len(self.servers) >= MOST_TRANSACTIONS:
            return
        transaction = ServerTransaction(self, key, request, flow)
        self.servers[key] = transaction
        if request.method != "CANCEL":
            self._on_request(transaction)
            return
        invite = self.servers.get(_server_key(request, flow, "INVITE"))
        if invite is None:
            transaction.turn_away(481)
            return
        transaction.tag = invite.tag
        transaction.refuse(200)
        if not invite.answered:
            invite.cancelled = True
            if invite.on_cancel is not None:
                invite.on_cancel()

    def start(
        self,
        request: Request,
        flow: Flow,
        on_response: Callable[[Response], None],
        on_timeout: Callable[[], None],
        *,
        branch: str = "",
    ) -> ClientTransaction:
        """Sends a request. A Via is put on top, unless `branch` says that it has another's already."""
        if not branch:
            branch = f"z9hG4bK{secrets.token_hex(12)}"
            request.headers.items.insert(0, ("via", own_via(flow, branch)))
        client = ClientTransaction(self, request, flow, on_response, on_timeout, branch=branch)
        self.clients[(branch, request.method)] = client
        client.start()
        return client

    @property
    def waiting(self) -> int:
        """Requests of ours that are not answered yet."""
        return sum(not client.done for client in self.clients.values())

    def lost(self, flow: Flow) -> None:
        """A connection ended: what was asked over it will not be answered."""
        for client in list(self.clients.values()):
            client.lost(flow)

    def stop(self) -> None:
        for server in list(self.servers.values()):
            server._end()
        for client in list(self.clients.values()):
            client._end()


def own_via(flow: Flow, branch: str) -> str:
    host, port = flow.local
    host = f"[{host}]" if ":" in host else host
    return f"SIP/2.0/{flow.transport} {host}:{port};branch={branch};rport"
