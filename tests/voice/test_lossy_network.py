"""A network that loses packets: what both phones count, and the sentence that comes of it, name the loss."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.timeline import Counters, Timeline
from desktop.domain.trouble import Account, Trouble, account_of
from desktop.voice.wire import Answer, Confirmed, MediaStats
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.lossy import OUTSIDE, LossyNetwork, each, nothing
from tests.voice.phone import Phone


@pytest.fixture(scope="module")
def network() -> LossyNetwork:
    return LossyNetwork()


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory, network: LossyNetwork) -> Iterator[TestCarrier]:
    folder: Path = tmp_path_factory.mktemp("carrier")
    carrier = TestCarrier(folder, network=network)
    yield carrier
    carrier.close()


def timeline_of(phone: Phone) -> Timeline:
    """As the service makes it, from the phone's own measurements and clock."""
    begun = next(
        at for at, event in zip(phone.told_at, phone.told, strict=True) if isinstance(event, Confirmed)
    )
    timeline = Timeline("G722/16000")
    for at, event in zip(phone.told_at, phone.told, strict=True):
        if isinstance(event, MediaStats):
            counters = Counters(
                event.received, event.lost, event.sent, event.far_lost, event.far_reports,
                event.jitter_ms, event.round_trip_ms,
            )  # fmt: skip
            timeline = timeline.after(counters, at - begun)
    return timeline


def packets(phone: Phone) -> int:
    return max(
        (event.received + event.lost for event in phone.told if isinstance(event, MediaStats)), default=0
    )


def reports(phone: Phone) -> int:
    return max((event.far_reports for event in phone.told if isinstance(event, MediaStats)), default=0)


async def test_both_sides_know_what_was_lost_and_where(new_phone: NewPhone, network: LossyNetwork) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine = alice.dial(OUTSIDE + bob.number.removeprefix("+"))
    incoming = await bob.rings()
    bob.send(Answer(incoming.call_id))
    await alice.confirmed(mine)
    await alice.until(lambda: packets(alice) > 200, "four seconds of calm", 20)
    network.to_caller = each(12)  # 8.3 %
    before = packets(alice)
    await alice.until(lambda: packets(alice) > before + 500, "ten seconds of loss", 30)
    network.to_caller = nothing
    after, told = packets(alice), reports(bob)
    await alice.until(lambda: packets(alice) > after + 150, "calm again", 20)
    await bob.until(lambda: reports(bob) > told + 1, "alice reports what she missed", 30)
    await asyncio.gather(alice.hang_up(mine), bob.ended(incoming.call_id))
    heard: Account = account_of(timeline_of(alice))
    assert heard.trouble is Trouble.LOST_HERE
    assert heard.percent == pytest.approx(100 / 12, abs=1)
    assert heard.seconds == pytest.approx(10, abs=4.5)
    said = account_of(timeline_of(bob))
    assert said.trouble is Trouble.LOST_THERE
    assert abs(said.begin - heard.begin) < 6
    assert abs(said.end - heard.end) < 7
