"""SIPp, the load generator, leaves word four times at once, and its network dies."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from carrier.answering.wire import Times
from carrier.network.g711 import encode
from carrier.voicemail.visit import Awaited, EndOfTake
from tests.carrier.sip.test_sipp import run_sipp
from tests.carrier.voicemail.visiting import desk, samples, speech, visit
from tests.sound import judge

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed")
SCENARIOS = Path(__file__).parent / "sipp"


async def sipp(folder: Path, name: str, awaited: list[Awaited]) -> None:
    """Each is called, all at once; every call has to succeed."""
    (folder / "users.csv").write_text(
        "SEQUENTIAL\n" + "".join(f"{each.user};\n" for each in awaited), encoding="ascii"
    )
    words = ("-inf", "users.csv", "-t", "u1", "-m", str(len(awaited)), "-r", "20")
    await run_sipp(folder, SCENARIOS / f"{name}.xml", awaited[0].port, *words, seconds=20)


async def test_four_at_once_whose_network_dies_have_left_what_they_said(tmp_path: Path) -> None:
    said = speech(0.8)
    (tmp_path / "saying.ulaw").write_bytes(encode("PCMU", bytes(16_000 * 6 // 10) + said + bytes(32_000)))
    visits = [visit() for _ in range(4)]
    async with desk(tmp_path, Times(lost=0.8, unsure=0.3)) as answering:
        awaited = [await answering.pool.expect(each) for each in visits]
        async with asyncio.TaskGroup() as both:
            both.create_task(sipp(tmp_path, "word_and_gone", awaited))
            for each in visits:
                both.create_task(answering.take_of(each))
        assert {take.end for take in answering.takes.values()} == {EndOfTake.LOST}
    for each in visits:
        recorded = samples(answering.recorded(each), rate=16_000)
        assert judge(samples(said, rate=8_000), recorded).likeness > 0.9
