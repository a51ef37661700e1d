"""Reaching the carrier over a network that may just have come back.

A SYN that was swallowed is sent again by the system after 1, 3 and 7 seconds, and a question to a dead name
server after 5. So a new attempt begins each second while the earlier ones go on, and every other one asks
nobody: it goes where the carrier was last.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 1.0
ATTEMPT_TIMEOUT = 5.0


class Approach:
    """Relay's thread only. Only the TCP connection is raced for: a busy carrier sees one TLS handshake."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._last_seen: tuple[int, str] | None = None
        """Family and address."""
        self._resolving: asyncio.Task[list[tuple[int, str]]] | None = None
        self.hurry = asyncio.Event()
        """Set where the network is another one: what was begun before counts for nothing."""

    async def connected(self, failed: Callable[[str], None]) -> socket.socket:
        """Until it succeeds or is cancelled. `failed` hears why an attempt came to nothing."""
        under_way: set[asyncio.Task[socket.socket]] = set()
        pause, count = FIRST_PAUSE, 0
        try:
            while True:
                if self.hurry.is_set():
                    self.hurry.clear()
                    pause, count = FIRST_PAUSE, 0
                    await _give_up(under_way)
                under_way.add(asyncio.create_task(self._attempt(count)))
                won = await self._first_of(under_way, pause, failed)
                if won is not None:
                    return won
                pause, count = min(LONGEST_PAUSE, pause * 2), count + 1
        finally:
            await _give_up(under_way)

    async def _first_of(
        self, under_way: set[asyncio.Task[socket.socket]], seconds: float, failed: Callable[[str], None]
    ) -> socket.socket | None:
        """The first that succeeds within this time; none where there is reason to begin another one."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        hurried = asyncio.create_task(self.hurry.wait())
        try:
            while (left := until - loop.time()) > 0 and not hurried.done():
                awaited: set[asyncio.Task[Any]] = {hurried, *under_way}
                done, _ = await asyncio.wait(awaited, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in under_way if task in done]:
                    under_way.discard(task)
                    error = task.exception()
                    if error is None:
                        return task.result()
                    nameless = isinstance(error, socket.gaierror) and self._last_seen is None
                    failed("no-such-host" if nameless else "no-answer")
        finally:
            hurried.cancel()
        return None

    def forget(self) -> None:
        """Who answers where the carrier was last is not the carrier."""
        self._last_seen = None

    async def _attempt(self, number: int) -> socket.socket:
        """Raises `OSError` or `TimeoutError`.

        Each begins with another address: those of one family may all lead nowhere.
        """
        async with asyncio.timeout(ATTEMPT_TIMEOUT):
            known = self._last_seen
            if known is not None and number % 2 == 0:
                places = [known]
            else:
                places = await self._resolved()
                turn = (number if known is None else number // 2) % max(1, len(places))
                places = places[turn:] + places[:turn]
            error: OSError = socket.gaierror("no address")
            for family, address in places:
                try:
                    sock = await _connected(family, address, self._port)
                except OSError as one:
                    error = one
                else:
                    self._last_seen = (family, address)
                    return sock
            raise error

    async def _resolved(self) -> list[tuple[int, str]]:
        """One question at a time: those to a dead name server would fill the threads that ask."""
        if self._resolving is None or self._resolving.done():
            self._resolving = asyncio.create_task(_addresses(self._host, self._port))
            self._resolving.add_done_callback(_retrieve)
        return await asyncio.shield(self._resolving)


async def _addresses(host: str, port: int) -> list[tuple[int, str]]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(address[0])) for family, _, _, _, address in found]


def _retrieve(asked: asyncio.Task[list[tuple[int, str]]]) -> None:
    """Who waited for the answer may be gone."""
    if not asked.cancelled():
        asked.exception()


async def _connected(family: int, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock


async def _give_up(under_way: set[asyncio.Task[socket.socket]]) -> None:
    """End the attempts, and close what one may have reached a moment after another."""
    for task in under_way:
        task.cancel()
    for result in await asyncio.gather(*under_way, return_exceptions=True):
        if isinstance(result, socket.socket):
            with contextlib.suppress(OSError):
                result.close()
    under_way.clear()
