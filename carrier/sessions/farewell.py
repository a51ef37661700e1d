"""Telling the SIP edge which devices are signed out: each until it has heard it, over a restart too."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Protocol

from carrier.sessions.staying import mark_told, sessions_not_told
from carrier.signals import ENDED, Signals
from carrier.store.database import Database

logger = logging.getLogger(__name__)

_POLL_SECONDS = 5.0


class Edge(Protocol):
    async def end_device(self, device_id: str) -> None:
        """Drop its registration and its calls, if there are any."""


async def say_farewell(database: Database, signals: Signals, edge: Edge) -> None:
    """Until cancelled. Woken by the commit that ended a session, in this process or another."""
    with signals.listen(ENDED) as ended:
        while True:
            ended.clear()
            try:
                await _tell_all(database, edge)
            except Exception:
                logger.exception("telling the SIP edge stumbled and is tried again")
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await ended.wait()


async def _tell_all(database: Database, edge: Edge) -> None:
    for device_id in await asyncio.to_thread(_not_told, database):
        await edge.end_device(device_id)
        await asyncio.to_thread(_told, database, device_id)


def _not_told(database: Database) -> list[str]:
    with database.read() as session:
        return sessions_not_told(session)


def _told(database: Database, device_id: str) -> None:
    with database.write() as session:
        mark_told(session, device_id)
