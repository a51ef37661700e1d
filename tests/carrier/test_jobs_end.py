"""The jobs that wait for a signal end when they are told to, whatever happens in the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from carrier.clock import utc_now
from carrier.later.leaving import Leaving
from carrier.messages.delivery import Delivery
from carrier.messages.sending import Sending
from carrier.messages.sms import Delivered, OutgoingText
from carrier.sessions.farewell import say_farewell
from carrier.settings import Settings
from carrier.signals import ENDED, LATER, WORK, Signals
from carrier.store.database import Database


class Nowhere:
    async def send(self, text: OutgoingText) -> Delivered:
        raise AssertionError("nothing is sent")


class NobodyBound:
    async def end_device(self, device_id: str) -> None:
        raise AssertionError("nobody is signed out")


def leaving(database: Database, signals: Signals) -> Coroutine[Any, Any, None]:
    sending = Sending(database, Settings(data=Path("unused")), utc_now)
    return Leaving(database, signals, sending, utc_now).run()


def delivery(database: Database, signals: Signals) -> Coroutine[Any, Any, None]:
    return Delivery(database, signals, Nowhere(), utc_now).run()


def farewell(database: Database, signals: Signals) -> Coroutine[Any, Any, None]:
    return say_farewell(database, signals, NobodyBound())


@pytest.mark.parametrize(("job", "topic"), [(leaving, LATER), (delivery, WORK), (farewell, ENDED)])
@pytest.mark.parametrize("turns", range(4))
def test_a_job_that_is_woken_as_it_is_cancelled_ends(
    database: Database,
    job: Callable[[Database, Signals], Coroutine[Any, Any, None]],
    topic: str,
    turns: int,
) -> None:
    async def story() -> None:
        signals = Signals()
        signals.attach(asyncio.get_running_loop())
        task = asyncio.create_task(job(database, signals))
        await asyncio.sleep(0.1)  # by now it waits
        signals.ring(topic)
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=5)
        assert done
        assert task.cancelled()

    asyncio.run(story())
