"""The pump goes on, whatever the database or a part does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection

import pytest

from carrier.clock import utc_now
from carrier.messages.journal import Journal, Pair, Part
from carrier.messages.pump import Pace, Pump
from carrier.messages.sms import OutgoingText
from carrier.store.database import Database


class StumblingOnce(Journal):
    stumbled = False

    def due(self, *, busy: Collection[Pair], limit: int) -> list[Part]:
        if not self.stumbled:
            self.stumbled = True
            raise OSError("the database is not there")
        return super().due(busy=busy, limit=limit)


@pytest.mark.logs("the outgoing journal stumbled and is tried again")
def test_a_database_that_is_not_there_for_a_moment_does_not_end_it(database: Database) -> None:
    async def story() -> None:
        journal, wake, handed = StumblingOnce(database, utc_now), asyncio.Event(), asyncio.Event()
        journal.put(OutgoingText("a/1", "+33199020001", "+33612345678", "hello"), 0, [b"hello"])

        async def hand_over(part: Part) -> None:
            journal.hand_over(part)
            handed.set()

        running = asyncio.create_task(Pump(journal, hand_over, pace=Pace(1.0), window=10, wake=wake).run())
        async with asyncio.timeout(10):
            await handed.wait()
        assert journal.stumbled
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled()

    asyncio.run(story())


@pytest.mark.logs("part 1 stumbled")
def test_a_part_that_stumbles_is_tried_again_after_a_pause(database: Database) -> None:
    async def story() -> None:
        journal, tries, again = Journal(database, utc_now), list[float](), asyncio.Event()
        journal.put(OutgoingText("a/1", "+33199020001", "+33612345678", "hello"), 0, [b"hello"])

        async def hand_over(part: Part) -> None:
            tries.append(time.monotonic())
            if len(tries) == 2:
                again.set()
            raise OSError("the disk is full")

        pump = Pump(journal, hand_over, pace=Pace(1.0), window=10, wake=asyncio.Event())
        running = asyncio.create_task(pump.run())
        async with asyncio.timeout(10):
            await again.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await pump.finish()
        first, second = tries
        assert second - first > 0.9

    asyncio.run(story())
