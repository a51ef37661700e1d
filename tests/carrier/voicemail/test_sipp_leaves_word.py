"""SIPp, the load generator, leaves word four times at once, and its network dies."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import numpy as np
import pytest

from carrier.answering.wire import Times
from carrier.network.g711 import encode
from carrier.voicemail.visit import Awaited, EndOfTake
from tests.carrier.voicemail.visiting import desk, speech, visit
from tests.sound import judge

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed")
SCENARIOS = Path(__file__).parent / "sipp"


async def sipp(folder: Path, name: str, awaited: list[Awaited]) -> None:
    """Each is called, all at once; every call has to succeed."""
    (folder / "users.csv").write_text(
        "SEQUENTIAL\n" + "".join(f"{each.user};\n" for each in awaited), encoding="ascii"
    )
    process = await asyncio.create_subprocess_exec(
        "sipp",
        f"127.0.0.1:{awaited[0].port}",
        *("-sf", SCENARIOS / f"{name}.xml", "-inf", "users.csv"),
        *("-i", "127.0.0.1", "-t", "u1", "-m", str(len(awaited)), "-r", "20"),
        *("-timeout", "20s", "-timeout_error", "-nostdin"),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert process.returncode == 0, output.decode("utf-8", "replace")[-2_000:]


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
    heard = np.frombuffer(said, np.int16).astype(np.float64)
    voice = np.interp(np.arange(len(heard) * 2) / 2, np.arange(len(heard)), heard)
    for each in visits:
        recorded = np.frombuffer(answering.recorded(each), np.int16).astype(np.float64)
        assert judge(voice, recorded).likeness > 0.9
