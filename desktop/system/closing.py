"""Servers that are about to be closed."""

from __future__ import annotations

import asyncio
import contextlib


async def accept_no_more(*servers: asyncio.Server) -> None:
    """When it returns, what was accepted is a connection with its task, and nothing is accepted any more.

    asyncio (3.11) forgets, unclosed, a connection accepted in the beat in which its server is closed:
    whoever is at its other end waits until garbage is collected.
    """
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # the loop of Windows, which accepts otherwise
        for listening in (listening for server in servers for listening in server.sockets):
            loop.remove_reader(listening.fileno())
    for _ in range(4):
        await asyncio.sleep(0)  # accepted, a transport, connected, a task
