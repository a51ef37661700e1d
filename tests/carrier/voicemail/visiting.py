"""Callers of the answering processes, without an edge: a small phone with an ear, straight at their port."""

from __future__ import annotations

import asyncio
import os
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot, pi, sin
from pathlib import Path
from uuid import uuid4

import numpy as np

from carrier.answering.wire import Times
from carrier.network.ear import Ear, open_ear
from carrier.network.g711 import SILENCE, decode, encode
from carrier.network.rtp import Packet
from carrier.sip.message import Response
from carrier.sip.sdp import read_description
from carrier.sip.transport import SipPorts
from carrier.voicemail.answerer import COMMAND
from carrier.voicemail.pool import Pool
from carrier.voicemail.spool import read_spool
from carrier.voicemail.visit import Awaited, Take, Visit
from tests.carrier.sip.directory import device
from tests.carrier.sip.sounding import offer, until
from tests.carrier.sip.user_agent import Talk, UserAgent, user_agent
from tests.sound import Samples

QUICK = Times(after_speech=0.4, nothing_said=0.7, lost=0.6, unsure=0.3, awaited=1.0)
FRAME = 160


def hum(seconds: float, *, rate: int = 16_000) -> bytes:
    """440 hertz, a fifth of full scale."""
    count = int(seconds * rate)
    return struct.pack(
        f"<{count}h", *(round(0.2 * 32_767 * sin(2 * pi * 440 * at / rate)) for at in range(count))
    )


def speech(seconds: float, *, rate: int = 8_000) -> bytes:
    """Four syllables a second, with quiet between them."""
    count = int(seconds * rate)
    loud = (0.25 * max(0.0, sin(2 * pi * 4 * at / rate)) for at in range(count))
    return struct.pack(
        f"<{count}h",
        *(round(32_767 * each * sin(2 * pi * 600 * at / rate)) for at, each in enumerate(loud)),
    )


def visit(words: float = 0.1, **changes: object) -> Visit:
    """`words` are seconds of a hum."""
    given: dict[str, object] = {"id": str(uuid4()), "key": os.urandom(32), "words": hum(words)}
    return Visit(**(given | changes))  # type: ignore[arg-type]


class Desk:
    """A pool, and what it told."""

    def __init__(self, spools: Path, times: Times, processes: int, command: tuple[str, ...]) -> None:
        self.spools = spools
        self.takes: dict[str, Take] = {}
        self._news = asyncio.Event()
        self.pool = Pool(spools, self._took, processes=processes, times=times, command=command)

    def _took(self, take: Take) -> None:
        assert take.visit_id not in self.takes, "a visit has one take"
        self.takes[take.visit_id] = take
        self._news.set()

    async def take_of(self, expected: Visit, *, within: float = 10.0) -> Take:
        async with asyncio.timeout(within):
            while expected.id not in self.takes:
                self._news.clear()
                await self._news.wait()
        return self.takes[expected.id]

    def recorded(self, expected: Visit) -> bytes:
        return read_spool(self.spools, expected.id, expected.key)


@asynccontextmanager
async def desk(
    folder: Path, times: Times = QUICK, *, processes: int = 1, command: tuple[str, ...] = COMMAND
) -> AsyncIterator[Desk]:
    opened = Desk(folder / "voicemail", times, processes, command)
    await opened.pool.start()
    try:
        yield opened
    finally:
        await opened.pool.stop()


