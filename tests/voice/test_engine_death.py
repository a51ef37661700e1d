"""The engine dies, or hangs, and the phone lives on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from desktop.domain.connection import Engine
from desktop.voice import supervisor
from desktop.voice.wire import (
    Devices,
    Levels,
    MeasureLevels,
    MediaStats,
    Ready,
    RegistrationState,
    UseDevices,
)
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone, talk

BACK_WITHIN = 2.0


async def registered_again(phone: Phone, after: int) -> None:
    await phone.hears(
        RegistrationState, lambda event: event.state == "registered", after=after, within=BACK_WITHIN
    )


async def test_killed_while_idle_it_is_back_and_registered_within_two_seconds(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    for _ in range(2):
        before, dead = len(alice.told), alice.pid
        os.kill(dead, signal.SIGKILL)
        await registered_again(alice, before)
        assert alice.pid != dead
        assert alice.states[-2:] == [Engine.RESTARTING, Engine.RUNNING]
    mine, _ = await talk(bob, alice)
    await bob.hang_up(mine)


async def test_killed_in_a_call_the_call_ends_with_a_reason(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    before = len(alice.told)
    os.kill(alice.pid, signal.SIGKILL)
    ended = await alice.ended(mine)
    assert (ended.reason, ended.by_remote) == ("engine-stopped", False)
    await registered_again(alice, before)
    await bob.hang_up(theirs)
    mine, _ = await talk(alice, bob)
    await alice.hang_up(mine)


async def test_killed_while_it_rings_the_ringing_ends(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    alice.dial(bob.number)
    incoming = await bob.rings()
    os.kill(bob.pid, signal.SIGKILL)
    assert (await bob.ended(incoming.call_id)).reason == "engine-stopped"


async def test_devices_are_told_to_the_next_engine_too(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    alice.send(UseDevices(microphones=("no such microphone",)))
    os.kill(alice.pid, signal.SIGKILL)
    before = len(alice.told)
    await alice.hears(Ready, after=before)
    await alice.hears(Devices, after=before)


async def test_the_meter_goes_on_with_the_next_engine(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    alice.send(MeasureLevels(True))
    await alice.hears(Levels)
    os.kill(alice.pid, signal.SIGKILL)
    before = len(alice.told)
    await alice.hears(Ready, after=before)
    await alice.hears(Levels, after=before + 1)


@pytest.mark.logs("the voice engine does not answer")
async def test_an_engine_that_hangs_is_replaced(new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    before, stuck = len(alice.told), alice.pid
    os.kill(stuck, signal.SIGSTOP)
    await alice.hears(
        RegistrationState, lambda event: event.state == "registered", after=before, within=3 + 2 + BACK_WITHIN
    )
    assert not psutil.pid_exists(stuck)


async def test_an_idle_engine_that_has_grown_fat_is_replaced(
    new_phone: NewPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PING_INTERVAL", 0.05)
    for patience in ("UNANSWERED_PINGS", "UNANSWERED_AT_START"):
        monkeypatch.setattr(supervisor, patience, 1_000)  # twentieths of a second, on a busy machine
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    monkeypatch.setattr(supervisor, "FATTEST_WHEN_IDLE", 1)
    before, fat = len(bob.told), bob.pid
    await bob.hears(MediaStats)  # in a call for two seconds, and left alone
    assert bob.pid == fat
    await alice.hang_up(mine)
    await bob.ended(theirs)
    await bob.until(lambda: Engine.RESTARTING in bob.states, "it is replaced")
    monkeypatch.undo()  # or its successor, slow to start, would be too fat as well
    await bob.hears(RegistrationState, lambda event: event.state == "registered", after=before)
    assert bob.pid != fat


async def test_the_engine_is_given_no_token_and_no_other_variable(new_phone: NewPhone) -> None:
    environment = {"PATH": os.environ["PATH"], "FIVELINE_TOKEN": "canary", "HTTPS_PROXY": "canary"}
    alice = await new_phone("alice", environment=environment)
    assert "canary" not in str(psutil.Process(alice.pid).environ())
    assert "canary" not in str(psutil.Process(alice.pid).cmdline())


def test_the_engine_ends_soon_after_the_program_that_started_it() -> None:
    engine = subprocess.Popen(
        [sys.executable, "-m", "desktop.voice"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert engine.stdin is not None
    assert engine.stdout is not None
    assert engine.stdout.read(4)  # it is up
    began = time.monotonic()
    engine.stdin.close()
    assert engine.wait(5) == 0
    assert time.monotonic() - began < 1.5
    engine.stdout.close()


def test_what_is_no_frame_ends_the_engine_and_nothing_else() -> None:
    engine = subprocess.run(
        [sys.executable, "-m", "desktop.voice"],
        input=b"\xff\xff\xff\xff and more",
        capture_output=True,
        timeout=10,
        check=False,
    )
    assert engine.returncode == 0
    assert b"the commands end" in engine.stderr
