"""One person's end of the sound: a UDP port, in clear or SRTP, that hears and speaks 20 ms at a time."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from carrier.network.g711 import decode, encode
from carrier.network.port import CannotNow
from carrier.network.rtp import (
    SUITES,
    Cipher,
    Packet,
    new_crypto,
    read_packet,
    tone_of,
    tone_payload,
    write_packet,
)
from carrier.sip.sdp import Audio, Codec

FRAME_SECONDS = 0.02
FRAME_SAMPLES = 160
"""At 8,000 a second; G.722 counts the same (RFC 3551 section 4.5.2)."""
_MOST_PER_SECOND = 250
OFFERED = (Codec(0, "PCMU"), Codec(8, "PCMA"))
ANY = ("PCMU", "PCMA", "G722")
SPOKEN = ("PCMU", "PCMA")
"""What recordings can be said in."""
_LOUD = 300
_MIRRORED = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}


class Ear(asyncio.DatagramProtocol):
    """Made by `open_ear`. `on_sound` gets packets of the codec in use, `on_tone` each key once."""

    def __init__(self) -> None:
        self._wire: asyncio.DatagramTransport | None = None
        self.local: Audio | None = None
        """What we said in our last description."""
        self._remote: Audio | None = None
        self._rx: Cipher | None = None
        self._tx: Cipher | None = None
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._counted = (0, 0)
        self._source: tuple[str | Any, int] | None = None
        self._last_tone = -1
        self.on_sound: Callable[[Packet], None] = lambda packet: None
        self.on_tone: Callable[[str], None] = lambda key: None
        self.heard_at = time.monotonic()

    # The wire

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._wire = transport

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there any more; the call's signalling says so in time."""

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        remote = self._remote
        if remote is None:
            return
        if self._source not in (None, addr) and addr != (remote.address, remote.port):
            return
        if not self._within_rate():
            return
        clear = data if self._rx is None else self._rx.unprotect(data)
        packet = read_packet(clear) if clear is not None else None
        if packet is None or packet.payload_type not in (remote.tones, remote.codecs[0].payload_type):
            return
        # Phones on this computer announce another of its addresses than they send from: the first good packet
        # says where they are, and after it nobody is heard but that source, or the one announced.
        self._source = addr
        if packet.payload_type == remote.tones:
            if packet.timestamp != self._last_tone and (key := tone_of(packet.payload)):
                self._last_tone = packet.timestamp
                self.heard_at = time.monotonic()
                self.on_tone(key)
        elif len(packet.payload) <= 480:
            self.on_sound(packet)

    def _within_rate(self) -> bool:
        second, count = self._counted
        now = int(time.monotonic())
        self._counted = (now, count + 1 if now == second else 1)
        return self._counted[1] <= _MOST_PER_SECOND

    # Agreement

    @property
    def codec(self) -> str:
        assert self._remote is not None
        return self._remote.codecs[0].name

    @property
    def may_speak(self) -> bool:
        return self._remote is not None and self._remote.direction in ("sendrecv", "recvonly")

    def is_loud(self, payload: bytes) -> bool:
        """Whether somebody speaks in it: the mean of the magnitudes is above the noise of a room."""
        samples = [sample for (sample,) in struct.iter_unpack("<h", decode(self.codec, payload))]
        return bool(sum(map(abs, samples)) > _LOUD * len(samples))

    def offer(self, *, secure: bool, direction: str = "sendrecv") -> Audio:
        cryptos = (new_crypto(),) if secure else ()
        self.local = Audio(
            *self._address(), codecs=OFFERED, tones=101, cryptos=cryptos, direction=direction, ptime=20
        )
        return self.local

    def accept(self, answer: Audio) -> None:
        """What they answered to our offer."""
        assert self.local is not None
        if answer.cryptos:
            self._tx = Cipher(self.local.cryptos[0], outbound=True)
            self._rx = Cipher(answer.cryptos[0], outbound=False)
        else:
            self._tx = self._rx = None
        if self._remote is None or (self._remote.address, self._remote.port) != (answer.address, answer.port):
            self._source = None
        self._remote = answer

    def answer(self, offer: Audio, *, codecs: tuple[str, ...] = ANY, direction: str | None = None) -> Audio:
        """To a first offer, or to a later one. Raises `CannotNow` where there is no common way.

        `direction` is ours where it is not simply the mirrored one; it is no more than the offer takes.
        """
        usable = [codec for codec in offer.codecs if codec.name in codecs]
        crypto = next((crypto for crypto in offer.cryptos if crypto.suite in SUITES), None)
        reachable = ipaddress.ip_address(offer.address).version == 4  # this ear is on IPv4
        if not usable or not reachable or (offer.cryptos and crypto is None):
            raise CannotNow(488)
        wanted = next((codec for codec in usable if self._remote and codec.name == self.codec), usable[0])
        before = self._remote
        local = Audio(
            *self._address(),
            codecs=(wanted,),
            tones=offer.tones,
            direction=_MIRRORED[offer.direction],
            ptime=20,
        )
        if direction is not None and local.direction == "sendrecv":
            local = replace(local, direction=direction)
        if crypto is not None:
            same = before is not None and before.cryptos[:1] == (crypto,)
            ours = self.local.cryptos[0] if same and self.local else new_crypto(crypto.tag, crypto.suite)
            local = replace(local, cryptos=(ours,))
            if not same:
                self._tx = Cipher(ours, outbound=True)
                self._rx = Cipher(crypto, outbound=False)
        else:
            self._tx = self._rx = None
        if before is None or (before.address, before.port) != (offer.address, offer.port):
            self._source = None
        self._remote = replace(offer, codecs=(wanted,), cryptos=(crypto,) if crypto else ())
        self.local = local
        return local

    def _address(self) -> tuple[str, int]:
        assert self._wire is not None
        host, port = self._wire.get_extra_info("sockname")[:2]
        return str(host), int(port)

    # Speaking

    def send(self, payload: bytes, *, timestamp: int, marker: bool = False) -> None:
        remote = self._remote
        if remote is None or not self.may_speak:
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        packet = Packet(remote.codecs[0].payload_type, marker, self._sequence, timestamp, self._ssrc, payload)
        self._put(packet)

    def _put(self, packet: Packet) -> None:
        remote = self._remote
        if remote is None or self._wire is None or self._wire.is_closing():
            return
        to = self._source or (remote.address, remote.port)
        if ipaddress.ip_address(to[0]).is_unspecified:
            return
        data = write_packet(packet)
        self._wire.sendto(data if self._tx is None else self._tx.protect(data), to)

    def send_tone(self, key: str, *, end: bool) -> None:
        """One packet of a key that is pressed (RFC 4733); a key is a few of them, the last with `end`."""
        remote = self._remote
        if remote is None or remote.tones is None:
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        payload = tone_payload(key, end=end)
        self._put(Packet(remote.tones, False, self._sequence, self._timestamp, self._ssrc, payload))

    async def speak(self, pieces: Iterable[bytes]) -> None:
        """Says 16-bit samples at 8,000 a second, paced by the clock, in G.711."""
        await self.say(encode(self.codec, frame) for frame in _frames(pieces))

    async def say(self, payloads: Iterable[bytes]) -> None:
        """As `speak`, what is coded already: a frame each."""
        due = time.monotonic()
        for payload in payloads:
            self._timestamp = (self._timestamp + FRAME_SAMPLES) & 0xFFFFFFFF
            self.send(payload, timestamp=self._timestamp)
            due += FRAME_SECONDS
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()


def _frames(pieces: Iterable[bytes]) -> Iterable[bytes]:
    size = 2 * FRAME_SAMPLES
    rest = b""
    for piece in pieces:
        rest += piece
        whole = len(rest) - len(rest) % size
        for at in range(0, whole, size):
            yield rest[at : at + size]
        rest = rest[whole:]
    if rest:
        yield rest.ljust(size, b"\0")


async def open_ear(host: str) -> Ear:
    _, ear = await asyncio.get_running_loop().create_datagram_endpoint(Ear, local_addr=(host, 0))
    return ear