@dataclass
class Visitor:
    phone: UserAgent
    ear: Ear
    talk: Talk
    called_at: float
    heard: list[bytes] = field(default_factory=list)
    """16-bit samples at 8,000 a second, as they came."""
    heard_at: list[float] = field(default_factory=list)
    talking: asyncio.Task[None] | None = None
    """Cancelled, it is a network that died."""
    _words: deque[bytes] = field(default_factory=deque)

    def took(self, packet: Packet) -> None:
        self.heard.append(decode(self.ear.codec, packet.payload))
        self.heard_at.append(time.monotonic())

    async def is_answered(self) -> Response:
        response = await self.phone.answered(self.talk)
        self.ear.accept(read_description(response.body)[0])
        self.talking = asyncio.create_task(self.ear.say(self._mouth()))
        return response

    async def says(self, samples: bytes) -> None:
        """16-bit samples at 8,000 a second; returns when they are said."""
        codes = encode(self.ear.codec, samples)
        self._words.extend(codes[at : at + FRAME] for at in range(0, len(codes) - FRAME + 1, FRAME))
        await until(lambda: not self._words, within=len(samples) / 16_000 + 5)

    def _mouth(self) -> Iterator[bytes]:
        """As a phone does it: silence is sent too."""
        while True:
            yield self._words.popleft() if self._words else SILENCE[self.ear.codec] * FRAME

    async def hears(self, fact: Callable[[bytes], bool], *, within: float = 10.0) -> None:
        await until(lambda: fact(b"".join(self.heard)), within=within)

    async def hears_the_tone(self) -> None:
        """And its end."""
        await self.hears(lambda samples: tone_ends(samples) is not None)

    def presses(self, key: str) -> None:
        for _ in range(3):
            self.ear.send_tone(key, end=False)
        for _ in range(3):
            self.ear.send_tone(key, end=True)

    async def hangs_up(self) -> None:
        self.talk.send("BYE")
        await self.phone.expect(200)

    async def is_cut_off(self) -> None:
        """No sound comes from it any more: its network died."""
        if self.talking is not None:
            self.talking.cancel()
            await asyncio.wait((self.talking,))
        self.ear.close()

    async def is_hung_up_on(self, *, within: float = 10.0) -> None:
        bye = await self.phone.expect("BYE", seconds=within)
        self.phone.respond(bye, 200)


def samples(data: bytes, *, rate: int) -> Samples:
    """16-bit sound, to be judged: at 16,000 a second."""
    heard = np.frombuffer(data, np.int16).astype(np.float64)
    return heard if rate == 16_000 else np.interp(np.arange(len(heard) * 2) / 2, np.arange(len(heard)), heard)


def loudness(samples: bytes, hertz: int, *, rate: int = 8_000) -> float:
    """How much of one pitch is in it: the amplitude of a sine of full scale is 1."""
    heard = np.frombuffer(samples, np.int16) / 32_768
    turns = 2 * pi * hertz * np.arange(len(heard)) / rate
    return 2 * hypot(float((heard * np.cos(turns)).mean()), float((heard * np.sin(turns)).mean()))


def says_good_bye(samples: bytes) -> bool:
    """Whether the last that was heard are two short tones."""
    size = 2 * FRAME
    tail = samples[-50 * size :]
    loud = [loudness(tail[at : at + size], 800) > 0.1 for at in range(0, len(tail) - size + 1, size)]
    return sum(now and not before for before, now in pairwise([False, *loud])) == 2


def tone_ends(samples: bytes) -> int | None:
    """The index of the frame after the tone that asks to speak, once it is over."""
    size = 2 * FRAME
    ring = [loudness(samples[at : at + size], 1_000) > 0.1 for at in range(0, len(samples) - size + 1, size)]
    for at in range(10, len(ring)):
        if all(ring[at - 10 : at]) and not ring[at]:
            return at
    return None


@asynccontextmanager
async def calling(phone: UserAgent, user: str, *, secure: bool) -> AsyncIterator[Visitor]:
    """Has called; what is answered is up to the test."""
    ear = await open_ear("127.0.0.1")
    called_at = time.monotonic()
    caller = Visitor(phone, ear, phone.call(user, body=offer(ear, secure=secure)), called_at)
    ear.on_sound = caller.took
    try:
        yield caller
    finally:
        await caller.is_cut_off()


@asynccontextmanager
async def visitor(
    awaited: Awaited, *, user: str | None = None, secure: bool = False
) -> AsyncIterator[Visitor]:
    ports = SipPorts(tls=0, tcp=0, udp=awaited.port)
    async with (
        user_agent(ports, device("alice"), transport="udp") as phone,
        calling(phone, awaited.user if user is None else user, secure=secure) as caller,
    ):
        yield caller
