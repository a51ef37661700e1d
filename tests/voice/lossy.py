"""A telephone network that brings every call back in, over a path of its own that loses what it is told to.

Who calls `OUTSIDE + number` reaches the phone with that number; the sound of both goes through two pairs of
UDP ports here, packets as they are (SRTP and RTCP are not looked into).
"""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import Callable
from dataclasses import replace

from carrier.network.port import CannotNow, Ending, Exchange, Line, OutsideCall, Party
from carrier.sip.sdp import Audio

OUTSIDE = "+999"
Loses = Callable[[int], bool]
"""Whether the nth packet of sound is lost."""


def nothing(_: int) -> bool:
    return False


def each(nth: int) -> Loses:
    return lambda place: place % nth == 0


class LossyNetwork:
    """What is lost may be changed while calls go on."""

    def __init__(self) -> None:
        self.to_caller: Loses = nothing
        self.to_called: Loses = nothing
        self._exchange: Exchange | None = None
        self._paths: list[_Path] = []

    async def start(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def stop(self) -> None:
        for path in self._paths:
            path.close()

    async def place(self, call: OutsideCall, caller: Line) -> Party:
        assert self._exchange is not None
        path = _Path(lambda n: self.to_caller(n), lambda n: self.to_called(n))
        self._paths.append(path)
        await path.open()
        offered = path.towards_called(call.audio)
        back = _Back(caller, path)
        inside = OutsideCall(
            str(uuid.uuid4()), "+33970999999", "+" + call.called.removeprefix(OUTSIDE), offered
        )
        back.line = await self._exchange.deliver(inside, back)
        return _Out(back)


class _Side:
    """One side of a call, as far as this network has anything to say to it."""

    def ring(self, early: Audio | None = None) -> None:
        pass

    def answer(self, audio: Audio) -> None:
        pass

    def settle(self, answer: Audio | None) -> None:
        pass

    async def offer(self) -> Audio:
        raise CannotNow(488)

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(488)


class _Back(_Side):
    """The called phone, as it speaks to the caller."""

    def __init__(self, caller: Line, path: _Path) -> None:
        self.caller = caller
        self.path = path
        self.line: Line | None = None

    def ring(self, early: Audio | None = None) -> None:
        self.caller.ring()

    def answer(self, audio: Audio) -> None:
        self.caller.answer(self.path.towards_caller(audio))

    def end(self, ending: Ending) -> None:
        self.caller.end(ending)


class _Out(_Side):
    """The caller, as it speaks to the called phone."""

    def __init__(self, back: _Back) -> None:
        self._back = back

    def end(self, ending: Ending) -> None:
        if self._back.line is not None:
            self._back.line.end(ending)


class _Path:
    """Two ends of two ports each, RTP and RTCP: what comes in at one leaves from the other."""

    def __init__(self, to_caller: Loses, to_called: Loses) -> None:
        self._at_caller = _End(to_called)
        self._at_called = _End(to_caller)
        self._at_caller.other, self._at_called.other = self._at_called, self._at_caller

    async def open(self) -> None:
        await self._at_caller.open()
        await self._at_called.open()

    def towards_called(self, offered: Audio) -> Audio:
        self._at_caller.party = (offered.address, offered.port)
        return replace(offered, address="127.0.0.1", port=self._at_called.port)

    def towards_caller(self, answered: Audio) -> Audio:
        self._at_called.party = (answered.address, answered.port)
        return replace(answered, address="127.0.0.1", port=self._at_caller.port)

    def close(self) -> None:
        self._at_caller.close()
        self._at_called.close()


class _End:
    """Towards one party. `loses` is for what comes from it."""

    other: _End

    def __init__(self, loses: Loses) -> None:
        self.party: tuple[str, int] | None = None
        self.port = 0
        self._loses = loses
        self._came = 0
        self._transports: list[asyncio.DatagramTransport] = []

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        pair = _two_ports_in_a_row()
        self.port = pair[0].getsockname()[1]
        for place, each_socket in enumerate(pair):
            transport, _ = await loop.create_datagram_endpoint(
                lambda place=place: _Listener(self, place),  # type: ignore[misc]
                sock=each_socket,
            )
            self._transports.append(transport)

    def close(self) -> None:
        for transport in self._transports:
            transport.close()

    def came(self, place: int, packet: bytes) -> None:
        if place == 0:
            self._came += 1
            if self._loses(self._came):
                return
        self.other.send(place, packet)

    def send(self, place: int, packet: bytes) -> None:
        if self.party is not None and len(self._transports) > place:
            host, port = self.party
            self._transports[place].sendto(packet, (host, port + place))


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, end: _End, place: int) -> None:
        self._end = end
        self._place = place

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._end.came(self._place, data)


def _two_ports_in_a_row() -> tuple[socket.socket, socket.socket]:
    for _ in range(50):
        first = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        first.bind(("127.0.0.1", 0))
        port = first.getsockname()[1]
        second = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            if port % 2 == 0:
                second.bind(("127.0.0.1", port + 1))
                first.setblocking(False)
                second.setblocking(False)
                return first, second
        except OSError:
            pass
        first.close()
        second.close()
    raise AssertionError("no two ports in a row are free")
