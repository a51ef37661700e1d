"""Carries TCP from a place's address to the same port of its own 127.0.0.1, where the carrier listens."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from desktop.system.closing import accept_no_more
from tests.harness.country import Place


class Ferry:
    """A thread at the place, with a loop of its own."""

    def __init__(self, place: Place, ports: tuple[int, ...]) -> None:
        self._place, self._ports = place, ports
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._live, name="ferry", daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)

    def _live(self) -> None:
        self._place.enter()
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        servers = [
            await asyncio.start_server(self._across(port), self._place.address, port) for port in self._ports
        ]
        self._ready.set()
        await self._over.wait()
        await accept_no_more(*servers)
        for server in servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _across(
        self, port: int
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                try:
                    theirs, ours = await asyncio.open_connection("127.0.0.1", port)
                    try:
                        await _either(_pass(reader, ours), _pass(theirs, writer))
                    finally:
                        ours.transport.abort()
                finally:
                    writer.transport.abort()

        return carry


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(16 * 1024):
            writer.write(data)
            await writer.drain()


async def _either(*ways: Coroutine[Any, Any, None]) -> None:
    """Where one way ends, the connection does."""
    tasks = [asyncio.create_task(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
