"""Another maker's phone on the other side: it holds and is held, transfers and is transferred."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop.voice.wire import Answer, Hold, Transfer
from tests.sound import SoundCard, wait_for
from tests.voice.baresip import Baresip
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.test_several_calls import holds

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("baresip") is None, reason="baresip is not installed"),
]

NUMBER = "+33970000778"


@pytest.fixture
async def desk(carrier: TestCarrier, soundcard: SoundCard, tmp_path: Path) -> AsyncIterator[Baresip]:
    carrier.add("desk", NUMBER)
    phone = Baresip(
        tmp_path / "baresip",
        "desk",
        tcp_port=carrier.tcp_port,
        codec="G722",
        headset=soundcard.headset("desk-phone"),
    )
    await phone.start()
    try:
        await asyncio.to_thread(wait_for, lambda: carrier.is_registered("desk"), "baresip is registered")
        yield phone
    finally:
        await phone.stop()


async def test_each_holds_the_other(new_phone: NewPhone, desk: Baresip) -> None:
    alice = await new_phone("alice")
    mine = alice.dial(NUMBER)
    await desk.hears("CALL_INCOMING")
    desk.do("accept")
    await alice.confirmed(mine)
    await desk.hears("CALL_ESTABLISHED")
    desk.do("hold")
    await holds(alice, mine, here=False, there=True)
    seen = len(alice.told)
    desk.do("resume")
    await holds(alice, mine, here=False, there=False, after=seen)
    alice.send(Hold(mine, True))
    await holds(alice, mine, here=True, there=False)
    seen = len(alice.told)
    alice.send(Hold(mine, False))
    await holds(alice, mine, here=False, there=False, after=seen)
    await alice.hang_up(mine)
    await desk.hears("CALL_CLOSED")


async def test_it_hands_us_on_and_we_hand_it_on(new_phone: NewPhone, desk: Baresip) -> None:
    alice, carol = await new_phone("alice"), await new_phone("carol")
    desk.do("dial", f"sip:{alice.number}@localhost")
    mine = (await alice.rings()).call_id
    alice.send(Answer(mine))
    await alice.confirmed(mine)
    await desk.hears("CALL_ESTABLISHED")
    desk.do("transfer", f"sip:{carol.number}@localhost")
    at_carol = (await carol.rings()).call_id
    carol.send(Answer(at_carol))
    await carol.confirmed(at_carol)
    await desk.hears("CALL_CLOSED")

    closed = len(desk.events)
    alice.send(Transfer(mine, NUMBER))
    await desk.hears("CALL_INCOMING", after=closed)
    desk.do("accept")
    assert (await alice.ended(mine)).reason == "transferred"
    await desk.hears("CALL_ESTABLISHED", after=closed)
    await carol.hang_up(at_carol)
    await desk.hears("CALL_CLOSED", after=closed)
