"""Calls by the dozen leave the engine as it was."""

from __future__ import annotations

import asyncio

import psutil
import pytest

from desktop.voice.pace import MOST, WITHIN, Pace, begins_a_call
from tests.voice.conftest import NewPhone
from tests.voice.phone import Phone, talk

MB = 1024 * 1024
MOST_IN_A_THOUSAND = 2 * MB


async def many_calls(new_phone: NewPhone, times: int, *, before: int, most: int) -> None:
    """Those `before` bring what first calls keep; no engine may hold `most` more bytes after the others."""
    alice, bob = await new_phone("alice"), await new_phone("bob")

    async def once() -> None:
        mine, theirs = await talk(alice, bob)
        await alice.hang_up(mine)
        await bob.ended(theirs)

    for _ in range(before):
        await once()
    engines = [psutil.Process(phone.pid) for phone in (alice, bob)]
    held = [(engine.num_fds(), engine.num_threads(), engine.memory_info().rss) for engine in engines]
    for _ in range(times):
        await once()
        alice.told.clear()
        bob.told.clear()

    def grown() -> list[str]:
        found = []
        for engine, (files, threads, memory) in zip(engines, held, strict=True):
            if engine.num_fds() > files + 4 or engine.num_threads() > threads:
                found.append("files or threads")
            if engine.memory_info().rss > memory + most:
                found.append(f"{(engine.memory_info().rss - memory) / MB:.1f} MB")
        return found

    for _ in range(100):  # the last call's sockets close a moment later
        if not grown():
            break
        await asyncio.sleep(0.1)
    assert grown() == []
    assert [phone.pid for phone in (alice, bob)] == [engine.pid for engine in engines]


async def test_twenty_calls_leave_nothing(new_phone: NewPhone) -> None:
    await many_calls(new_phone, 20, before=3, most=16 * MB)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_a_thousand_calls_leave_two_megabytes_at_most(new_phone: NewPhone) -> None:
    await many_calls(new_phone, 1_000, before=10, most=MOST_IN_A_THOUSAND)


async def test_callers_who_ring_and_give_up_by_the_dozen_do_not_end_the_engine(new_phone: NewPhone) -> None:
    bob = await new_phone("bob")
    callers = [await new_phone(f"caller{number}") for number in range(4)]
    engine = bob.pid

    async def pester(caller: Phone) -> None:
        for _ in range(10):
            call_id = caller.dial(bob.number)
            await caller.until(
                lambda: any(getattr(event, "call_id", "") == call_id for event in caller.told),  # noqa: B023
                "anything of the call",
            )
            await caller.hang_up(call_id)

    await asyncio.gather(*(pester(caller) for caller in callers))
    mine, _ = await talk(callers[0], bob)
    await callers[0].hang_up(mine)
    assert bob.pid == engine


async def test_the_pace_lets_a_dozen_begin_and_then_waits() -> None:
    pace = Pace()
    assert [pace.wait(10.0) for _ in range(MOST)] == [0.0] * MOST
    assert pace.wait(10.5) == pytest.approx(WITHIN - 0.5)
    assert pace.wait(10.0 + WITHIN) == 0.0


def test_a_change_within_a_call_begins_none() -> None:
    invite = b"INVITE sip:a@b SIP/2.0\r\nTo: <sip:a@b>%s\r\n\r\n"
    assert begins_a_call(invite % b"")
    assert not begins_a_call(invite % b"; tag=1")
    assert not begins_a_call(b"BYE sip:a@b SIP/2.0\r\nTo: <sip:a@b>\r\n\r\n")
