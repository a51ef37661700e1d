"""A call goes on over a network that was away for five seconds, and over an address that changed."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.voice.wire import Ended, Held, Hold, MediaStats, RegistrationState
from tests.sound import RATE, Ear, Headset, SoundCard, listening
from tests.voice.exchange import TestCarrier
from tests.voice.networks.conftest import AtHome, Settle
from tests.voice.phone import talk

pytestmark = pytest.mark.sound

GAP = 5.0
SOUND_BACK_WITHIN = 2.0
NOTHING_ENDS_WITHIN = 34.0
LOUD = 500.0
PIECE = RATE // 50


@pytest.fixture(scope="module")
def headsets(soundcard: SoundCard) -> tuple[Headset, Headset]:
    return soundcard.headset("alice"), soundcard.headset("bob")


@pytest.fixture(scope="module")
def hum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes of a steady sound: a gap in it is a gap."""
    path = tmp_path_factory.mktemp("hum") / "hum.wav"
    words = ["sox", "-n", "-r", str(RATE), "-c", "1", "-b", "16", str(path), "synth", "120", "sine", "440"]
    subprocess.run([*words, "gain", "-6"], check=True, timeout=30)
    return path


def loud_from(ear: Ear, moment: float) -> float | None:
    """The first moment after this one from which the hum is heard for a fifth of a second without a break."""
    heard = ear.recorded()[max(0, int((moment - ear.origin) * RATE)) :]
    pieces = heard[: len(heard) // PIECE * PIECE].reshape(-1, PIECE)
    loud = np.sqrt((pieces**2).mean(axis=1)) > LOUD
    for at in range(len(loud) - 10):
        if loud[at : at + 10].all():
            return moment + at * PIECE / RATE
    return None


def is_loud(ear: Ear) -> bool:
    last = ear.recorded()[-RATE // 4 :]
    return len(last) > 0 and float(np.sqrt((last**2).mean())) > LOUD


async def sound_is_back(ears: tuple[Ear, ...], since: float) -> list[float]:
    """Seconds until each ear hears the hum again."""

    async def wait(ear: Ear) -> float:
        while (found := loud_from(ear, since)) is None:
            assert time.monotonic() - since < 10.0, "no sound any more"
            await asyncio.sleep(0.05)
        return found - since

    return [await wait(ear) for ear in ears]


class Talk:
    """Alice and Bob hum at each other, and both are heard."""

    def __init__(self, alice: AtHome, bob: AtHome, ears: tuple[Ear, ...]) -> None:
        self.alice, self.bob, self.ears = alice, bob, ears

    async def goes_on_after(self, cut: Callable[[], None], mend: Callable[[], None] | None) -> None:
        await asyncio.to_thread(cut)
        if mend is not None:
            await asyncio.sleep(GAP)
            assert not all(is_loud(ear) for ear in self.ears), "nothing was cut"
            await asyncio.to_thread(mend)
        opened = time.monotonic()
        await asyncio.sleep(0.3)  # what was on its way is heard out
        late = [0.3 + each for each in await sound_is_back(self.ears, opened + 0.3)]
        assert max(late) <= SOUND_BACK_WITHIN, f"sound was back after {late}"
        assert not any(
            isinstance(event, Ended) for each in (self.alice, self.bob) for event in each.phone.told
        )


@pytest.fixture
async def talking(settle: Settle, headsets: tuple[Headset, Headset], hum: Path) -> AsyncIterator[Talk]:
    alice = await settle("alice", headsets[0].environment)
    bob = await settle("bob", headsets[1].environment)
    with (
        listening((headsets[0], "speaker"), (headsets[1], "speaker")) as ears,
        headsets[0].saying(hum),
        headsets[1].saying(hum),
    ):
        await talk(alice.phone, bob.phone)
        await sound_is_back(ears, time.monotonic())
        yield Talk(alice, bob, ears)


async def test_a_call_goes_on_through_all_that_befalls_a_network(talking: Talk, carrier: TestCarrier) -> None:
    alice, bob = talking.alice, talking.bob
    await talking.goes_on_after(alice.place.pull, alice.place.plug)
    await talking.goes_on_after(bob.place.swallow, bob.place.deliver)
    for at in (alice, bob, alice):
        host = int(at.place.address.rpartition(".")[2]) + 1
        await talking.goes_on_after(lambda: at.place.move(at.place.address_of(host)), None)  # noqa: B023
    before = {at: len(at.phone.told) for at in (alice, bob)}
    await talking.goes_on_after(carrier.die, None)  # its memory of the call is gone
    await asyncio.to_thread(carrier.open)
    for at, after in before.items():
        await at.phone.hears(RegistrationState, lambda event: event.state == "registered", after=after)
    assert all(is_loud(ear) for ear in talking.ears)


async def test_nothing_for_thirty_seconds_ends_it_with_a_reason(settle: Settle) -> None:
    alice, bob = await settle("alice"), await settle("bob")
    await talk(alice.phone, bob.phone)
    began = time.monotonic()
    await asyncio.to_thread(alice.place.swallow)
    for at in (alice, bob):
        ended = await at.phone.hears(Ended, within=NOTHING_ENDS_WITHIN - (time.monotonic() - began))
        assert ended.reason == "silence"
    await asyncio.to_thread(alice.place.deliver)


async def test_a_held_call_stays_held_at_another_address(settle: Settle) -> None:
    alice, bob = await settle("alice"), await settle("bob")
    mine, _ = await talk(alice.phone, bob.phone)
    alice.phone.send(Hold(mine, True))
    await bob.phone.hears(Held, lambda event: event.there)
    told, before = len(bob.phone.told), len(alice.phone.told)
    await asyncio.to_thread(alice.place.move, alice.place.address_of(9))
    await alice.phone.hears(RegistrationState, lambda event: event.state == "registered", after=before)
    alice.phone.send(Hold(mine, False))
    await bob.phone.hears(Held, lambda event: not event.there, after=told)
    news = [event for event in bob.phone.told[told:] if isinstance(event, Held)]
    assert [event.there for event in news] == [False], "it was resumed by the move"
    for at in (alice, bob):
        first = await at.phone.hears(MediaStats, after=len(at.phone.told))
        await at.phone.hears(
            MediaStats,
            lambda event: event.received > first.received,  # noqa: B023
            after=len(at.phone.told) - 1,
        )
    assert (await alice.phone.hang_up(mine)).code == 200
