"""What no telephone sends neither ends the answering process nor takes the place of honest callers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from carrier.answering.wire import Times
from carrier.network.rtp import new_crypto
from carrier.sip.message import Response
from carrier.sip.transport import SipPorts
from carrier.voicemail.visit import EndOfTake, Full
from tests.carrier.sip.directory import device
from tests.carrier.sip.fuzz import mutate, seeds, seeds_in_a_call
from tests.carrier.sip.sounding import until
from tests.carrier.sip.user_agent import sdp, user_agent
from tests.carrier.voicemail.visiting import QUICK, Desk, Visitor, desk, speech, visit, visitor
from tests.voice.hostile.peer import Peer, Stranger, believed, garbage
from tests.voice.hostile.srtp import Protector


@asynccontextmanager
async def undisturbed(folder: Path, times: Times = QUICK) -> AsyncIterator[Desk]:
    """Afterwards a caller leaves word with the same process as before."""
    async with desk(folder, times) as answering:
        await answering.pool.expect(visit())  # it is ready
        before = answering.pool.pids
        yield answering
        await leaves_word(answering)
        assert answering.pool.pids == before


async def leaves_word(answering: Desk) -> None:
    expected = visit()
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(speech(0.3))
        caller.presses("#")
        assert (await answering.take_of(expected)).end is EndOfTake.HASH
        await caller.is_hung_up_on()
    assert len(answering.recorded(expected)) > 8_000


def over_udp(message: bytes) -> bytes:
    return message.replace(b"/TCP", b"/UDP").replace(b"transport=tcp", b"transport=udp")


@pytest.mark.logs("an answering process died", "answering ends again and again")
@pytest.mark.parametrize(
    "batches", [50, pytest.param(10_000, marks=(pytest.mark.long, pytest.mark.timeout(1_200)))]
)
async def test_mutated_messages_of_a_stranger_on_this_machine(tmp_path: Path, batches: int) -> None:
    """Nobody else can send them, since the carrier's edge writes its own. Some abort pjsip: callers who come
    afterwards are answered all the same."""
    chance = random.Random(5)
    invites = [over_udp(seed) for seed in seeds()]
    async with desk(tmp_path) as answering:
        for _ in range(batches):
            with suppress(Full):
                awaited = await answering.pool.expect(visit())
                answering.pool.forget(awaited.user)
                stranger = Stranger((awaited.host, awaited.port))
                for _ in range(20):
                    stranger.put(mutate(chance, chance.choice(invites))[:60_000])
                stranger.close()
            await asyncio.sleep(0.005)
        await until(lambda: answering.pool.is_ready, within=60)
        await leaves_word(answering)


async def test_mutated_messages_within_a_call(tmp_path: Path) -> None:
    chance, expected = random.Random(6), visit(words=30)
    async with undisturbed(tmp_path, Times(lost=1.0)) as answering:
        async with visitor(await answering.pool.expect(expected)) as caller:
            await caller.is_answered()
            caller.phone.deaf = True
            for _ in range(10):
                for seed in seeds_in_a_call(caller.talk, caller.talk):
                    changed = over_udp(seed)
                    if chance.random() < 0.3:
                        caller.phone.send(mutate(chance, changed))
                await asyncio.sleep(0.005)
        # However it was bent, it is over in the end, and its place is free again.
        await answering.take_of(expected)


BAD_DESCRIPTIONS = (
    "v=0",
    "\0" * 200,
    "m=" * 900,
    sdp(0),
    sdp(formats="96 97"),
    sdp(proto="RTP/SAVP"),
    sdp(proto="UDP/TLS/RTP/SAVPF"),
    sdp() + "m=audio 4002 RTP/AVP 0\r\n" * 5,
)


async def test_a_description_that_is_none_takes_no_place(tmp_path: Path) -> None:
    async with undisturbed(tmp_path, Times(awaited=0.5)) as answering:
        for body in BAD_DESCRIPTIONS:
            awaited = await answering.pool.expect(visit())
            ports = SipPorts(tls=0, tcp=0, udp=awaited.port)
            async with user_agent(ports, device("alice"), transport="udp") as phone:
                talk = phone.call(awaited.user, body=body)
                message = await asyncio.wait_for(phone.inbox.get(), 5)
                while isinstance(message, Response) and message.status < 200:
                    message = await asyncio.wait_for(phone.inbox.get(), 5)
                assert isinstance(message, Response)
                assert 400 <= message.status < 600
                talk.remote = message.headers.get("to")
                talk.send("ACK", seq=1, branch=talk.branch)
            answering.pool.forget(awaited.user)
            await until(lambda: answering.pool.is_ready)


async def test_an_offer_that_comes_late_is_answered_like_any_other(tmp_path: Path) -> None:
    async with undisturbed(tmp_path) as answering:
        expected = visit()
        awaited = await answering.pool.expect(expected)
        ports = SipPorts(tls=0, tcp=0, udp=awaited.port)
        async with user_agent(ports, device("alice"), transport="udp") as phone:
            talk = phone.call(awaited.user, body="")
            offered = await phone.expect(200)
            assert b"m=audio" in offered.body
            phone.follow(talk, offered)
            talk.send("ACK", "nothing like it", seq=1)
            phone.respond(await phone.expect("BYE"), 200)
            assert (await answering.take_of(expected)).seconds == 0


class InClear(Peer):
    """Who sends whatever it likes, and needs no key for it."""

    def protected(self, head: bytes, payload: bytes) -> bytes:
        self.sent.append(head + payload)
        return self.sent[-1]


async def hostile_sound(caller: Visitor, chance: random.Random, count: int, a_second: int) -> None:
    remote = caller.ear._remote
    assert remote is not None
    peer = InClear(caller.ear, (remote.address, remote.port), Protector(new_crypto()))

    def make(number: int) -> bytes | None:
        packet = believed(chance, peer) if number % 3 else garbage(chance, peer)
        return None if b"\x65" in packet[1:2] and packet[12:13] == b"\x0b" else packet  # no `#`

    await peer.flood(make, count, a_second)


async def test_malformed_sound(tmp_path: Path) -> None:
    times = Times(after_speech=1.0, nothing_said=1.0, packets_a_second=100_000)
    async with undisturbed(tmp_path, times) as answering:
        expected = visit(words=1)
        async with visitor(await answering.pool.expect(expected)) as caller:
            await caller.is_answered()
            await hostile_sound(caller, random.Random(7), 3_000, 4_000)
            await caller.hears_the_tone()
            await caller.hangs_up()
            await answering.take_of(expected)
