"""Calls by the dozen leave the engine as it was."""

from __future__ import annotations

import asyncio

import psutil
import pytest

from tests.voice.conftest import NewPhone
from tests.voice.phone import talk


async def many_calls(new_phone: NewPhone, times: int) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")

    async def once() -> None:
        mine, theirs = await talk(alice, bob)
        await alice.hang_up(mine)
        await bob.ended(theirs)

    for _ in range(3):
        await once()
    engines = [psutil.Process(phone.pid) for phone in (alice, bob)]
    before = [(engine.num_fds(), engine.num_threads(), engine.memory_info().rss) for engine in engines]
    for _ in range(times):
        await once()
        alice.told.clear()
        bob.told.clear()

    def grown() -> list[str]:
        found = []
        for engine, (files, threads, memory) in zip(engines, before, strict=True):
            if engine.num_fds() > files + 4 or engine.num_threads() > threads:
                found.append("files or threads")
            if engine.memory_info().rss > memory + 16 * 1024 * 1024:
                found.append("memory")
        return found

    for _ in range(100):  # the last call's sockets close a moment later
        if not grown():
            break
        await asyncio.sleep(0.1)
    assert grown() == []
    assert [phone.pid for phone in (alice, bob)] == [engine.pid for engine in engines]


async def test_twenty_calls_leave_nothing(new_phone: NewPhone) -> None:
    await many_calls(new_phone, 20)


@pytest.mark.long
async def test_three_hundred_calls_leave_nothing(new_phone: NewPhone) -> None:
    await many_calls(new_phone, 300)
