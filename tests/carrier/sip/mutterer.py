"""A device of Bob's that answers with mutated messages: 183 and 200 with descriptions, 422 and worse."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from carrier.sip.message import Request, Response
from tests.carrier.sip.directory import device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import sdp, user_agent

_SECURE = sdp(
    formats="0 101", proto="RTP/SAVP", extra=f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n"
)
_BODIES = (sdp(), sdp(formats="8"), _SECURE, sdp(extra="a=inactive\r\n"), "")
_HEADERS = (
    "",
    "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n",
    "Session-Expires: 90;refresher=uas\r\n",
    "Min-SE: 3600\r\n",
    "Require: 100rel\r\nRSeq: 1\r\n",
    "Allow: INVITE, UPDATE, REFER\r\n",
)


@dataclass
class Mutterer:
    """`mutate` gets the chance and a message."""

    running: Running
    chance: random.Random
    mutate: Callable[[random.Random, bytes], bytes]
    check: Callable[[Request], None]
    answers: int = 0
    strange: list[str] = field(default_factory=list)

    async def serve(self) -> None:
        """For ever: where an answer broke the stream, over a new connection."""
        while True:
            async with user_agent(self.running.ports, device("bob", 2)) as phone:
                await phone.register(expires=3600)
                while isinstance(message := await self._next(phone.inbox), Request):
                    try:
                        self.check(message)
                    except AssertionError as error:
                        self.strange.append(str(error))
                    if message.method != "ACK":
                        for data in self._answers(message, phone.contact):
                            phone.send(data)

    @staticmethod
    async def _next(inbox: asyncio.Queue[Request | Response | None]) -> object:
        """The next request; None when the connection ends."""
        while not isinstance(message := await inbox.get(), Request) and message is not None:
            continue
        return message

    def _answers(self, request: Request, contact: str) -> list[bytes]:
        ways: tuple[tuple[int, ...], ...] = ((200,), (481,), (500,))
        if request.method == "INVITE":
            # A call that is taken lasts: few are, or Alice soon has as many as she may.
            ways = ((183, 486), (183, 180, 486), (183, 183, 603), (422,), (183, 200), (480,))
        statuses = self.chance.choice(ways)
        return [self._answer(request, status, contact) for status in statuses]

    def _answer(self, request: Request, status: int, contact: str) -> bytes:
        self.answers += 1
        to = request.headers.get("to")
        body = self.chance.choice(_BODIES) if request.method == "INVITE" else ""
        head = (
            f"SIP/2.0 {status} Because\r\n"
            + "".join(f"Via: {via}\r\n" for via in request.headers.all("via"))
            + f"From: {request.headers.get('from')}\r\n"
            + f"To: {to if ';tag=' in to else f'{to};tag=m{self.answers}'}\r\n"
            + f"Call-ID: {request.call_id}\r\nCSeq: {request.headers.get('cseq')}\r\nContact: {contact}\r\n"
            + self.chance.choice(_HEADERS)
            + ("Content-Type: application/sdp\r\n" if body else "")
        )
        plain = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        if self.chance.random() < 0.4:
            return plain
        return re.sub(rb"SEQUENCE|BRANCH|TAG|CALL", b"x", self.mutate(self.chance, plain))
