"""Two pjsua2 phones, the stack of our own desktop, call each other and the echo through the edge."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from carrier.network import people
from carrier.sip.auth import MD5, SHA_256
from carrier.sip.directory import SipDevice
from tests.carrier.sip.directory import ALICE, BOB, device
from tests.carrier.sip.running import Running, run_edge

pytest.importorskip("pjsua2")


class Phone:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""

    async def hear(self, pattern: str) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(15):
            while not re.search(pattern, self.said, re.MULTILINE):
                line = await self.process.stdout.readline()
                assert line, f"the phone ended: {self.said}"
                self.said += line.decode()


@contextlib.asynccontextmanager
async def phone(running: Running, known: SipDevice, *number: str) -> AsyncIterator[Phone]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.carrier.sip.pjsua_phone",
        str(running.ports.tcp),
        known.device_id,
        known.secret,
        *number,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Phone(process)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
        await process.communicate()


async def test_two_phones_talk_in_srtp(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    # Asked often whether they are still in the call, phones stay in it.
    monkeypatch.setattr("carrier.sip.leg.AUDIT_SECONDS", 0.3)
    async with phone(running, device("bob")) as bob:
        await bob.hear("^registered 200")
        async with phone(running, device("alice"), BOB) as alice:
            await bob.hear(rf"^incoming .*{re.escape(ALICE)}@fiveline.test")
            await alice.hear("^state CONFIRMED")
            await alice.hear("^media PCM[UA] True")
            await bob.hear("^media PCM[UA] True")
            await alice.hear("^ended")
            await bob.hear("^ended")
            assert alice.process.stdout is not None
    entries = await running.directory.kept(2)
    assert [entry.outcome for entry in entries] == ["answered", "answered"]
    assert entries[0].duration_seconds >= 1.5
    assert (entries[0].reason, entries[1].reason) == ("hung-up", "remote-hung-up")
    assert not running.edge.is_registered("alice-1")


async def test_a_phone_that_died_and_came_back_is_out_of_its_call(running: Running) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with phone(running, device("bob")) as bob:
            await bob.hear("^registered 200")
            alice = await stack.enter_async_context(phone(running, device("alice"), BOB, "30"))
            await alice.hear("^state CONFIRMED")
            os.kill(bob.process.pid, signal.SIGKILL)
        async with phone(running, device("bob")) as again:
            await again.hear("^registered 200")
            await alice.hear("^state DISCONNECTED")
        entries = await running.directory.kept(2)
    assert [entry.reason for entry in entries] == ["technical", "technical"]


async def test_a_phone_hears_the_echo(running: Running) -> None:
    async with phone(running, device("alice"), people.ECHO) as alice:
        await alice.hear("^media PCM[UA] True")
        await alice.hear("^ended")


@pytest.mark.parametrize("algorithms", [(SHA_256, MD5), (SHA_256,)])
async def test_a_phone_proves_itself_with_sha_256(certificate: Path, algorithms: tuple[str, ...]) -> None:
    async with run_edge(certificate, algorithms=algorithms) as running, phone(running, device("bob")) as bob:
        await bob.hear("^registered 200")
