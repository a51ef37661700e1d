"""A caller is answered, spoken to, and recorded, until one of the two ends it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from carrier.answering.wire import Times
from carrier.sip.sdp import read_description
from carrier.voicemail.visit import EndOfTake, Full, Visit
from tests.carrier.sip.sounding import described, until
from tests.carrier.voicemail.visiting import (
    Desk,
    Visitor,
    desk,
    hum,
    loudness,
    samples,
    says_good_bye,
    speech,
    tone_ends,
    visit,
    visitor,
)
from tests.sound import judge, level


@pytest.fixture
async def answering(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path) as opened:
        yield opened


def spoken_for(data: bytes, *, rate: int) -> float:
    """Seconds in which there is a voice."""
    heard = samples(data, rate=rate)
    return sum(level(heard[at : at + 320]) > -40 for at in range(0, len(heard), 320)) / 50


async def ended(answering: Desk, expected: Visit, caller: Visitor, end: EndOfTake) -> float:
    """Ended by the carrier: the caller hears it, and is hung up on. Returns the take's seconds."""
    take = await answering.take_of(expected)
    assert take.end is end
    await caller.is_hung_up_on()
    return take.seconds


@pytest.mark.parametrize("secure", [False, True], ids=["clear", "enciphered"])
async def test_words_then_the_tone_then_all_that_is_said_until_the_hash_key(
    answering: Desk, secure: bool
) -> None:
    expected, said = visit(words=0.5), speech(1.0)
    async with visitor(await answering.pool.expect(expected), secure=secure) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(said)
        caller.presses("#")
        seconds = await ended(answering, expected, caller, EndOfTake.HASH)
    heard = b"".join(caller.heard)
    words, tone = judge(samples(hum(0.5), rate=16_000), samples(heard, rate=8_000)), tone_ends(heard)
    assert words.likeness > 0.9
    assert tone is not None
    assert words.second + 0.5 < tone * 0.02
    assert says_good_bye(heard)
    recorded = answering.recorded(expected)
    assert len(recorded) / 32_000 == seconds
    found = judge(samples(said, rate=8_000), samples(recorded, rate=16_000))
    assert found.likeness > 0.9
    assert -1 < found.level < 1
    assert found.longest_gap <= 0.02


async def test_a_hash_during_the_words_leads_to_the_tone(answering: Desk) -> None:
    expected = visit(words=60)
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears(lambda heard: loudness(heard[-3_200:] or b"\0\0", 440) > 0.1)
        await caller.says(speech(0.3))
        assert tone_ends(b"".join(caller.heard)) is None, "talking changes nothing"
        caller.presses("5")
        caller.presses("#")
        await caller.hears_the_tone()
        await caller.hangs_up()
        assert (await answering.take_of(expected)).end is EndOfTake.HUNG_UP


async def test_a_hash_told_by_info_ends_it_too(answering: Desk) -> None:
    expected = visit()
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(speech(0.2))
        info = "Signal=#\r\nDuration=160\r\n"
        caller.talk.send("INFO", info, extra="Content-Type: application/dtmf-relay\r\n")
        await caller.phone.expect(200)
        await ended(answering, expected, caller, EndOfTake.HASH)


async def test_a_new_offer_in_between_and_a_hold_lose_nothing(answering: Desk) -> None:
    expected, said = visit(), speech(0.6)
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        for direction in ("sendrecv", "sendonly", "sendrecv"):
            caller.talk.send("INVITE", described(caller.ear.offer(secure=False, direction=direction)))
            answer = await caller.phone.expect(200)
            caller.talk.send("ACK")
            caller.ear.accept(read_description(answer.body)[0])
            await caller.says(said)
        caller.presses("#")
        assert (await answering.take_of(expected)).end is EndOfTake.HASH
    once = spoken_for(said, rate=8_000)
    assert spoken_for(answering.recorded(expected), rate=16_000) == pytest.approx(3 * once, abs=0.06)


async def test_who_hangs_up_has_left_what_was_said(answering: Desk) -> None:
    expected = visit()
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears_the_tone()
        await caller.says(speech(0.7))
        await caller.hangs_up()
        take = await answering.take_of(expected)
    assert take.end is EndOfTake.HUNG_UP
    assert take.seconds == pytest.approx(0.7, abs=0.3)


async def test_who_hangs_up_during_the_words_has_left_nothing(answering: Desk) -> None:
    expected = visit(words=5)
    async with visitor(await answering.pool.expect(expected)) as caller:
        await caller.is_answered()
        await caller.hears(lambda heard: len(heard) > 3_200)
        await caller.hangs_up()
        take = await answering.take_of(expected)
    assert (take.seconds, take.end) == (0, EndOfTake.HUNG_UP)
    assert answering.recorded(expected) == b""
    assert not list(answering.spools.glob("*"))


async def test_an_announcement_is_heard_and_then_the_carrier_hangs_up(answering: Desk) -> None:
    announced = visit(words=0.4, records=False)
    async with visitor(await answering.pool.expect(announced)) as caller:
        await caller.is_answered()
        assert await ended(answering, announced, caller, EndOfTake.LONGEST) == 0
        assert (
            judge(samples(hum(0.4), rate=16_000), samples(b"".join(caller.heard), rate=8_000)).likeness > 0.9
        )


async def test_four_are_answered_at_once_and_the_fifth_is_not_expected(answering: Desk) -> None:
    visits = [visit() for _ in range(4)]

    async def leave_word(expected: Visit) -> None:
        async with visitor(await answering.pool.expect(expected)) as caller:
            await caller.is_answered()
            await caller.hears_the_tone()
            here.release()
            await all_here.wait()
            await caller.says(speech(0.7))
            caller.presses("#")
            await ended(answering, expected, caller, EndOfTake.HASH)

    here, all_here = asyncio.Semaphore(0), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for each in visits:
            group.create_task(leave_word(each))
        for _ in visits:
            await here.acquire()
        assert not answering.pool.is_ready
        with pytest.raises(Full):
            await answering.pool.expect(visit())
        all_here.set()
    for each in visits:
        assert len(answering.recorded(each)) > 16_000
    await until(lambda: answering.pool.is_ready)


async def test_nobody_who_is_not_expected_is_answered(answering: Desk) -> None:
    expected = visit()
    awaited = await answering.pool.expect(expected)
    for user in ("00000000-0000-4000-8000-000000000000", "+33970000001", "%00", "x" * 200):
        async with visitor(awaited, user=user) as stranger:
            await stranger.phone.refused(stranger.talk, 404)
    async with visitor(awaited) as caller:
        await caller.is_answered()
        async with visitor(awaited) as second:
            await second.phone.refused(second.talk, 404)
        await caller.hangs_up()


async def test_who_does_not_come_in_time_is_forgotten(tmp_path: Path) -> None:
    async with desk(tmp_path, Times(awaited=0.2)) as answering:
        visits = [visit() for _ in range(4)]
        awaited = [await answering.pool.expect(each) for each in visits]
        assert not answering.pool.is_ready
        answering.pool.forget(visits[0].id)
        await until(lambda: answering.pool.is_ready)
        await until(lambda: not any(answering.pool.knows(each.id) for each in visits))
        async with visitor(awaited[3]) as late:
            await late.phone.refused(late.talk, 404)
        assert not answering.takes
