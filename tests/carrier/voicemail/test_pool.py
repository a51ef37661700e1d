"""The answering processes are kept: they die and come back, are full, and never stay behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from carrier.voicemail import answerer
from carrier.voicemail.spool import read_spool
from carrier.voicemail.visit import Awaited, EndOfTake, Full, Take
from tests.carrier.sip.sounding import until
from tests.carrier.voicemail.visiting import desk, speech, visit, visitor

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.logs("an answering process died with 2 visits")
async def test_a_process_that_is_killed_keeps_what_came_and_is_replaced(tmp_path: Path) -> None:
    recorded, awaited = visit(), visit()
    async with desk(tmp_path) as answering:
        async with visitor(await answering.pool.expect(recorded)) as caller:
            await caller.is_answered()
            await caller.hears_the_tone()
            await caller.says(speech(1.3))
            await answering.pool.expect(awaited)
            (pid,) = answering.pool.pids
            os.kill(pid, signal.SIGKILL)
            take = await answering.take_of(recorded)
            assert take == Take(recorded.id, 1.0, EndOfTake.CRASH)
            assert len(answering.recorded(recorded)) == 32_000
            assert await answering.take_of(awaited) == Take(awaited.id, 0.0, EndOfTake.CRASH)
        next_one = visit()
        async with visitor(await answering.pool.expect(next_one)) as caller:  # it is waited for
            await caller.is_answered()
            await caller.hangs_up()
            await answering.take_of(next_one)


async def test_the_least_loaded_is_next_and_each_has_its_cap(tmp_path: Path) -> None:
    async with desk(tmp_path, processes=2) as answering:
        await until(lambda: len(answering.pool.pids) == 2)
        await answering.pool.expect(visit())
        ports = [(await answering.pool.expect(visit())).port for _ in range(7)]
        counts = sorted(ports.count(port) for port in set(ports))
        assert counts == [3, 4]
        with pytest.raises(Full):
            await answering.pool.expect(visit())


async def test_stopping_hangs_up_and_tells_what_was_taken(tmp_path: Path) -> None:
    expected = visit()
    async with desk(tmp_path) as answering:
        async with visitor(await answering.pool.expect(expected)) as caller:
            await caller.is_answered()
            await caller.hears_the_tone()
            await caller.says(speech(0.5))
            stopping = asyncio.create_task(answering.pool.stop())
            await caller.is_hung_up_on()
            await stopping
        take = answering.takes[expected.id]
        assert take.end is EndOfTake.CRASH
        assert take.seconds == pytest.approx(0.5, abs=0.3)
        assert answering.pool.pids == ()
        with pytest.raises(Full):
            await answering.pool.expect(visit())


@pytest.mark.logs("answering ends again and again", "an answering process died with 0 visits")
async def test_a_start_that_always_fails_is_tried_less_and_less_often(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    command = ("/bin/sh", "-c", f"echo . >> {starts}")
    async with desk(tmp_path, command=command) as answering:
        with pytest.raises(Full):
            await answering.pool.expect(visit())
        await until(lambda: starts.exists() and starts.read_text().count(".") >= 4)
        assert not answering.pool.is_ready
        await asyncio.sleep(0.3)
        assert starts.read_text().count(".") <= 5


@pytest.mark.logs("answering can't be started", "answering ends again and again")
async def test_one_that_does_not_start_at_all_is_no_end_of_the_carrier(tmp_path: Path) -> None:
    async with desk(tmp_path, command=(str(tmp_path / "nothing"),)) as answering:
        with pytest.raises(Full):
            await answering.pool.expect(visit())


@pytest.mark.logs("does not answer", "an answering process died with 0 visits")
async def test_one_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answerer, "PING_EVERY", 0.05)
    async with desk(tmp_path) as answering:
        await until(lambda: answering.pool.is_ready)
        (pid,) = answering.pool.pids
        os.kill(pid, signal.SIGSTOP)
        await until(lambda: answering.pool.is_ready and answering.pool.pids != (pid,))


async def test_a_fat_one_is_replaced_when_nobody_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answerer, "FATTEST_WHEN_IDLE", 1_000)
    monkeypatch.setattr(answerer, "PING_EVERY", 0.02)
    monkeypatch.setattr(answerer, "UNANSWERED_AT_START", 1_000)
    monkeypatch.setattr(answerer, "UNANSWERED_PINGS", 1_000)
    async with desk(tmp_path) as answering:
        await until(lambda: answering.pool.is_ready)
        (pid,) = answering.pool.pids
        expected = visit()
        async with visitor(await answering.pool.expect(expected)) as caller:
            await caller.is_answered()
            await caller.hears_the_tone()
            (serving,) = answering.pool.pids
            await caller.says(speech(0.3))
            assert answering.pool.pids == (serving,), "not while somebody talks"
            await caller.hangs_up()
            await answering.take_of(expected)
        await until(lambda: answering.pool.pids not in ((), (pid,), (serving,)))
        assert list(answering.takes) == [expected.id]


PARENT = """
import asyncio, sys
from pathlib import Path
from carrier.voicemail.pool import Pool
from carrier.voicemail.visit import Visit

async def main():
    pool = Pool(Path(sys.argv[1]), print)
    await pool.start()
    awaited = await pool.expect(Visit(sys.argv[2], bytes(32), bytes(3_200)))
    print(awaited.port, *pool.pids, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_a_carrier_that_is_killed_leaves_no_process_and_all_that_was_said(tmp_path: Path) -> None:
    visit_id, said = str(uuid4()), speech(1.3)
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path), visit_id, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert parent.stdout is not None
    port, pid = (int(word) for word in (await parent.stdout.readline()).split())
    async with visitor(Awaited("127.0.0.1", port, visit_id)) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(said)
        assert runs(pid)
        parent.kill()
        await caller.is_hung_up_on()
    await parent.wait()
    await until(lambda: not runs(pid))
    assert len(read_spool(tmp_path, visit_id, bytes(32))) > 1.1 * 32_000


def runs(pid: int) -> bool:
    """Who has ended and was not asked how is no process any more."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return False
