"""uvicorn inside our own loop: a socket that we bound, no signal handlers of its own, a prompt stop."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from carrier.http_connection import HttpConnection

_GRACE_SECONDS = 3
_LOOK_SECONDS = 0.15
_KEEP_ALIVE_SECONDS = 30


def bind(host: str, port: int) -> socket.socket:
    """A socket for the server. Raises `OSError` where the port is taken."""
    # Named by its protocol, or asyncio leaves Nagle's algorithm on: 40 ms more for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """The composition root decides when to stop."""
        yield


class HttpServer:
    def __init__(self, app: FastAPI, *, listener: socket.socket, tls_context: ssl.SSLContext | None) -> None:
        # Paths hold telephone numbers: they are not for the log.
        logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
        self._listener = listener
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http=HttpConnection,
            loop="none",
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            ssl_context_factory=(lambda _config, _default: tls_context) if tls_context else None,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Requests are answered when it returns."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise OSError("the HTTP server ended while starting")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Requests under way are answered, within a grace; connections that only linger are cut."""
        if self._task is None:
            return
        self._server.should_exit = True
        state = self._server.server_state
        for _ in range(int(_GRACE_SECONDS / _LOOK_SECONDS) - 1):
            await asyncio.wait({self._task}, timeout=_LOOK_SECONDS)
            if self._task.done() or not state.tasks:
                break
        await asyncio.wait({self._task}, timeout=_LOOK_SECONDS)
        for connection in list(state.connections):
            # Over TLS a close waits for the other side's, which an idle client does not send.
            if (transport := getattr(connection, "transport", None)) is not None:
                transport.abort()
        await self._task
        self._task = None
