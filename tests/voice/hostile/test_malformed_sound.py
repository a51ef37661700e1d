"""Two million malformed packets in each codec: the call lives, strangers are not heard, the engine stays."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from carrier.network.rtp import Packet, write_packet
from desktop.voice.wire import Ended, MediaStats
from tests.sound import Ear, Headset, SoundCard, judge, level, listening, make_voice, read_wave
from tests.steadiness import judged_in_peace
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.hostile.peer import HostileNetwork, Peer, Stranger, believed, garbage
from tests.voice.phone import Phone

pytestmark = pytest.mark.sound

CODECS = ("G722", "PCMU", "PCMA")
SOMEBODY = "+442079460000"
FEW, MANY = 20_000, 2_000_000
A_SECOND = 4_000
MOST_GROWTH = 16 * 1024 * 1024
ALIKE = 0.8
SEED = 13


@pytest.fixture(scope="module")
def outside() -> HostileNetwork:
    return HostileNetwork()


@pytest.fixture(scope="module")
def carrier(outside: HostileNetwork, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCarrier]:
    carrier = TestCarrier(tmp_path_factory.mktemp("carrier"), network=outside)
    yield carrier
    carrier.close()


@pytest.fixture(scope="module")
def headset(soundcard: SoundCard) -> Headset:
    return soundcard.headset("alice")


@dataclass
class Talk:
    """Alice and one who only repeats what he hears: her own voice comes back from him."""

    carrier: TestCarrier
    phone: Phone
    peer: Peer
    headset: Headset
    ear: Ear
    voice: Path

    async def over_there(self, work: Coroutine[Any, Any, int]) -> int:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.carrier._loop))

    async def heard_well(self) -> float:
        """Her voice is in her ear, as she said it: how alike."""
        before = self.ear.samples_heard
        await asyncio.to_thread(self.headset.say, self.voice)
        await asyncio.sleep(0.5)  # what is on its way
        return judge(read_wave(self.voice), self.ear.recorded()[before:]).likeness

    async def is_heard_well(self, *, again: int = 0) -> None:
        """Perhaps not at her first words, where those that wait to be heard have to settle before."""

        async def take(number: int) -> None:
            alike = await self.heard_well()
            for _ in range(again):
                alike = alike if alike > ALIKE else await self.heard_well()
            assert alike > ALIKE, f"take {number}"

        await judged_in_peace(take)

    def stands(self) -> None:
        assert not any(isinstance(event, Ended) for event in self.phone.told)
        assert self.phone.pid == self.engine.pid

    @property
    def engine(self) -> psutil.Process:
        return psutil.Process(self.phone.pid)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_voice(tmp_path_factory.mktemp("words") / "words.wav", "Can you hear me well?")


@pytest.fixture
async def talking(
    carrier: TestCarrier,
    outside: HostileNetwork,
    headset: Headset,
    words: Path,
    new_phone: NewPhone,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Talk]:
    outside.codec = request.param
    with listening((headset, "speaker")) as (ear,):
        phone = await new_phone("alice", environment=headset.environment)
        call_id = phone.dial(SOMEBODY)
        await phone.confirmed(call_id)
        talk = Talk(carrier, phone, outside.peers[-1], headset, ear, words)
        await phone.hears(MediaStats, lambda event: event.received > 10)
        yield talk
        assert (await phone.hang_up(call_id)).code == 200


async def storm(talk: Talk, count: int) -> None:
    """First what strangers can send, while she speaks; then what only the other side can."""
    dice = random.Random(SEED)
    before = talk.engine.memory_info().rss
    stranger = Stranger(talk.peer.there)

    def from_strangers(number: int) -> bytes | None:
        data = garbage(dice, talk.peer)
        if number % 2:
            return data
        stranger.put(data)
        return None

    flood = asyncio.create_task(talk.over_there(talk.peer.flood(from_strangers, count // 2, A_SECOND)))
    await talk.is_heard_well()
    await flood
    talk.stands()
    sent = await talk.over_there(talk.peer.flood(lambda _: believed(dice, talk.peer), count // 2, A_SECOND))
    assert sent == count // 2
    talk.stands()
    await talk.is_heard_well(again=3)
    stranger.close()
    grown = talk.engine.memory_info().rss - before
    assert grown < MOST_GROWTH, f"{grown / 1e6:.1f} MB more"


@pytest.mark.parametrize("talking", CODECS, indirect=True)
async def test_a_call_goes_on_through_malformed_sound(talking: Talk) -> None:
    await storm(talking, FEW)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("talking", CODECS, indirect=True)
async def test_two_million_malformed_packets(talking: Talk) -> None:
    await storm(talking, MANY)


@pytest.mark.logs("fills the memory")
async def test_who_is_another_source_in_each_packet_is_hung_up_on(
    carrier: TestCarrier, outside: HostileNetwork, new_phone: NewPhone
) -> None:
    """Each source costs memory, and time for each packet, until the call ends: the call ends."""
    outside.codec = "PCMU"
    phone = await new_phone("alice")
    call_id = phone.dial(SOMEBODY)
    await phone.hears(MediaStats, lambda event: event.received > 50)  # what a first call loads is there
    peer, engine = outside.peers[-1], psutil.Process(phone.pid)
    before, sent = engine.memory_info().rss, 0

    def from_another(number: int) -> bytes | None:
        nonlocal sent
        if peer.ear._wire is None or peer.ear._wire.is_closing():  # hung up
            return None
        sent += 1
        head = write_packet(Packet(0, False, 1, number * 160 & 0xFFFFFFFF, number, b""))
        return peer.protector.protect(head, bytes(20))

    flood = peer.flood(from_another, 30_000, A_SECOND)
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(flood, carrier._loop))
    ended = await phone.ended(call_id)
    assert (ended.reason, ended.by_remote) == ("technical", False)
    assert sent < 30_000
    assert engine.memory_info().rss - before < MOST_GROWTH
    assert phone.pid == engine.pid
    again = phone.dial(SOMEBODY)
    await phone.confirmed(again)
    assert (await phone.hang_up(again)).code == 200


@pytest.mark.parametrize("talking", ["PCMU"], indirect=True)
async def test_a_stranger_is_not_heard_and_hears_nothing(talking: Talk) -> None:
    """Loud RTP from elsewhere, in the clear, and the other side's own packets said again."""
    talking.peer.echoes = False
    await talking.over_there(_nothing_for(1.0))
    stranger, before = Stranger(talking.peer.there), talking.ear.samples_heard
    dice, heard = random.Random(SEED), talking.peer.heard
    for number in range(150):
        stranger.put(b"\x80\x00" + number.to_bytes(2, "big") + bytes(8) + dice.randbytes(160))
        if talking.peer.sent:
            stranger.put(dice.choice(talking.peer.sent))
        await asyncio.sleep(0.02)  # as a phone would
    assert level(talking.ear.recorded()[before:]) < -60
    assert talking.peer.heard - heard > 100, "our sound went elsewhere"
    assert stranger.hears_nothing()
    stranger.close()
    talking.peer.echoes = True
    await talking.is_heard_well()


async def _nothing_for(seconds: float) -> int:
    await asyncio.sleep(seconds)
    return 0
