"""A file that comes as the body of one request: only a route that wants it reads it, knowing who asks.

Whoever is refused before is still heard out, and nothing of it is kept: a client that is told no while it
sends would lose the answer with the connection.
"""

from __future__ import annotations

import asyncio
import re

from starlette.types import Message, Receive, Scope, Send

from carrier.problems import Refusal
from carrier.voicemail.asking import LARGEST

AT_ONCE = 8
"""Read into memory at a time."""
_PATIENCE = 12
"""Times that of a small body: ten megabytes on a slow line."""
_DRAIN_PATIENCE = 3
_ROUTE = re.compile(r"/v1/numbers/[^/]+/greetings/[^/]+")


def is_large(scope: Scope) -> bool:
    return scope["method"] == "PUT" and _ROUTE.fullmatch(scope["path"]) is not None


class Places:
    def __init__(self) -> None:
        self.taken = 0


class LargeBody:
    def __init__(self, receive: Receive, send: Send, places: Places, *, timeout: float) -> None:
        self._receive = receive
        self._send = send
        self._places = places
        self._timeout = timeout
        self._size = 0
        self._begun = self._whole = False

    async def receive(self) -> Message:
        """For the route. Raises `Refusal`."""
        if self._whole:
            return await self._receive()  # tells of the disconnection
        if not self._begun:
            if self._places.taken >= AT_ONCE:
                raise Refusal(429, "too-many-requests")
            self._begun = True
            self._places.taken += 1
            self._until = asyncio.get_running_loop().time() + _PATIENCE * self._timeout
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._next()
        except TimeoutError:
            raise Refusal(408, "request-timeout") from None
        if message["type"] == "http.disconnect":
            raise Refusal(400, "malformed-body")
        if self._size > LARGEST:
            raise Refusal(413, "too-large")
        return message

    async def send(self, message: Message) -> None:
        """The answer, once all has been heard, or has gone on for too long."""
        if message["type"] == "http.response.start" and not self._whole:
            await self._drain()
            if not self._whole:
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await self._send(message)

    def done(self) -> None:
        if self._begun:
            self._places.taken -= 1

    async def _next(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        self._whole = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(_DRAIN_PATIENCE * self._timeout):
                while not self._whole and self._size <= LARGEST:
                    await self._next()
        except TimeoutError:
            pass
