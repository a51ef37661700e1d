"""A way back to one peer: a connection, or a source of datagrams."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

from carrier.sip.cutter import BrokenStream, Cutter
from carrier.sip.limits import MOST_UNSENT


class Flow(Protocol):
    """Requests to a device go over the flow that it registered over, nowhere else (RFC 5626, RFC 5923)."""

    transport: str
    """"TLS", "TCP" or "UDP"."""
    reliable: bool
    peer: tuple[str, int]
    local: tuple[str, int]
    devices: set[str]
    """Who proved to be at its other end."""

    @property
    def closed(self) -> bool: ...

    def send(self, data: bytes) -> None:
        """Never raises; to a closed flow it does nothing."""

    def close(self) -> None: ...


class DatagramFlow:
    transport = "UDP"
    reliable = False
    closed = False

    def __init__(
        self, sender: asyncio.DatagramTransport, peer: tuple[str, int], local: tuple[str, int]
    ) -> None:
        self._sender = sender
        self.peer = peer
        self.local = local
        self.devices: set[str] = set()

    def send(self, data: bytes) -> None:
        if not self._sender.is_closing():
            self._sender.sendto(data, self.peer)

    def close(self) -> None:
        """There is nothing to close."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatagramFlow) and self.peer == other.peer and self.local == other.local

    def __hash__(self) -> int:
        return hash((self.peer, self.local))


def _notice_death(wire: socket.socket) -> None:
    """A peer that vanished without a word is found out within a minute and a half, where the system can."""
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 45), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class StreamFlow(asyncio.Protocol):
    """One TCP or TLS connection."""

    reliable = True

    def __init__(
        self,
        transport: str,
        *,
        on_open: Callable[[StreamFlow], bool],
        on_message: Callable[[bytes, Flow], None],
        on_close: Callable[[StreamFlow], None],
    ) -> None:
        self.transport = transport
        self.peer = ("", 0)
        self.local = ("", 0)
        self.devices: set[str] = set()
        self._on_open = on_open
        self._on_message = on_message
        self._on_close = on_close
        self._cutter = Cutter()
        self._wire: asyncio.Transport | None = None
        self._opened = False

    @property
    def closed(self) -> bool:
        return self._wire is None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.peer = transport.get_extra_info("peername")[:2]
        self.local = transport.get_extra_info("sockname")[:2]
        self._wire = transport
        _notice_death(transport.get_extra_info("socket"))
        self._opened = self._on_open(self)
        if not self._opened:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        broken = False
        try:
            messages = self._cutter.feed(data)
        except BrokenStream as error:
            messages, broken = error.args[0], True
        if self._cutter.pings:
            self.send(b"\r\n" * min(self._cutter.pings, 8))
            self._cutter.pings = 0
        for message in messages:
            if self._wire is None:
                return
            self._on_message(message, self)
        if broken:
            self.close()

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._wire = None
        if self._opened:
            self._opened = False
            self._on_close(self)

    def send(self, data: bytes) -> None:
        if self._wire is None or self._wire.is_closing():
            return
        if self._wire.get_write_buffer_size() > MOST_UNSENT:
            self._wire.abort()
            return
        self._wire.write(data)

    def close(self) -> None:
        # A TLS connection that is closed twice lets go of its socket, and could not be aborted any more.
        if self._wire is not None and not self._wire.is_closing():
            self._wire.close()

    def abort(self) -> None:
        """Without waiting for the other end."""
        if self._wire is not None:
            self._wire.abort()
