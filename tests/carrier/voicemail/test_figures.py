"""How quick it is, and what it costs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest

from carrier.answering.wire import Times
from tests.carrier.sip.sounding import until
from tests.carrier.voicemail.visiting import Desk, desk, loudness, speech, visit, visitor
from tests.steadiness import judged_in_peace

WITHIN = 0.3


async def test_the_first_word_comes_within_three_tenths_of_a_second(tmp_path: Path) -> None:
    async def take(number: int) -> None:
        async with desk(tmp_path) as answering:
            for _ in range(3):
                expected = visit(words=1.0)
                async with visitor(await answering.pool.expect(expected)) as caller:
                    await caller.is_answered()
                    await caller.hears(lambda heard: len(heard) > 4_800)
                    first = next(at for at, each in enumerate(caller.heard) if loudness(each, 440) > 0.1)
                    took = caller.heard_at[first] - caller.called_at
                    print(f"INVITE to the first word: {took * 1_000:.0f} ms")  # noqa: T201
                    assert took <= WITHIN
                    await caller.hangs_up()
                    await answering.take_of(expected)

    await judged_in_peace(take)


async def left_word(answering: Desk, seconds: float) -> None:
    expected = visit()
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(speech(seconds))
        caller.presses("#")
        await answering.take_of(expected)
        await caller.is_hung_up_on()


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_two_hundred_visits_leave_its_memory_as_it_was(tmp_path: Path) -> None:
    async with desk(tmp_path, Times()) as answering:
        for _ in range(20):
            await until(lambda: answering.pool.room == 4)
            await left_word(answering, 0.2)
        process = psutil.Process(answering.pool.pids[0])
        before = process.memory_info().rss
        for _ in range(50):
            await until(lambda: answering.pool.room == 4)
            await asyncio.gather(*(left_word(answering, 0.2) for _ in range(4)))
        after = process.memory_info().rss
    print(f"{before / 2**20:.1f} MB, after 200 visits {after / 2**20:.1f} MB")  # noqa: T201
    assert after - before < 8 * 2**20
    assert len(answering.takes) == 220


@pytest.mark.long
async def test_four_visits_at_once_cost_a_fraction_of_a_core(tmp_path: Path) -> None:
    async with desk(tmp_path, Times()) as answering:
        await until(lambda: answering.pool.is_ready)
        process = psutil.Process(answering.pool.pids[0])
        leaving = [asyncio.create_task(left_word(answering, 20.0)) for _ in range(4)]
        await asyncio.sleep(3)
        process.cpu_percent()
        await asyncio.sleep(15)
        share = process.cpu_percent()
        await asyncio.gather(*leaving)
    print(f"four visits: {share:.1f} % of a core")  # noqa: T201
    assert share < 40
