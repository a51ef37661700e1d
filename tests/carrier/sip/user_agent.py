"""A small phone for tests: it says exactly what a test tells it to, and hands out what comes, in order."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import secrets
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carrier.sip.auth import Credentials, answer_to
from carrier.sip.cutter import Cutter
from carrier.sip.directory import SipDevice
from carrier.sip.message import Request, Response, read_message
from carrier.sip.transport import SipPorts

DOMAIN = "fiveline.test"
PATIENCE = 5.0
_numbers = itertools.count(40_000, 2)


def sdp(port: int = 40_000, *, formats: str = "0 8 101", proto: str = "RTP/AVP", extra: str = "") -> str:
    return (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {port} {proto} {formats}\r\na=rtpmap:101 telephone-event/8000\r\n{extra}"
    )


@dataclass
class Talk:
    """One dialog, as this phone sees it."""

    phone: UserAgent
    call_id: str
    local: str
    remote: str
    target: str
    seq: int = 1
    invite: Request | None = None
    """The INVITE that came, where it did."""
    branch: str = ""
    proof: str = ""

    def send(
        self, method: str, body: str = "", *, seq: int | None = None, branch: str = "", extra: str = ""
    ) -> str:
        if seq is None and method not in ("ACK", "CANCEL"):
            self.seq += 1
        return self.phone.send_request(
            method,
            self.target,
            to=self.remote,
            sender=self.local,
            call_id=self.call_id,
            seq=seq if seq is not None else self.seq,
            body=body,
            branch=branch,
            extra=extra,
        )

    def answer(self, status: int, body: str = "", **headers: str) -> None:
        assert self.invite is not None
        self.phone.respond(self.invite, status, body, to=self.local, **headers)


@dataclass
class UserAgent:
    device: SipDevice
    transport: str
    host: str = "127.0.0.1"
    port: int = 0
    inbox: asyncio.Queue[Request | Response | None] = field(default_factory=asyncio.Queue)
    deaf: bool = False
    """Takes no notice of what comes."""
    copies: bool = False
    """Wants to see an answer as often as it comes."""
    forgetful: bool = False
    """Knows of no call when it is asked."""
    _answers: set[bytes] = field(default_factory=set)
    _send: Any = None
    _close: Any = None
    _seq: int = 0
    _register_call_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def aor(self) -> str:
        return f"sip:{self.device.device_id}@{DOMAIN}"

    @property
    def contact(self) -> str:
        return f"<sip:{self.device.device_id}@{self.host}:{self.port};transport={self.transport}>"

    # The wire

    def send(self, text: str | bytes) -> None:
        self._send(text.encode() if isinstance(text, str) else text)

    def took(self, data: bytes) -> None:
        if self.forgetful and data.startswith((b"OPTIONS", b"BYE")):
            request = read_message(data, stream=False)
            assert isinstance(request, Request)
            self.respond(request, 481)
            return
        if self.deaf:
            return
        message = read_message(data, stream=self.transport != "udp")
        # On a busy machine the edge may send an answer again before it is acknowledged.
        if not self.copies and isinstance(message, Response) and message.status >= 200:
            if data in self._answers:
                return
            self._answers.add(data)
        self.inbox.put_nowait(message)

    async def expect(self, what: str | int, *, seconds: float = PATIENCE) -> Any:
        """The next message, which must be this method or status; 100 Trying is passed over."""
        while True:
            try:
                message = await asyncio.wait_for(self.inbox.get(), seconds)
            except TimeoutError:
                raise AssertionError(f"{self.device.device_id} waited for {what} in vain") from None
            assert message is not None, f"the connection ended while {what} was waited for"
            if isinstance(message, Response) and message.status == 100 and what != 100:
                continue
            got = message.status if isinstance(message, Response) else message.method
            assert got == what, f"{self.device.device_id} wanted {what}, got {message.render().decode()}"
            return message

    async def expect_end(self) -> None:
        while await asyncio.wait_for(self.inbox.get(), PATIENCE) is not None:
            pass

    def silent(self) -> bool:
        return self.inbox.empty()

    # Requests and responses

    def via(self, branch: str) -> str:
        return f"SIP/2.0/{self.transport.upper()} {self.host}:{self.port};branch={branch};rport"

    def send_request(
        self,
        method: str,
        uri: str,
        *,
        to: str,
        sender: str,
        call_id: str,
        seq: int,
        body: str = "",
        branch: str = "",
        extra: str = "",
    ) -> str:
        branch = branch or f"z9hG4bK{secrets.token_hex(8)}"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: {self.via(branch)}",
            "Max-Forwards: 70",
            f"From: {sender}",
            f"To: {to}",
            f"Call-ID: {call_id}",
            f"CSeq: {seq} {method}",
            f"Contact: {self.contact}",
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        lines += [line for line in extra.split("\r\n") if line]
        self.send("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]))
        return branch

    def respond(self, request: Request, status: int, body: str = "", *, to: str = "", **headers: str) -> None:
        lines = [f"SIP/2.0 {status} Because"]
        lines += [f"Via: {via}" for via in request.headers.all("via")]
        lines.append(f"From: {request.headers.get('from')}")
        lines.append(f"To: {to or request.headers.get('to')}")
        lines.append(f"Call-ID: {request.call_id}")
        lines.append(f"CSeq: {request.headers.get('cseq')}")
        lines.append(f"Contact: {self.contact}")
        if body:
            lines.append("Content-Type: application/sdp")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.send("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]))

    def authorization(self, challenge: str, *, method: str, uri: str, nc: int = 1, secret: str = "") -> str:
        parts = {"algorithm": "MD5"}  # where none is named (RFC 7616 section 3.3)
        parts |= dict(re.findall(r'(\w+)="?([^",]*)"?', challenge.partition(" ")[2]))
        credentials = Credentials(
            username=self.device.device_id,
            realm=parts["realm"],
            nonce=parts["nonce"],
            uri=uri,
            response="",
            algorithm=parts["algorithm"].upper(),
            qop="auth",
            cnonce="c0ffee",
            nc=f"{nc:08x}",
        )
        answer = answer_to(credentials, method=method, secret=secret or self.device.secret)
        return (
            f'Authorization: Digest username="{credentials.username}", realm="{credentials.realm}", '
            f'nonce="{credentials.nonce}", uri="{uri}", response="{answer}", algorithm={parts["algorithm"]}, '
            f'qop=auth, cnonce="{credentials.cnonce}", nc={credentials.nc}\r\n'
        )

    # What a phone does

    def ask_to_register(self, extra: str = "", *, expires: int | None = 60) -> None:
        self._seq += 1
        lifetime = "" if expires is None else f"Expires: {expires}\r\n"
        self.send_request(
            "REGISTER",
            f"sip:{DOMAIN}",
            to=f"<{self.aor}>",
            sender=f"<{self.aor}>;tag={secrets.token_hex(4)}",
            call_id=self._register_call_id,
            seq=self._seq,
            extra=lifetime + extra,
        )

    async def register(self, *, expires: int = 60) -> Response:
        self.ask_to_register(expires=expires)
        refused = await self.expect(401)
        challenge = refused.headers.get("www-authenticate")
        self.ask_to_register(
            self.authorization(challenge, method="REGISTER", uri=f"sip:{DOMAIN}"), expires=expires
        )
        confirmed: Response = await self.expect(200)
        return confirmed

    def call(self, number: str, *, body: str | None = None, mine: str = "", extra: str = "") -> Talk:
        target = f"sip:{number}@{DOMAIN}"
        talk = Talk(
            self,
            call_id=secrets.token_hex(8),
            local=f"<{self.aor}>;tag={secrets.token_hex(4)}",
            remote=f"<{target}>",
            target=target,
        )
        if mine:
            extra += f"P-Preferred-Identity: <sip:{mine}@{DOMAIN}>\r\n"
        talk.branch = talk.send("INVITE", sdp(next(_numbers)) if body is None else body, seq=1, extra=extra)
        return talk

    async def call_with_digest(self, number: str, *, body: str | None = None) -> Talk:
        """As `call`, and proves itself: over UDP each call is challenged."""
        talk = self.call(number)
        refused = await self.refused(talk, 401)
        talk.remote = f"<{talk.target}>"
        talk.proof = self.authorization(
            refused.headers.get("www-authenticate"), method="INVITE", uri=talk.target
        )
        talk.branch = talk.send("INVITE", sdp(next(_numbers)) if body is None else body, extra=talk.proof)
        return talk

    async def answered(self, talk: Talk) -> Response:
        """Waits for 200 and acknowledges it."""
        while True:
            message = await asyncio.wait_for(self.inbox.get(), PATIENCE)
            assert isinstance(message, Response), message
            if message.status >= 200:
                break
        assert message.status == 200, message
        self.follow(talk, message)
        talk.send("ACK")
        return message

    def follow(self, talk: Talk, response: Response) -> None:
        talk.remote = response.headers.get("to")
        talk.target = response.headers.get("contact").strip("<>")

    async def rung(self) -> Talk:
        """Waits for an INVITE, and lets it ring."""
        invite = await self.expect("INVITE")
        talk = Talk(
            self,
            call_id=invite.call_id,
            local=f"{invite.headers.get('to')};tag={secrets.token_hex(4)}",
            remote=invite.headers.get("from"),
            target=invite.headers.get("contact").strip("<>"),
            invite=invite,
        )
        talk.answer(180)
        return talk

    async def take(self, talk: Talk, body: str | None = None) -> Request:
        """Answers with 200 and waits for ACK."""
        talk.answer(200, sdp(next(_numbers)) if body is None else body)
        ack: Request = await self.expect("ACK")
        return ack

    async def refused(self, talk: Talk, status: int) -> Response:
        """Waits for the refusal of our INVITE and acknowledges it."""
        response: Response = await self.expect(status)
        talk.remote = response.headers.get("to")
        talk.send("ACK", seq=1, branch=talk.branch)
        return response

    def close(self) -> None:
        self._close()


class _Stream(asyncio.Protocol):
    def __init__(self, phone: UserAgent) -> None:
        self._phone = phone
        self._cutter = Cutter()

    def data_received(self, data: bytes) -> None:
        for message in self._cutter.feed(data):
            self._phone.took(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self._phone.inbox.put_nowait(None)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, phone: UserAgent) -> None:
        self._phone = phone

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._phone.took(data)


@contextlib.asynccontextmanager
async def user_agent(
    ports: SipPorts, device: SipDevice, *, transport: str = "tcp", certificate: Path | None = None
) -> AsyncIterator[UserAgent]:
    loop = asyncio.get_running_loop()
    phone = UserAgent(device, transport)
    wire: Any
    if transport == "udp":
        wire, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(phone), remote_addr=("127.0.0.1", ports.udp)
        )
        phone._send = wire.sendto
    else:
        context = ssl.create_default_context(cafile=certificate) if transport == "tls" else None
        wire, _ = await loop.create_connection(
            lambda: _Stream(phone),
            "127.0.0.1",
            ports.tls if transport == "tls" else ports.tcp,
            ssl=context,
            server_hostname="localhost" if context else None,
        )
        phone._send = wire.write
    phone._close = wire.close
    phone.port = wire.get_extra_info("sockname")[1]
    try:
        yield phone
    finally:
        wire.close()


@contextlib.asynccontextmanager
async def registered(
    ports: SipPorts, *devices: SipDevice, transport: str = "tcp"
) -> AsyncIterator[list[UserAgent]]:
    """A registered phone for each device."""
    async with contextlib.AsyncExitStack() as stack:
        phones = [
            await stack.enter_async_context(user_agent(ports, device, transport=transport))
            for device in devices
        ]
        for phone in phones:
            await phone.register()
        yield phones
