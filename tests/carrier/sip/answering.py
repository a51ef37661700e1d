"""Voicemail as the edge sees it: a reception that keeps what it was told, and a machine that answers."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from carrier.network.ear import Ear, open_ear
from carrier.network.rtp import Packet
from carrier.sip.message import Request, Response, read_message
from carrier.sip.reception import Guest
from carrier.sip.sdp import Audio, read_description
from carrier.voicemail.visit import RATE, Answering, Awaited, Full, Visit
from tests.carrier.sip.sounding import described, until

WORDS = bytes(2 * RATE)
NOT_AVAILABLE = b"\x00\x30\x00\xd0" * 800
"""A fifth of a second, loud."""


@dataclass
class Stay:
    """A caller at the machine."""

    visit: Visit
    invite: Request
    ear: Ear
    local: str
    heard: asyncio.Queue[Packet] = field(default_factory=asyncio.Queue)
    offers: list[Audio] = field(default_factory=list)
    acknowledged: bool = False
    over: bool = False


class Machine(asyncio.DatagramProtocol):
    """Implements `Answering`."""

    def __init__(self) -> None:
        self.port = 0
        self.expected: dict[str, Visit] = {}
        self.forgotten: list[str] = []
        self.full = 0
        """So many times it has no room."""
        self.status = 200
        """With which it answers."""
        self.open = asyncio.Event()
        """While it is clear, it rings and does not answer."""
        self.open.set()
        self.dead = False
        self.stays: list[Stay] = []
        self.cancelled: list[str] = []
        self._asked: dict[str, Request] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wire: Any = None
        self._seq = 0

    # Answering

    async def expect(self, visit: Visit) -> Awaited:
        if self.full:
            self.full -= 1
            raise Full
        self.expected[visit.id] = visit
        return Awaited("127.0.0.1", self.port, visit.id)

    def forget(self, visit_id: str) -> None:
        self.expected.pop(visit_id, None)
        self.forgotten.append(visit_id)

    # SIP

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        message = read_message(data, stream=False)
        if self.dead or isinstance(message, Response):
            return
        if message.method == "INVITE" and not message.to.tag:
            if message.call_id in self._asked:
                return
            self._asked[message.call_id] = message
            task = asyncio.get_running_loop().create_task(self._invited(message, addr))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        stay = next((stay for stay in self.stays if stay.invite.call_id == message.call_id), None)
        match message.method:
            case "ACK":
                if stay is not None:
                    stay.acknowledged = True
            case "CANCEL":
                self.cancelled.append(message.call_id)
                self._respond(message, 200, addr)
                self._respond(self._asked[message.call_id], 487, addr)
            case "INVITE":
                assert stay is not None
                audio, _ = read_description(message.body)
                stay.offers.append(audio)
                self._respond(message, 200, addr, stay=stay, body=described(stay.ear.answer(audio)))
            case "BYE":
                if stay is not None:
                    stay.over = True
                    stay.ear.close()
                self._respond(message, 200, addr)
            case _:
                self._respond(message, 200, addr)

    async def _invited(self, invite: Request, addr: tuple[str | Any, int]) -> None:
        user = invite.uri.removeprefix("sip:").partition("@")[0]
        visit = self.expected.pop(user, None)
        if visit is None or self.status != 200:
            self._respond(invite, 404 if visit is None else self.status, addr)
            return
        self._respond(invite, 180, addr)
        await self.open.wait()
        if invite.call_id in self.cancelled:
            return
        ear = await open_ear("127.0.0.1")
        audio, _ = read_description(invite.body)
        stay = Stay(visit, invite, ear, f"{invite.headers.get('to')};tag={secrets.token_hex(4)}")
        stay.offers.append(audio)
        ear.on_sound = stay.heard.put_nowait
        self.stays.append(stay)
        self._respond(invite, 200, addr, stay=stay, body=described(ear.answer(audio)))

    def hang_up(self, stay: Stay) -> None:
        self._seq += 1
        lines = [
            f"BYE {stay.invite.headers.get('contact').strip('<>')} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{secrets.token_hex(8)};rport",
            "Max-Forwards: 70",
            f"From: {stay.local}",
            f"To: {stay.invite.headers.get('from')}",
            f"Call-ID: {stay.invite.call_id}",
            f"CSeq: {self._seq} BYE",
            "Content-Length: 0",
        ]
        host, _, port = stay.invite.headers.get("contact").partition("@")[2].partition(";")[0].partition(":")
        self._wire.sendto("\r\n".join([*lines, "", ""]).encode(), (host, int(port)))
        stay.over = True
        stay.ear.close()

    def _respond(
        self,
        request: Request,
        status: int,
        addr: tuple[str | Any, int],
        *,
        stay: Stay | None = None,
        body: str = "",
    ) -> None:
        to = stay.local if stay is not None else request.headers.get("to")
        if status > 100 and "tag=" not in to:
            to += ";tag=nobody"
        lines = [f"SIP/2.0 {status} Because", *(f"Via: {via}" for via in request.headers.all("via"))]
        lines += [f"From: {request.headers.get('from')}", f"To: {to}", f"Call-ID: {request.call_id}"]
        lines += [f"CSeq: {request.headers.get('cseq')}", f"Contact: <sip:machine@127.0.0.1:{self.port}>"]
        if body:
            lines.append("Content-Type: application/sdp")
        self._wire.sendto("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode(), addr)

    async def stay(self, count: int = 1) -> Stay:
        """Waits for the caller of this number, counted from 1."""
        await until(lambda: len(self.stays) >= count)
        return self.stays[count - 1]

    def close(self) -> None:
        for stay in self.stays:
            stay.ear.close()
        self._wire.close()


class MemoryReception:
    """Implements `Reception`."""

    def __init__(self, answering: Answering, *, words: bytes = WORDS) -> None:
        self._answering = answering
        self._words = words
        self.visits: list[Visit] = []
        self.guests: dict[str, Guest] = {}
        self.forgotten: list[str] = []
        self.fails = False

    async def begin(self, guest: Guest) -> Visit:
        if self.fails:
            raise OSError("the database is away")
        visit = Visit(str(uuid4()), secrets.token_bytes(32), self._words, records=guest.records)
        self.visits.append(visit)
        self.guests[visit.id] = guest
        return visit

    async def expect(self, visit: Visit) -> Awaited:
        return await self._answering.expect(visit)

    async def forget(self, visit: Visit) -> None:
        self._answering.forget(visit.id)
        self.forgotten.append(visit.id)

    async def not_available(self, language: str) -> bytes:
        return NOT_AVAILABLE


@contextlib.asynccontextmanager
async def answering() -> AsyncIterator[Machine]:
    loop = asyncio.get_running_loop()
    _, machine = await loop.create_datagram_endpoint(Machine, local_addr=("127.0.0.1", 0))
    try:
        yield machine
    finally:
        machine.close()
