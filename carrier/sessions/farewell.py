"""Telling the SIP edge which devices are signed out: each until it has heard it, over a restart too."""

from __future__ import annotations

import asyncio
from typing import Protocol

from carrier.jobs import keep_at
from carrier.sessions.staying import mark_told, sessions_not_told
from carrier.signals import ENDED, Signals
from carrier.store.database import Database

_POLL_SECONDS = 5.0


class Edge(Protocol):
    async def end_device(self, device_id: str) -> None:
        """Drop its registration and its calls, if there are any."""


async def say_farewell(database: Database, signals: Signals, edge: Edge) -> None:
    """Until cancelled. Woken by the commit that ended a session, in this process or another."""

    async def tell_all() -> float:
        for device_id in await asyncio.to_thread(_not_told, database):
            await edge.end_device(device_id)
            await asyncio.to_thread(_told, database, device_id)
        return _POLL_SECONDS

    with signals.listen(ENDED) as ended:
        await keep_at(tell_all, ended, name="telling the SIP edge", again_seconds=_POLL_SECONDS)


def _not_told(database: Database) -> list[str]:
    with database.read() as session:
        return sessions_not_told(session)


def _told(database: Database, device_id: str) -> None:
    with database.write() as session:
        mark_told(session, device_id)
