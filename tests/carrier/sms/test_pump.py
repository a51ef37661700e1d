"""The pump goes on, whatever the database or a part does."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from carrier.clock import utc_now
from carrier.messages.journal import Journal, Pair, Part
from carrier.messages.pump import Pace, Pump
from carrier.messages.sms import OutgoingText
from carrier.signals import Signals
from carrier.store.database import Database


class StumblingOnce(Journal):
    stumbled = False

    def due(self, *, busy: Collection[Pair], limit: int) -> list[Part]:
        if not self.stumbled:
            self.stumbled = True
            raise OSError("the database is not there")
        return super().due(busy=busy, limit=limit)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    made.migrate()
    yield made
    made.close()


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
    async def story() -> int:
        journal, tries = Journal(database, utc_now), 0
        journal.put(OutgoingText("a/1", "+33199020001", "+33612345678", "hello"), 0, [b"hello"])

        async def hand_over(part: Part) -> None:
            nonlocal tries
            tries += 1
            raise OSError("the disk is full")

        pump = Pump(journal, hand_over, pace=Pace(1.0), window=10, wake=asyncio.Event())
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(1.5)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await pump.finish()
        return tries

    assert asyncio.run(story()) in (1, 2)
