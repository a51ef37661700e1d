"""Each number of the simulated network behaves as it is named."""

from __future__ import annotations

import asyncio
import itertools
import struct
from dataclasses import replace

import pytest

from carrier.network import people
from carrier.network.g711 import decode, encode
from carrier.network.port import CannotNow, Ending
from tests.carrier.network.caller import MINE, QUICK, Caller, call, network


async def answered(caller: Caller) -> None:
    await asyncio.wait_for(caller.answered, 5)
    assert caller.rang


def loudness(caller: Caller, payload: bytes) -> float:
    samples: list[int] = [sample for (sample,) in struct.iter_unpack("<h", decode(caller.ear.codec, payload))]
    return sum(map(abs, samples)) / len(samples)


@pytest.mark.parametrize("secure", [False, True])
async def test_the_echo_says_what_it_hears_at_once(secure: bool) -> None:
    async with network() as (simulated, _), call(simulated, people.ECHO, secure=secure) as (caller, _):
        await answered(caller)
        loop = asyncio.get_running_loop()
        delays = []
        for number in range(50):
            said = bytes([number]) * 160
            began = loop.time()
            caller.ear.send(said, timestamp=160 * number)
            assert (await caller.hear()).payload == said
            delays.append(loop.time() - began)
        assert sorted(delays)[25] < 0.01


async def test_the_echo_keeps_its_own_order_and_time() -> None:
    async with network() as (simulated, _), call(simulated, people.ECHO) as (caller, _):
        await answered(caller)
        packets = []
        for number in range(4):
            caller.ear.send(b"\xff" * 160, timestamp=1_000_000 + 160 * number)
            packets.append(await caller.hear())
        assert [b.sequence - a.sequence for a, b in itertools.pairwise(packets)] == [1, 1, 1]
        assert [b.timestamp - a.timestamp for a, b in itertools.pairwise(packets)] == [160] * 3


async def test_the_clock_speaks() -> None:
    async with network() as (simulated, _), call(simulated, people.CLOCK, secure=True) as (caller, _):
        await answered(caller)
        loop = asyncio.get_running_loop()
        began = loop.time()
        loud = [loudness(caller, (await caller.hear()).payload) > 300 for _ in range(60)]
        assert 1.0 < loop.time() - began < 4.0  # 60 frames of 20 ms, on a machine that may be busy
        assert sum(loud) > 30


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [
        (people.BUSY, 486, "busy"),
        (people.UNREACHABLE, 480, "unreachable"),
        ("+33199000099", 404, "wrong-number"),
    ],
)
async def test_a_number_that_does_not_answer_says_why(number: str, status: int, word: str) -> None:
    async with network() as (simulated, _), call(simulated, number) as (caller, _):
        assert await asyncio.wait_for(caller.ended, 5) == Ending(status, word)


async def test_nobody_answers_but_it_rings() -> None:
    async with network() as (simulated, _), call(simulated, people.NO_ANSWER) as (caller, _):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(caller.answered), 0.1)
        assert caller.rang
        assert not caller.ended.done()


async def test_robin_greets_and_hangs_up_on_silence() -> None:
    async with network() as (simulated, _), call(simulated, people.ROBIN) as (caller, _):
        await answered(caller)
        loud = [loudness(caller, (await caller.hear()).payload) > 300 for _ in range(100)]
        assert sum(loud) > 40
        assert await asyncio.wait_for(caller.ended, 20) == Ending(200, "hung-up")


async def test_robin_hears_somebody_who_speaks() -> None:
    noise = encode("PCMU", struct.pack("<160h", *([9000, -9000] * 80)))
    async with (
        network(replace(QUICK, silence=0.2)) as (simulated, _),
        call(simulated, people.ROBIN) as (caller, _),
    ):
        await answered(caller)

        async def speak() -> None:
            number = 0
            while True:
                number += 1
                caller.ear.send(noise, timestamp=160 * number)
                await asyncio.sleep(0.02)

        speaking = asyncio.create_task(speak())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(caller.ended), 8)
        speaking.cancel()
        await asyncio.wait_for(caller.ended, 5)


async def test_robin_calls_back_when_asked_to() -> None:
    async with network() as (simulated, exchange):
        async with call(simulated, people.ROBIN, secure=True) as (caller, _):
            await answered(caller)
            for end in (0, 0, 0x80):  # one key, sent as three packets (RFC 4733)
                caller.ear.send_tone("5", end=bool(end))
            await caller.hear()
            await asyncio.sleep(0.05)
        back = await asyncio.wait_for(exchange.calls.get(), 5)
        assert (back.caller, back.called) == (people.ROBIN, MINE)
        assert back.audio.cryptos
        assert exchange.calls.empty()


async def test_somebody_calls_in() -> None:
    async with network() as (simulated, exchange):
        await simulated.call(caller="", called=MINE)
        incoming = await asyncio.wait_for(exchange.calls.get(), 5)
        assert (incoming.caller, incoming.called) == ("", MINE)


async def test_a_held_call_is_not_spoken_into() -> None:
    async with network() as (simulated, _), call(simulated, people.CLOCK) as (caller, line):
        await answered(caller)
        await caller.hear()
        assert caller.ear.local is not None
        held = await line.renegotiate(replace(caller.ear.local, direction="inactive"))
        assert held.direction == "inactive"
        while not caller.heard.empty():
            caller.heard.get_nowait()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(caller.heard.get(), 0.2)
        back = await line.renegotiate(caller.ear.local)
        assert back.direction == "sendrecv"
        await caller.hear()


async def test_a_cipher_that_is_not_spoken_is_refused() -> None:
    async with network() as (simulated, _), call(simulated, people.CLOCK, secure=True) as (caller, line):
        await answered(caller)
        assert caller.ear.local is not None
        strange = tuple(
            replace(crypto, suite="AES_256_CM_HMAC_SHA1_80") for crypto in caller.ear.local.cryptos
        )
        with pytest.raises(CannotNow):
            await line.renegotiate(replace(caller.ear.local, cryptos=strange))


async def test_nobody_calls_back_once_the_network_has_stopped() -> None:
    async with network() as (simulated, exchange):
        async with call(simulated, people.ROBIN) as (caller, _):
            await answered(caller)
            for end in (False, True):
                caller.ear.send_tone("5", end=end)
            await caller.hear()
            await simulated.stop()
        await asyncio.wait_for(caller.ended, 5)
        assert simulated.is_quiet
        assert exchange.calls.empty()
