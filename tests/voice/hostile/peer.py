"""The other side of a call, with its keys: it gives back what it hears, and sends whatever a test makes.

What only its own key could have made reaches pjsua2's RTP; all else must end at SRTP.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from carrier.network.ear import Ear, open_ear
from carrier.network.port import CannotNow, Ending, Exchange, Line, OutsideCall
from carrier.network.rtp import Packet, write_packet
from carrier.sip.sdp import Audio
from tests.voice.hostile.srtp import Protector

BATCH = 20
_KEPT = 500


@dataclass
class Peer:
    """A line out there."""

    ear: Ear
    there: tuple[str, int]
    """Where the phone's sound is received."""
    protector: Protector
    """Ours: what it protects is believed."""
    echoes: bool = True
    heard: int = 0
    sent: list[bytes] = field(default_factory=list)
    """Some of what was protected, to be said again."""

    def hear(self, packet: Packet) -> None:
        self.heard += 1
        if self.echoes:
            self.ear.send(packet.payload, timestamp=packet.timestamp)

    def protected(self, head: bytes, payload: bytes) -> bytes:
        whole = self.protector.protect(head, payload)
        if len(self.sent) < _KEPT:
            self.sent.append(whole)
        return whole

    def put(self, data: bytes) -> None:
        """From where our sound comes."""
        wire = self.ear._wire
        assert wire is not None
        wire.sendto(data, self.there)

    async def flood(self, make: Callable[[int], bytes | None], count: int, a_second: int) -> int:
        """On the carrier's loop. How many were sent."""
        loop = asyncio.get_running_loop()
        due, sent = loop.time(), 0
        for start in range(0, count, BATCH):
            for number in range(start, min(count, start + BATCH)):
                data = make(number)
                if data:
                    self.put(data)
                    sent += 1
            due += BATCH / a_second
            await asyncio.sleep(max(0.0, due - loop.time()))
        return sent

    # Line

    def ring(self, early: Audio | None = None) -> None: ...

    def answer(self, audio: Audio) -> None: ...

    def end(self, ending: Ending) -> None:
        self.ear.close()

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(488)

    async def offer(self) -> Audio:
        raise CannotNow(488)

    def settle(self, answer: Audio | None) -> None: ...


class HostileNetwork:
    """A telephone network whose every number answers at once, in the codec that a test has set."""

    def __init__(self) -> None:
        self.codec = "PCMU"
        self.peers: list[Peer] = []

    async def start(self, exchange: Exchange) -> None: ...

    async def place(self, call: OutsideCall, caller: Line) -> Peer:
        ear = await open_ear("127.0.0.1")
        audio = ear.answer(call.audio, codecs=(self.codec,))
        peer = Peer(ear, (call.audio.address, call.audio.port), Protector(audio.cryptos[0]))
        ear.on_sound = peer.hear
        self.peers.append(peer)
        caller.answer(audio)
        return peer

    async def stop(self) -> None: ...


class Stranger:
    """Somebody else on the network, without the keys."""

    def __init__(self, there: tuple[str, int]) -> None:
        self._there = there
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))

    def put(self, data: bytes) -> None:
        self._socket.sendto(data, self._there)

    def hears_nothing(self) -> bool:
        self._socket.setblocking(False)
        try:
            return not self._socket.recv(2048)
        except BlockingIOError:
            return True

    def close(self) -> None:
        self._socket.close()


def garbage(dice: random.Random, peer: Peer) -> bytes:
    """What SRTP must keep away: no key made it, or it was said before."""
    kind = dice.randrange(8)
    if kind == 0:
        return dice.randbytes(dice.randrange(1, 13))
    if kind == 1:
        return dice.randbytes(dice.randrange(13, 1400))
    if kind == 2:  # a version that is none
        return bytes([dice.randrange(256) & 0x3F | dice.choice((0x00, 0x40, 0xC0))]) + dice.randbytes(171)
    if kind == 3:  # an extension, or sources, longer than the packet
        return b"\x9f" + dice.randbytes(11) + b"\xbe\xde\xff\xff" + dice.randbytes(20)
    if kind == 4:  # loud, and as it should be but for the key
        packet = Packet(dice.choice((0, 8, 9)), False, dice.randrange(65536), dice.randrange(1 << 32), 7, b"")
        return write_packet(packet) + dice.randbytes(170)
    if kind == 5:  # RTCP that ends the call, if it were believed
        return struct.pack("!BBHI", 0x81, dice.choice((200, 201, 203, 204)), 1, dice.randrange(1 << 32))
    if not peer.sent:
        return b"\x80"
    again = dice.choice(peer.sent)
    if kind == 6:
        return again
    at = dice.randrange(len(again))
    return again[:at] + bytes([again[at] ^ (1 << dice.randrange(8))]) + again[at + 1 :]


def believed(dice: random.Random, peer: Peer) -> bytes:
    """What only a hostile other side can send: the key is right, and all else is wrong."""
    kind = dice.randrange(10)
    ear = peer.ear
    # Near the numbers of its own sound; in streams of others, anywhere.
    sequence, ssrc = (ear._sequence + dice.randrange(-60, 60)) & 0x7FFF, ear._ssrc
    payload_type, payload = ear._remote.codecs[0].payload_type if ear._remote else 0, dice.randbytes(160)
    if kind == 0:
        payload = dice.randbytes(dice.randrange(0, 1300))
    elif kind == 1:
        payload_type = dice.randrange(128)
    elif kind == 2:
        payload_type = dice.choice((0, 8, 9, 101, 120))
    elif kind in (3, 4):
        sequence, ssrc = dice.randrange(1 << 16), dice.choice((0, 1, 0xFFFFFFFF, ssrc ^ 1, *range(2, 40)))
        ssrc = dice.randrange(1 << 32) if dice.random() < 0.05 else ssrc
    elif kind == 5:  # a key that is never let go, and keys that are none
        payload_type, payload = 101, bytes([dice.randrange(256), dice.randrange(256), 255, 255])
    elif kind == 6:
        payload_type, payload = 101, dice.randbytes(dice.randrange(0, 5))
    packet = Packet(payload_type, dice.random() < 0.3, sequence, dice.randrange(1 << 32), ssrc, b"")
    head = bytearray(write_packet(packet))
    if kind == 7:  # padding that is more than there is
        head[0] |= 0x20
        payload = payload[:-1] + bytes([dice.choice((0, 161, 200, 255))])
    elif kind == 8:  # sources and an extension, right in form
        head[0] |= 0x10 | dice.randrange(16)
        head += dice.randbytes(4 * (head[0] & 0x0F)) + b"\xbe\xde" + struct.pack("!H", 3) + dice.randbytes(12)
    elif kind == 9:  # a head of another version, or with more sources or a longer extension than there are
        head[0] = dice.randrange(256)
        payload = payload[: dice.randrange(0, 30)]
    return peer.protected(bytes(head), payload)
