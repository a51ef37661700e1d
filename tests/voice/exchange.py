"""A carrier for engines: the real SIP edge on free ports, with people in memory and nobody outside.

Every person has one number and one device; the device's id is its name.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from carrier.certificates import ensure_certificates
from carrier.network.port import CannotNow, Ending, Exchange, Line, OutsideCall, Party, TelephoneNetwork
from carrier.sip.callee_leg import CalleeLeg
from carrier.sip.caller_leg import CallerLeg
from carrier.sip.directory import ActiveCall, Allowed, Called, CallEntry, Forbidden, SipDevice
from carrier.sip.edge import SipEdge
from carrier.sip.leg import Leg
from carrier.sip.sdp import Audio
from desktop.voice.wire import Register
from tests.carrier.sip.certificates import make_certificate, server_context
from tests.harness.country import Place

DOMAIN = "localhost"
T = TypeVar("T")


@dataclass(slots=True)
class People:
    """The carrier's directory, in memory."""

    numbers: dict[str, str] = field(default_factory=dict)
    """E.164 by device."""
    owners: dict[str, str] = field(default_factory=dict)
    """Whose device it is, where it is not the only one of its account."""
    active: dict[str, tuple[ActiveCall, ...]] = field(default_factory=dict)
    """By account."""
    kept: list[CallEntry] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    """`time.monotonic()` of each INVITE from a device, when it had been read and proved."""
    forbidden: dict[str, Forbidden] = field(default_factory=dict)

    async def device(self, device_id: str) -> SipDevice | None:
        if device_id not in self.numbers:
            return None
        return SipDevice(device_id, self._account(device_id), secret_of(device_id))

    def share(self, owner: str, device_id: str) -> None:
        """The device is another one of the owner's account."""
        self.owners[device_id] = owner

    def _account(self, device_id: str) -> str:
        return f"account-of-{self.owners.get(device_id, device_id)}"

    async def seen(self, device_id: str) -> bool:
        return device_id in self.numbers

    async def may_call(self, device: SipDevice, wanted_number: str, called: str) -> Allowed | Forbidden:
        self.asked_at.append(time.monotonic())
        if called in self.forbidden:
            return self.forbidden[called]
        return Allowed(wanted_number, called, f"number-of-{device.device_id}")

    async def find_number(self, e164: str, *, caller: str | None = None) -> Called | None:
        for device_id, number in self.numbers.items():
            if number == e164:
                return Called(self._account(device_id), f"number-of-{device_id}", e164)
        return None

    async def find_own(self, account_id: str, number_id: str) -> Called | None:
        return None

    async def keep_active(self, account_id: str, calls: tuple[ActiveCall, ...]) -> None:
        self.active[account_id] = calls

    async def forget_active(self) -> None:
        self.active.clear()

    async def keep_call(self, entry: CallEntry) -> None:
        self.kept.append(entry)


class NobodyOutside:
    """A telephone network without telephones."""

    async def start(self, exchange: Exchange) -> None:
        pass

    async def place(self, call: OutsideCall, caller: Line) -> Party:
        caller.end(Ending(404, "wrong-number"))
        return _DeadLine()

    async def stop(self) -> None:
        pass


class _DeadLine:
    def ring(self, early: Audio | None = None) -> None:
        pass

    def answer(self, audio: Audio) -> None:
        pass

    def end(self, ending: Ending) -> None:
        pass

    async def renegotiate(self, audio: Audio) -> Audio:
        return audio

    async def offer(self) -> Audio:
        raise CannotNow(481)

    def settle(self, answer: Audio | None) -> None:
        pass


def _meet(one: Leg, other: Leg) -> bool:
    """The one was told last where the other last said that it is."""
    told, there = one._sent, other.theirs
    return (
        told is not None
        and there is not None
        and (told.address, told.port, [key.key for key in told.cryptos])
        == (there.address, there.port, [key.key for key in there.cryptos])
        and "sendrecv" == told.direction == there.direction
    )


