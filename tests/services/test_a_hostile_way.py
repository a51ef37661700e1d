"""MSG-6: thousands of messages over a way that drops, doubles, delays and lies.

None is lost, none arrives twice, each thread keeps its order, and none is called failed that was delivered.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from carrier.settings import Settings
from desktop.domain.messages import MessageStatus, ThreadKey
from desktop.domain.numbers import Address
from tests.carrier.running import QUICK, RunningCarrier, Signed
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.hostile_way import Fate, HostileWay

TOGETHER = 40
"""Written one after the other before the first of them must have left."""


@pytest_asyncio.fixture
async def way(carrier: RunningCarrier) -> AsyncIterator[HostileWay]:
    made = await HostileWay(carrier.ready.http, seed=20261126, silences=2).start()
    yield made
    await made.close()


def arrived(device: Signed) -> dict[tuple[str, str], list[int]]:
    """What each of the device's numbers got from each number, by the counters in the texts, in order."""
    names = {number["id"]: number["e164"] for number in device.get("/v1/numbers")["numbers"]}
    pages: list[list[dict[str, Any]]] = []
    before: dict[str, int] = {}
    while True:
        page = device.get("/v1/messages", limit=200, **before)
        pages.append(page["messages"])
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for message in sorted((m for page in pages for m in page), key=lambda m: m["sequence"]):
        if message["direction"] == "incoming":
            found[names[message["number_id"]], message["peer"]].append(int(message["text"].split()[-1]))
    return found


async def send_all(carrier: RunningCarrier, way: HostileWay, desk: Desk, *, count: int) -> None:
    writer = carrier.person(numbers=5)
    readers = [carrier.person(numbers=5) for _ in range(3)]
    await desk.open(url=way.url)
    await desk.sign_in(writer.email, "Secret123")
    threads = [
        (ThreadKey(number.id, Address(theirs)), number.e164, theirs)
        for number in desk.state.numbers
        for reader in readers
        for theirs in reader.numbers
    ]
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in range(count):
        thread, mine, theirs = threads[n % len(threads)]
        await desk.phone.messages.send(thread, f"message {n}")
        wanted[theirs, mine].append(n)
        await desk.until(lambda: desk.state.waiting < TOGETHER, "they leave", within=120)
    await desk.until(lambda: desk.state.waiting == 0, "all have left", within=180)
    way.peaceful = True
    here: list[MessageStatus] = []
    for thread, _mine, _theirs in threads:
        here += [message.status for message in await desk.messages(thread)]
    assert len(here) == count
    assert MessageStatus.FAILED not in here
    devices = [carrier.sign_in(reader) for reader in readers]

    def found() -> dict[tuple[str, str], list[int]]:
        return {pair: counters for device in devices for pair, counters in arrived(device).items()}

    await desk.until(lambda: sum(map(len, found().values())) >= count, "all were delivered", within=60)
    there = found()
    for pair, counters in wanted.items():
        assert sorted(there[pair]) == counters, "lost or doubled"
        assert there[pair] == counters, "out of order"
    assert there == wanted
    assert set(way.met) == set(Fate)


@pytest.mark.timeout(300)
async def test_a_thousand_messages_over_a_hostile_way(
    carrier: RunningCarrier, way: HostileWay, make_desk: MakeDesk
) -> None:
    await send_all(carrier, way, make_desk(way.url), count=1000)


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_ten_thousand_messages_over_a_hostile_way(
    tmp_path: Path, way: HostileWay, make_desk: MakeDesk
) -> None:
    carrier = RunningCarrier(Settings(data=tmp_path / "carrier", **QUICK))
    other = await HostileWay(carrier.ready.http, seed=4, silences=10).start()
    try:
        await send_all(carrier, other, make_desk(other.url), count=10_000)
    finally:
        await other.close()
        await asyncio.to_thread(carrier.stop)  # it has a loop of its own to end
