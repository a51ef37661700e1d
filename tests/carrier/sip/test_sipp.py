"""SIPp, the load generator, registers and calls over UDP and TCP."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from carrier.network import people
from tests.carrier.sip.running import Running

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed")
SCENARIOS = Path(__file__).parent / "sipp"


async def sipp(running: Running, folder: Path, scenario: str, transport: str, count: int, rate: int) -> None:
    """Runs a scenario `count` times; every one of them has to succeed."""
    port = running.ports.udp if transport == "udp" else running.ports.tcp
    process = await asyncio.create_subprocess_exec(
        "sipp",
        f"127.0.0.1:{port}",
        *("-sf", SCENARIOS / f"{scenario}.xml"),
        *("-s", people.ECHO),
        *("-i", "127.0.0.1"),
        *("-t", "u1" if transport == "udp" else "t1"),
        # A machine that stalls makes SIPp catch up: never with more calls at once than one device may have.
        *("-m", str(count), "-r", str(rate), "-l", "6"),
        *("-timeout", "30s", "-timeout_error", "-nostdin"),
        *("-trace_err", "-error_file", "errors.log"),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode("utf-8", "replace")[-3000:]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_five_hundred_registrations(running: Running, tmp_path: Path, transport: str) -> None:
    await sipp(running, tmp_path, "register", transport, 500, 500)
    assert len(running.directory.last_seen) == 500


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_twenty_calls_to_the_echo(running: Running, tmp_path: Path, transport: str) -> None:
    await sipp(running, tmp_path, "call", transport, 20, 10)
    entries = await running.directory.kept(20)
    assert [entry.outcome for entry in entries] == ["answered"] * 20
