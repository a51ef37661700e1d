"""Carries the one SIP connection of pjsua2 (127.0.0.1, TCP) over TLS 1.3 to the carrier.

The only way between the network and the SIP parser. The certificate must bear the carrier's name and come
from the profile's authority, or the system's. When the link is lost, the local connection is closed too,
and the engine is told: it registers again as soon as the link is back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from desktop.system.closing import accept_no_more
from desktop.system.half_open import keepalive_options
from desktop.system.way_out import own_address_towards
from desktop.voice.pace import Pace, begins_a_call
from desktop.voice.reaching import FIRST_PAUSE, LONGEST_PAUSE, Approach
from desktop.voice.rewriting import BadStream, Cutter, hide, may_pass_down, restore

log = logging.getLogger(__name__)

HANDSHAKE_TIMEOUT = 4.0
SEND_TIMEOUT = 5.0
YOUNG = 1.5
"""Seconds. A link made this lately was made over the way that is new: to register again is enough."""
_CHUNK = 16 * 1024
_PING, _PONG = b"\r\n\r\n", b"\r\n"
_PING_INTERVAL = 1.5
_LONGEST_SILENCE = 3.5
_LOOK_INTERVAL = 0.5
"""The last two say how soon a person sees that nobody can call: within 5 seconds."""
_END_WITHIN = 0.2


@dataclass(frozen=True, slots=True)
class LinkUp:
    relay: Relay
    local_address: str
    """The address of this computer that leads to the carrier: media is bound to it."""


@dataclass(frozen=True, slots=True)
class LinkDown:
    relay: Relay
    why: str
    """"certificate-refused", "no-such-host", "no-answer" or "lost"."""


class Relay(threading.Thread):
    """One link. `tell` is called on the relay's thread."""

    def __init__(
        self, *, host: str, port: int, ca_file: str | None, tell: Callable[[LinkUp | LinkDown], None]
    ) -> None:
        """Raises `OSError` or `ssl.SSLError` when the authority's file can't be read."""
        super().__init__(name="relay", daemon=True)
        self._host = host
        self._carrier_port = port
        self._tell = tell
        self._context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=ca_file)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._loop = asyncio.new_event_loop()
        self._listening: Future[int] = Future()
        self._approach = Approach(host, port)
        self._stopping = asyncio.Event()
        self._up_since = 0.0
        self._local: asyncio.StreamWriter | None = None
        self._carrier: asyncio.StreamWriter | None = None
        self._heard_at = 0.0
        self._answers_pings = False
        self._pace = Pace()
        self.port = 0
        """Where pjsua2 finds the relay on 127.0.0.1."""

    def open(self) -> None:
        self.start()
        self.port = self._listening.result(timeout=5)

    def close(self) -> None:
        """Close both connections and wait for the thread."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stopping.set)
        self.join(timeout=2)

    def reconnect(self) -> None:
        """The way out has changed: give the link up and make a new one at once."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._reconnect)

    def nudge(self) -> None:
        """Let pjsua2's poll return: an empty line is a keepalive (RFC 5626 section 4.4.1), which it drops."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._nudge)

    def _nudge(self) -> None:
        if self._local is not None:
            self._local.write(b"\r\n")

    def _reconnect(self) -> None:
        self._approach.hurry.set()
        if self._carrier is None:
            return
        if self._loop.time() - self._up_since > YOUNG:
            self._carrier.transport.abort()
        else:
            self._tell(LinkUp(self, self._carrier.get_extra_info("sockname")[0]))

    def run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        try:
            server = await asyncio.start_server(self._carry_up, "127.0.0.1", 0, limit=_CHUNK)
        except OSError as error:
            self._listening.set_exception(error)
            return
        self._listening.set_result(server.sockets[0].getsockname()[1])
        link = asyncio.create_task(self._keep_link())
        await self._stopping.wait()
        await accept_no_more(server)
        server.close()
        link.cancel()
        await asyncio.gather(link, return_exceptions=True)
        self._drop(self._local)
        self._drop(self._carrier)
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            # What reads from a closed connection ends by itself. Cancelled, asyncio would complain of it.
            _, late = await asyncio.wait(others, timeout=_END_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _keep_link(self) -> None:
        pause, told = FIRST_PAUSE, ""

        def failed(why: str) -> None:
            nonlocal told
            if why != told:
                log.info("link down: %s", why)
                told = why
            self._tell(LinkDown(self, why))

        while True:
            sock = await self._approach.connected(failed)
            try:
                reader, writer = await self._secured(sock)
            except (OSError, TimeoutError) as error:
                self._approach.forget()
                refused = isinstance(error, ssl.SSLCertVerificationError)
                failed("certificate-refused" if refused else "no-answer")
            else:
                pause, told = FIRST_PAUSE, ""
                await self._carry_down(reader, writer)
                failed("lost")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._approach.hurry.wait()
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _secured(self, sock: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises `OSError` (`ssl.SSLError` among them) or `TimeoutError`; the socket is closed then."""
        try:
            async with asyncio.timeout(HANDSHAKE_TIMEOUT):
                return await asyncio.open_connection(
                    sock=sock, ssl=self._context, server_hostname=self._host, limit=_CHUNK
                )
        except BaseException:
            sock.close()
            raise

    async def _carry_down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sock = writer.get_extra_info("socket")
        _notice_a_dead_peer(sock)
        self._carrier = writer
        self._up_since = self._loop.time()
        self._tell(LinkUp(self, sock.getsockname()[0]))
        log.info("link up, %s", writer.get_extra_info("ssl_object").version())
        watch = asyncio.create_task(self._watch(writer))
        cutter = Cutter()
        try:
            while data := await reader.read(_CHUNK):
                self._heard_at = self._loop.time()
                self._answers_pings = self._answers_pings or data == _PONG
                for message in cutter.feed(data):
                    if not may_pass_down(message):
                        log.warning("a message of %d bytes was kept from the SIP stack", len(message))
                        continue
                    await self._let_begin(message)
                    if self._local is not None:
                        self._local.write(hide(message, self.port))
                        await _flush(self._local)
        except BadStream as error:
            log.warning("from the carrier: %s", error)
        except (OSError, TimeoutError):
            pass
        finally:
            watch.cancel()
            self._carrier = None
            self._drop(writer)
            self._drop(self._local)

    async def _let_begin(self, message: bytes) -> None:
        """What follows waits too: a CANCEL must not overtake its INVITE."""
        if begins_a_call(message):
            while left := self._pace.wait(self._loop.time()):
                await asyncio.sleep(left)
                self._heard_at = self._loop.time()  # it is us who do not listen

    async def _watch(self, writer: asyncio.StreamWriter) -> None:
        """Give the link up where it leads nowhere, though TCP has not heard of it.

        Pings (RFC 5626 section 4.4.1) may have no answer: a carrier whose kernel still answers may be
        dead all the same. Nothing is held against one that has never answered any: not every edge does.
        Or this computer would not reach the carrier from the link's address any more: that is gone, or
        there is a better way, as a cable beside the radio.
        """
        ours, theirs = writer.get_extra_info("sockname")[0], writer.get_extra_info("peername")[0]
        pinged = -_PING_INTERVAL
        self._heard_at = self._loop.time()
        while not writer.is_closing():
            if self._loop.time() - pinged >= _PING_INTERVAL:
                pinged = self._loop.time()
                writer.write(_PING)
            await asyncio.sleep(_LOOK_INTERVAL)
            silent = self._loop.time() - self._heard_at
            if self._answers_pings and silent > _LONGEST_SILENCE:
                log.info("the carrier no longer answers")
            elif own_address_towards(theirs) != ours:
                log.info("the way to the carrier has changed")
            else:
                continue
            writer.transport.abort()

    async def _carry_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not _is_ours(writer.get_extra_info("peername")[1]):
            log.warning("a stranger on this computer was turned away")
            self._drop(writer)
            return
        self._drop(self._local)
        self._local = writer
        cutter = Cutter()
        try:
            while data := await reader.read(_CHUNK):
                for message in cutter.feed(data):
                    if self._carrier is None:
                        return
                    self._carrier.write(restore(message))
                    await _flush(self._carrier)
        except BadStream as error:
            log.error("from the SIP stack: %s", error)
        except (OSError, TimeoutError):
            pass
        finally:
            if self._local is writer:
                self._local = None
            self._drop(writer)

    @staticmethod
    def _drop(writer: asyncio.StreamWriter | None) -> None:
        if writer is not None:
            writer.transport.abort()


def _is_ours(port: int) -> bool:
    """Whether the connection from this port of 127.0.0.1 is our own, where the system tells (Linux)."""
    if sys.platform != "linux":
        return True
    address = f"0100007F:{port:04X}"
    try:
        lines = Path("/proc/self/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        inodes = {fields[9] for fields in (line.split() for line in lines) if fields[1] == address}
        ours = {os.readlink(entry.path) for entry in os.scandir("/proc/self/fd") if entry.is_symlink()}
    except OSError:
        return False
    return any(f"socket:[{inode}]" in ours for inode in inodes if inode != "0")


async def _flush(writer: asyncio.StreamWriter) -> None:
    # Not `wait_for`: in Python 3.11 it may swallow the cancellation of this task.
    async with asyncio.timeout(SEND_TIMEOUT):
        await writer.drain()


def _notice_a_dead_peer(sock: socket.socket) -> None:
    for option in keepalive_options():
        with contextlib.suppress(OSError):
            sock.setsockopt(*option)
