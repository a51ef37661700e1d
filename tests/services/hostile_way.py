"""A way to the carrier on which whatever can happen to a request does: the carrier behind it is a real one.

Only what sends a message, or asks what became of one, is hit; all else passes, so that a test can see.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator
from enum import Enum
from urllib.parse import urlsplit

from tests.fakes import LocalServer

LONGEST_DELAY = 0.4
"""Seconds that a copy of a request stays on the way."""


class Fate(Enum):
    PASSES = "passes"
    LATE = "late"
    """So that those after it overtake it."""
    CUT_BEFORE = "cut before"
    """The carrier never sees it."""
    CUT_AFTER = "cut after"
    """The carrier's answer never arrives."""
    CUT_WITHIN = "cut within"
    """Half of the answer arrives."""
    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    ERROR_BEFORE = "error before"
    """A gateway answers 500, 502, 503 or 504, and the carrier never sees it."""
    ERROR_AFTER = "error after"
    """A gateway answers so though the carrier has taken it."""
    TWICE = "twice"
    """The carrier sees it twice, at once; the second answer arrives."""
    AGAIN_LATER = "again later"
    """The carrier sees it again when others have been sent since."""
    SILENCE = "silence"
    """Nothing is answered until whoever asked gives up; the carrier may have taken it."""


OFTEN = (Fate.PASSES,) * 18 + tuple(fate for fate in Fate if fate is not Fate.SILENCE)
_ERRORS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class HostileWay(LocalServer):
    """From a port of its own on 127.0.0.1 to the carrier at `url`, over plain HTTP/1.1."""

    def __init__(self, url: str, *, seed: int, silences: int = 0) -> None:
        """`silences` of the requests meet silence, early on: each costs the patience of who asks."""
        super().__init__()
        address = urlsplit(url)
        self._host, self._port = address.hostname or "", address.port or 0
        self._chance = random.Random(seed)
        self._silences = silences
        self.met: Counter[Fate] = Counter()
        self.peaceful = False

    def _spawn(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read_request(reader)
        if request.split(b" ", 2)[1].startswith(b"/v1/messages") and not self.peaceful:
            await self._fare(request, writer)
        else:
            async with self._theirs(request) as answer:
                while part := await answer.read(65536):
                    writer.write(part)
                    await writer.drain()

    async def _fare(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        fate = self._fate()
        self.met[fate] += 1
        if fate in (Fate.CUT_BEFORE, Fate.RESET_BEFORE, Fate.ERROR_BEFORE):
            answer = b""
        else:
            if fate is Fate.LATE:
                await asyncio.sleep(self._chance.uniform(0, LONGEST_DELAY))
            answer = await self._ask(request)
        match fate:
            case Fate.PASSES | Fate.LATE:
                writer.write(answer)
            case Fate.CUT_WITHIN:
                writer.write(answer[: self._chance.randrange(len(answer))])
            case Fate.RESET_BEFORE | Fate.RESET_AFTER:
                _reset(writer)
            case Fate.ERROR_BEFORE | Fate.ERROR_AFTER:
                writer.write(self._gateway())
            case Fate.TWICE:
                writer.write(await self._ask(request))
            case Fate.AGAIN_LATER:
                self._spawn(self._ask_later(request))
                writer.write(answer)
            case Fate.SILENCE:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(120):
                        await writer.wait_closed()
            case Fate.CUT_BEFORE | Fate.CUT_AFTER:
                pass
        await writer.drain()

    def _fate(self) -> Fate:
        if self._silences > 0 and sum(self.met.values()) > 20:
            self._silences -= 1
            return Fate.SILENCE
        return self._chance.choice(OFTEN)

    async def _ask(self, request: bytes) -> bytes:
        async with self._theirs(request) as answer:
            return await answer.read()

    async def _ask_later(self, request: bytes) -> None:
        await asyncio.sleep(self._chance.uniform(0, LONGEST_DELAY))
        with contextlib.suppress(OSError):
            await self._ask(request)

    @contextlib.asynccontextmanager
    async def _theirs(self, request: bytes) -> AsyncIterator[asyncio.StreamReader]:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=1 << 20)
        try:
            writer.write(request)
            yield reader
        finally:
            writer.close()

    def _gateway(self) -> bytes:
        status, words = self._chance.choice(list(_ERRORS.items()))
        body = f"<html><h1>{status} {words}</h1></html>"
        head = f"HTTP/1.1 {status} {words}\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\n"
        return f"{head}connection: close\r\n\r\n{body}".encode()


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    """Whole, and the last one of its connection: the next one shall have a fate of its own."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head[:-4].split(b"\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in lines[1:])
    body = await reader.readexactly(int(headers.get(b"content-length", b"0")))
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"connection: close"]) + b"\r\n\r\n" + body


def _reset(writer: asyncio.StreamWriter) -> None:
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
