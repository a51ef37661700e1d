"""RFC 4475, RFC 5118 and mutated messages at the carrier, with the real engine as a device behind it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from desktop.domain.connection import Engine
from desktop.voice.wire import Answer, Ended, HangUp, Incoming, Register
from tests.carrier.sip.certificates import make_certificate
from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.fuzz import fuzz, mutate, seeds
from tests.carrier.sip.running import DOMAIN, Running, run_edge
from tests.carrier.sip.torture import IPV6, MESSAGES
from tests.carrier.sip.user_agent import registered, sdp
from tests.voice.phone import Phone

FEW, MANY = 3_000, 1_000_000
SEED = 3261
_NUMBER = re.compile(r"(\+?[0-9]{1,20})?")
_SECURE = sdp(
    formats="0 101", proto="RTP/SAVP", extra=f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{'A' * 40}\r\n"
)
_A_CALL_IN = (
    f"INVITE sip:bob-3@{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKx\r\n"
    f'Max-Forwards: 70\r\nFrom: "Your bank" <sip:+33800000000@{DOMAIN}>;tag=x\r\n'
    f"To: <sip:bob-3@{DOMAIN}>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"
    f"Contact: <sip:x@127.0.0.1:9;transport=tcp>\r\nContent-Length: 0\r\n\r\n"
).encode()
_WHO_ARE_YOU = (
    b"SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx\r\n"
    b"From: <sip:bob-3@fiveline.test>;tag=x\r\n"
    b"To: <sip:bob-3@fiveline.test>;tag=y\r\nCall-ID: x\r\nCSeq: 1 REGISTER\r\n"
    b'WWW-Authenticate: Digest realm="*", nonce="0"\r\nContent-Length: 0\r\n\r\n'
)


@dataclass
class Watched:
    """The engine, registered as Bob's third device; it was started once, and is still the same."""

    phone: Phone
    running: Running
    pid: int

    @property
    def rung(self) -> list[Incoming]:
        return [event for event in self.phone.told if isinstance(event, Incoming)]

    def decline_all(self) -> None:
        """As a person does with what rings and is nobody."""
        over = {event.call_id for event in self.phone.told if isinstance(event, Ended)}
        for rings in self.rung:
            if rings.call_id not in over:
                self.phone.send(HangUp(rings.call_id))

    async def is_called(self) -> None:
        """By somebody who means it: behind all that a storm has left on the way, for which he tries again."""
        async with registered(self.running.ports, device("alice", 3)) as (caller,):
            before = len(self.phone.told)
            talk = caller.call(BOB, body=_SECURE)
            rings = await self.phone.hears(Incoming, after=before, within=3)
            assert (rings.peer, rings.peer_name, rings.number) == (ALICE, "", BOB)
            self.phone.send(Answer(rings.call_id))
            await caller.answered(talk)
            await self.phone.hang_up(rings.call_id)

    async def stands(self, *, tries: int = 1) -> None:
        """It is the same process, and a call that is meant for it arrives, with whose it is."""
        for more in reversed(range(tries)):
            try:
                await self.is_called()
                break
            except (AssertionError, TimeoutError):
                if not more:
                    raise
                self.decline_all()
        assert self.phone.pid == self.pid
        assert set(self.phone.states) <= {Engine.STARTING, Engine.RUNNING}


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    certificate = make_certificate(tmp_path)
    async with run_edge(certificate) as running:
        bob = device("bob", 3)
        phone = Phone(bob.device_id, BOB)
        try:
            await phone.start(
                Register(
                    domain=DOMAIN,
                    user=bob.device_id,
                    secret=bob.secret,
                    host="localhost",
                    tls_port=running.ports.tls,
                    ca_file=str(certificate),
                )
            )
            yield Watched(phone, running, phone.pid)
        finally:
            await phone.stop()


async def _put(running: Running, messages: list[bytes]) -> None:
    """By somebody without an account: as datagrams, and each on a connection of its own that breaks off."""
    loop = asyncio.get_running_loop()
    udp, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, remote_addr=("127.0.0.1", running.ports.udp)
    )
    for number, data in enumerate(messages):
        udp.sendto(data[:60_000])
        if number % 10 == 0:
            _, writer = await asyncio.open_connection("127.0.0.1", running.ports.tcp)
            writer.write(data)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        await asyncio.sleep(0)
    udp.close()


async def test_what_strangers_send_does_not_ring(watched: Watched) -> None:
    chance, corpus = random.Random(SEED), seeds()
    hostile = [torture.data for torture in (*MESSAGES, *IPV6)]
    hostile += [mutate(chance, chance.choice(corpus)) for _ in range(FEW)]
    await _put(watched.running, hostile)
    assert watched.rung == []
    await watched.stands()


async def storm(watched: Watched, count: int) -> None:
    """Strangers', and those of a device that may call: these may ring, and only as the number they are."""
    callee = await fuzz(watched.running, count=count, seed=SEED)
    assert callee.strange == []
    assert callee.invites > count // 200
    assert len(watched.rung) >= 5, "it was rung too"
    for rings in watched.rung:
        assert _NUMBER.fullmatch(rings.peer), rings.peer
        assert rings.peer in (ALICE, "")
        assert rings.peer_name == ""
        assert rings.number == BOB
    watched.decline_all()
    await watched.stands(tries=30)


async def test_mutated_messages_leave_the_engine_standing(watched: Watched) -> None:
    await storm(watched, FEW)


@pytest.mark.long
@pytest.mark.timeout(7200)
async def test_a_million_mutated_messages_leave_the_engine_standing(watched: Watched) -> None:
    await storm(watched, MANY)


@pytest.mark.logs("was kept from")
async def test_who_knocks_at_the_engines_own_door_rings_nobody_and_is_given_no_digest(
    watched: Watched,
) -> None:
    listening = psutil.Process(watched.pid).net_connections("inet")
    doors = [c.laddr for c in listening if c.status == psutil.CONN_LISTEN]
    assert len(doors) == 1, "its relay's, and none of pjsua2's"
    for door in doors:
        for data in (_A_CALL_IN, _WHO_ARE_YOU, *(torture.data for torture in MESSAGES[::6])):
            said = await asyncio.to_thread(_answer_at, (door.ip, door.port), data)
            assert b"Digest" not in said, said
            assert not re.match(rb"SIP/2\.0 (18|2)", said), said
        for _ in range(100):  # pjsua2 has handles for 64
            socket.create_connection((door.ip, door.port), timeout=2).close()
    assert watched.rung == []
    await watched.stands()


def _answer_at(door: tuple[str, int], data: bytes) -> bytes:
    """What is said to it, and to a question who it is."""
    said = b""
    with contextlib.suppress(OSError), socket.create_connection(door, timeout=2) as stranger:
        stranger.settimeout(0.1)
        for each in (data, _WHO_ARE_YOU):
            stranger.sendall(each)
            with contextlib.suppress(TimeoutError):
                said += stranger.recv(65_536)
    return said
