"""SIPp, the load generator, registers and calls over UDP and TCP."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from carrier.network import people
from carrier.sip.directory import CallEntry, SipDevice
from tests.carrier.sip.directory import BOB, device
from tests.carrier.sip.running import Running
from tests.carrier.sip.user_agent import user_agent

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed")
SCENARIOS = Path(__file__).parent / "sipp"


_INVITE = re.compile(r"<!-- INVITE(?: (?P<headers>.*?))? -->")


def scenario(name: str, folder: Path, callers: int = 0) -> Path:
    """The file for SIPp. `<!-- INVITE headers -->` stands for a call that proves itself, SDP for a body.

    With `callers` each call is made by another of them: `caller1-1`, `caller2-1` ...
    """
    sdp = (SCENARIOS / "sdp.part").read_text(encoding="ascii").rstrip()
    opening = (SCENARIOS / "opening.part").read_text(encoding="ascii").rstrip()
    text = (SCENARIOS / f"{name}.xml").read_text(encoding="ascii")

    def invite(match: re.Match[str]) -> str:
        headers = [f"      {header}" for header in (match["headers"] or "Subject: test").split("|")]
        return opening.replace("HEADERS", "\n".join(headers))

    path = folder / f"{name}.xml"
    text = re.sub(r"^SDP", sdp, _INVITE.sub(invite, text), flags=re.MULTILINE)
    if callers:
        proof = "[authentication username={0} password=secret-of-{0}]"
        text = text.replace(proof.format("alice-1"), "[field1]").replace("alice-1", "[field0]")
        names = [f"caller{number}-1" for number in range(1, callers + 1)]
        fields = "".join(f"{name};{proof.format(name)}\n" for name in names)
        (folder / "callers.csv").write_text(f"SEQUENTIAL\n{fields}", encoding="ascii")
    path.write_text(text, encoding="ascii")
    return path


async def sipp(
    running: Running,
    folder: Path,
    name: str,
    transport: str,
    count: int,
    rate: int,
    *,
    number: str = people.ECHO,
    own_port: int = 0,
    callers: int = 0,
) -> None:
    """Runs a scenario `count` times; every one of them has to succeed."""
    port = running.ports.udp if transport == "udp" else running.ports.tcp
    words = [
        *(("-inf", "callers.csv") if callers else ()),
        *("-s", number),
        *(("-p", str(own_port)) if own_port else ()),
        *("-t", "u1" if transport == "udp" else "t1"),
        # A machine that stalls makes SIPp catch up: never with more calls at once than one device may have.
        *("-m", str(count), "-r", str(rate), "-l", str(callers or 6)),
    ]
    await run_sipp(folder, scenario(name, folder, callers), port, *words)


async def run_sipp(folder: Path, scenario: Path, port: int, *words: str, seconds: int = 30) -> None:
    """Plays the scenario against `port`; every call of it has to succeed."""
    name = scenario.stem
    process = await asyncio.create_subprocess_exec(
        "sipp",
        f"127.0.0.1:{port}",
        *("-sf", scenario),
        *words,
        *("-i", "127.0.0.1"),
        *("-timeout", f"{seconds}s", "-timeout_error", "-nostdin"),
        *("-trace_err", "-error_file", f"{name}.errors"),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:  # another part failed
            process.kill()
            await process.communicate()
    errors = folder / f"{name}.errors"
    told = errors.read_text(encoding="utf-8", errors="replace")[-3000:] if errors.exists() else ""
    assert process.returncode == 0, f"{name}: {told}{output.decode('utf-8', 'replace')[-1500:]}"


async def registered_port(running: Running, callee: SipDevice) -> int:
    """A port of a device that is registered over UDP, free for SIPp to listen on."""
    async with user_agent(running.ports, callee, transport="udp") as phone:
        await phone.register()
        return phone.port


async def call_between(
    running: Running, folder: Path, caller: str, *callees: str, count: int = 5
) -> list[CallEntry]:
    """SIPp calls SIPp: `caller` calls Bob's devices, each with a part of its own. Returns what is kept."""
    ports = [await registered_port(running, device("bob", at + 1)) for at in range(len(callees))]
    async with asyncio.TaskGroup() as parts:
        for name, port in zip(callees, ports, strict=True):
            parts.create_task(sipp(running, folder, name, "udp", count, 10, own_port=port))
        # A callee that is not there yet hears the INVITE when it is sent again.
        parts.create_task(sipp(running, folder, caller, "udp", count, 5, number=BOB))
    return await running.directory.kept(2 * count)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_five_hundred_registrations(running: Running, tmp_path: Path, transport: str) -> None:
    await sipp(running, tmp_path, "register", transport, 500, 500)
    assert len(running.directory.last_seen) == 500


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_twenty_calls_to_the_echo(running: Running, tmp_path: Path, transport: str) -> None:
    await sipp(running, tmp_path, "call", transport, 20, 10)
    entries = await running.directory.kept(20)
    assert [entry.outcome for entry in entries] == ["answered"] * 20


async def test_the_first_of_two_forks_wins_and_the_other_hears_why(running: Running, tmp_path: Path) -> None:
    entries = await call_between(running, tmp_path, "caller", "answering_callee", "losing_callee", count=3)
    assert {entry.answered_by for entry in entries} == {None, "bob-1"}


async def test_sound_before_the_answer(running: Running, tmp_path: Path) -> None:
    entries = await call_between(running, tmp_path, "early_media", "early_media_callee")
    assert {entry.outcome for entry in entries} == {"answered"}


async def test_an_answer_that_crosses_the_giving_up(running: Running, tmp_path: Path) -> None:
    entries = await call_between(running, tmp_path, "giving_up", "crossing_callee")
    assert {entry.outcome for entry in entries} == {"cancelled", "missed"}


async def test_changes_that_cross(running: Running, tmp_path: Path) -> None:
    entries = await call_between(running, tmp_path, "glare", "glare_callee", count=3)
    assert {entry.outcome for entry in entries} == {"answered"}


@pytest.mark.parametrize("name", ["session_timer", "offerless"])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_within_a_call(running: Running, tmp_path: Path, name: str, transport: str) -> None:
    await sipp(running, tmp_path, name, transport, 5, 10)
    entries = await running.directory.kept(5)
    assert [entry.outcome for entry in entries] == ["answered"] * 5


async def test_a_blind_transfer(running: Running, tmp_path: Path) -> None:
    await sipp(running, tmp_path, "blind_transfer", "udp", 3, 5, number=people.ROBIN)
    entries = await running.directory.kept(6)
    assert {(entry.peer, entry.reason) for entry in entries} == {
        (people.ROBIN, "transferred"),
        (people.ECHO, "transferred"),
    }