def secret_of(device_id: str) -> str:
    return f"secret-of-{device_id}-1234567890abcdef"


class TestCarrier:
    """The edge on a thread of its own, so that it can go away and come back under a running engine."""

    __test__ = False

    def __init__(
        self, folder: Path, place: Place | None = None, *, network: TelephoneNetwork | None = None
    ) -> None:
        """On this computer, or at a place of the test's own country."""
        self._place = place
        self._network = network or NobodyOutside()
        if place is None:
            certificates = ensure_certificates(folder, DOMAIN)
            self._ca, self._server_context = certificates.ca, certificates.server_context
        else:
            self._ca = make_certificate(folder, place.address)
            self._server_context = functools.partial(server_context, self._ca)
        self.people = People()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name="carrier", daemon=True)
        self._thread.start()
        self._edge: SipEdge | None = None
        self.tls_port = self.tcp_port = self.udp_port = 0
        self.open()

    def _live(self) -> None:
        if self._place is not None:
            self._place.enter()
        self._loop.run_forever()

    @property
    def host(self) -> str:
        return "localhost" if self._place is None else self._place.address

    def add(self, device_id: str, number: str) -> None:
        self.people.numbers[device_id] = number

    def registration(self, device_id: str, codecs: tuple[str, ...] | None = None) -> Register:
        asked = Register(
            domain=DOMAIN,
            user=device_id,
            secret=secret_of(device_id),
            host=self.host,
            tls_port=self.tls_port,
            ca_file=str(self._ca),
        )
        if codecs is None:
            return asked
        return Register(
            **{name: getattr(asked, name) for name in asked.__struct_fields__} | {"codecs": codecs}
        )

    def open(self) -> None:
        """Listen, on the same ports as before."""
        ports = self._do(self._open())
        self.tls_port, self.tcp_port, self.udp_port = ports.tls, ports.tcp, ports.udp

    def freeze(self, seconds: float) -> None:
        """Read and say nothing, while the system still takes what comes."""
        self._loop.call_soon_threadsafe(time.sleep, seconds)

    def go_away(self) -> None:
        """Stop listening and cut every connection."""
        if self._edge is not None:
            self._do(self._edge.stop())
            self._edge = None

    def die(self) -> None:
        """As if killed: nobody on a call is told."""
        if self._edge is not None:
            self._do(self._edge._listeners.stop())
            self.go_away()

    def is_registered(self, device_id: str) -> bool:
        edge = self._edge
        return edge is not None and edge.is_registered(device_id)

    def is_apart(self, one: str, other: str) -> bool | None:
        """Whether the carrier stands between the sound of two devices that talk with each other; None where
        they are neither apart nor joined: what one was told last is not where the other is.
        """
        assert self._edge is not None
        for call in list(self._edge._calls._calls):
            sides = call.sides
            if {side.device_id for side in sides} == {one, other} and len(sides) == 2:
                if all(side.speaker is not None for side in sides):
                    return True
                if any(side.speaker is not None for side in sides):
                    return None
                first, second = (side.line for side in sides)
                assert isinstance(first, CallerLeg | CalleeLeg)
                assert isinstance(second, CallerLeg | CalleeLeg)
                meet = _meet(first, second) and _meet(second, first)
                return False if meet else None
        return None

    def end_device(self, device_id: str) -> None:
        assert self._edge is not None
        self._do(self._edge.end_device(device_id))

    def close(self) -> None:
        self.go_away()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        with contextlib.suppress(RuntimeError):
            self._loop.close()

    async def _open(self) -> Any:
        self._edge = SipEdge(
            self.people,
            self._network,
            domain=DOMAIN,
            host="127.0.0.1" if self._place is None else self._place.address,
            tls_context=self._server_context(),
            tls_port=self.tls_port,
            tcp_port=self.tcp_port,
            udp_port=self.udp_port,
        )
        return await self._edge.start()

    def _do(self, work: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(10)
