"""Malformed packets at the carrier's own end of the sound: strangers', and those of one who has the key."""

from __future__ import annotations

import asyncio
import random
import tracemalloc
from dataclasses import replace

import pytest

from carrier.network import ear as ears
from carrier.network.ear import open_ear
from carrier.network.rtp import Packet
from carrier.sip.sdp import Codec
from tests.voice.hostile.peer import Peer, believed, garbage
from tests.voice.hostile.srtp import Protector

CODECS = (Codec(9, "G722"), Codec(0, "PCMU"), Codec(8, "PCMA"))
FEW, MANY = 20_000, 2_000_000
MOST_GROWTH = 2 * 1024 * 1024
SEED = 14
SAID = b"\x55" * 160
names = pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)


async def storm(codec: Codec, count: int) -> None:
    listener, speaker = await open_ear("127.0.0.1"), await open_ear("127.0.0.1")
    offer = replace(speaker.offer(secure=True), codecs=(codec,))
    speaker.local = offer
    speaker.accept(listener.answer(offer))
    there = (offer.address, offer.port)
    assert listener.local is not None
    dice, peer = random.Random(SEED), Peer(speaker, listener._address(), Protector(offer.cryptos[0]))
    tracemalloc.start()
    before = 0
    for number in range(count):
        data = (garbage, believed)[number % 2](dice, peer)
        listener.datagram_received(data, there if number % 3 else ("127.0.0.1", 9))
        if number == count // 4:
            before = tracemalloc.get_traced_memory()[0]
        if number % 1_000 == 0:
            await asyncio.sleep(0)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < MOST_GROWTH
    heard = asyncio.Event()

    def hear(packet: Packet) -> None:
        if packet.payload == SAID:
            heard.set()

    listener.on_sound = hear
    for number in range(100):  # some of the first have numbers that the storm has used
        speaker.send(SAID, timestamp=160 * number)
    async with asyncio.timeout(5):
        await heard.wait()
    speaker.close()
    listener.close()


@pytest.fixture(autouse=True)
def every_packet_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No storm may be got over by not looking at it."""
    monkeypatch.setattr(ears, "_MOST_PER_SECOND", 10**9)


@names
async def test_an_ear_outlives_malformed_packets(codec: Codec) -> None:
    await storm(codec, FEW)


@pytest.mark.long
@pytest.mark.timeout(3600)
@names
async def test_an_ear_outlives_two_million(codec: Codec) -> None:
    await storm(codec, MANY)
