"""The listeners: TLS, TCP and UDP on one host, with bounds on who may be connected and for how long."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from carrier.sip.flow import DatagramFlow, Flow, StreamFlow
from carrier.sip.limits import (
    LONGEST_MESSAGE,
    MOST_CONNECTIONS,
    MOST_STRANGERS_PER_ADDRESS,
    STRANGER_SECONDS,
    UDP_BUFFER,
)

_TRIES = 20


@dataclass(frozen=True, slots=True)
class SipPorts:
    tls: int
    tcp: int
    udp: int


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, on_message: Callable[[bytes, Flow], None]) -> None:
        self._on_message = on_message
        self._sender: asyncio.DatagramTransport | None = None
        self._local = ("", 0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._sender = transport
        self._local = transport.get_extra_info("sockname")[:2]

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        # Keepalives are CRLF or single NULs; an empty datagram is nothing.
        if self._sender is None or len(data) > LONGEST_MESSAGE or not data.strip(b"\r\n\0"):
            return
        self._on_message(data.lstrip(b"\r\n"), DatagramFlow(self._sender, (addr[0], addr[1]), self._local))

    def error_received(self, exc: Exception) -> None:
        """A port that nobody listens on. The transaction's timer says so in time."""


async def _accept_no_more(servers: list[asyncio.Server]) -> None:
    # asyncio (3.11) forgets, unclosed, a connection accepted in the beat in which its server is closed.
    with contextlib.suppress(NotImplementedError):  # the loop of Windows, which accepts otherwise
        for listening in (listening for server in servers for listening in server.sockets):
            asyncio.get_running_loop().remove_reader(listening.fileno())
    for _ in range(3):
        await asyncio.sleep(0)  # accepted, a transport, a flow


class Listeners:
    """Calls `on_message(data, flow)` for each whole message, `on_lost(flow)` when a connection ended."""

    def __init__(
        self,
        *,
        host: str,
        tls_context: ssl.SSLContext,
        on_message: Callable[[bytes, Flow], None],
        on_lost: Callable[[Flow], None],
    ) -> None:
        self._host = host
        self._tls_context = tls_context
        self._on_message = on_message
        self._on_lost = on_lost
        self._flows: set[StreamFlow] = set()
        self._strange: set[StreamFlow] = set()
        self._looks: dict[StreamFlow, asyncio.TimerHandle] = {}
        self._strangers: Counter[str] = Counter()
        self._servers: list[asyncio.Server] = []
        self._udp: asyncio.DatagramTransport | None = None

    @property
    def connections(self) -> int:
        return len(self._flows)

    async def start(self, *, tls_port: int, tcp_port: int, udp_port: int) -> SipPorts:
        """Raises OSError where a port that was asked for is taken."""
        tls = await self._listen("TLS", tls_port)
        tcp, udp = await self._listen_twice(tcp_port, udp_port)
        return SipPorts(tls, tcp, udp)

    def way_out(self, host: str, port: int) -> Flow:
        """Over the UDP listener."""
        assert self._udp is not None
        local = self._udp.get_extra_info("sockname")[:2]
        return DatagramFlow(self._udp, (host, port), local)

    async def _listen_twice(self, tcp_port: int, udp_port: int) -> tuple[int, int]:
        """TCP and UDP on one number where neither was chosen: phones expect it (RFC 3263 section 4)."""
        for last in (number == _TRIES - 1 for number in range(_TRIES)):
            tcp = await self._listen("TCP", tcp_port)
            try:
                wanted = udp_port or (0 if last else tcp)
                return tcp, await self._listen_udp(wanted)
            except OSError as error:
                server = self._servers.pop()
                server.close()
                await server.wait_closed()
                if udp_port or tcp_port or error.errno != errno.EADDRINUSE:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _listen(self, transport: str, port: int) -> int:
        def flow() -> StreamFlow:
            return StreamFlow(
                transport, on_open=self._opened, on_message=self._on_message, on_close=self._closed
            )

        server = await asyncio.get_running_loop().create_server(
            flow,
            self._host,
            port,
            ssl=self._tls_context if transport == "TLS" else None,
            ssl_handshake_timeout=10.0 if transport == "TLS" else None,
            backlog=256,
        )
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _listen_udp(self, port: int) -> int:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Datagrams(self._on_message), local_addr=(self._host, port)
        )
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UDP_BUFFER)
        self._udp = transport
        return int(transport.get_extra_info("sockname")[1])

    def _opened(self, flow: StreamFlow) -> bool:
        host = flow.peer[0]
        if len(self._flows) >= MOST_CONNECTIONS or self._strangers[host] >= MOST_STRANGERS_PER_ADDRESS:
            return False
        self._flows.add(flow)
        self._strange.add(flow)
        self._strangers[host] += 1
        self._look_later(flow)
        return True

    def _look_later(self, flow: StreamFlow) -> None:
        loop = asyncio.get_running_loop()
        self._looks[flow] = loop.call_later(STRANGER_SECONDS, self._look_again, flow)

    def known(self, flow: Flow) -> None:
        """Somebody proved to be a device over this connection: it no longer counts as a stranger's."""
        if isinstance(flow, StreamFlow):
            self._forget_stranger(flow)

    def _look_again(self, flow: StreamFlow) -> None:
        if flow.devices:
            self._look_later(flow)
        else:
            flow.close()

    def _closed(self, flow: StreamFlow) -> None:
        self._flows.discard(flow)
        self._looks.pop(flow).cancel()
        self._forget_stranger(flow)
        self._on_lost(flow)

    def _forget_stranger(self, flow: StreamFlow) -> None:
        if flow not in self._strange:
            return
        self._strange.remove(flow)
        self._strangers[flow.peer[0]] -= 1
        if self._strangers[flow.peer[0]] <= 0:
            del self._strangers[flow.peer[0]]

    async def stop(self) -> None:
        await _accept_no_more(self._servers)
        for server in self._servers:
            server.close()
        for flow in list(self._flows):
            flow.close()
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()
        if self._udp is not None:
            self._udp.close()
            self._udp = None
        for _ in range(100):
            if not self._flows:
                break
            await asyncio.sleep(0.01)
        for flow in list(self._flows):
            flow.abort()  # its peer is gone without a word, and will not say goodbye
        await asyncio.sleep(0)
