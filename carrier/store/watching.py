"""Hearing what other processes commit: `fiveline-carrier admin` beside a server, or another worker."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.pool import PoolProxiedConnection

from carrier.signals import Signals
from carrier.store.database import CHANNEL, Database

logger = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 0.25


async def watch(database: Database, signals: Signals) -> None:
    """Ring everybody when the database changed. Runs until cancelled."""
    while True:
        try:
            if database.is_sqlite:
                await _watch_sqlite(database, signals)
            else:
                await _watch_postgresql(database, signals)
        except Exception:
            logger.exception("watching the database stumbled and goes on")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _watch_sqlite(database: Database, signals: Signals) -> None:
    """`PRAGMA data_version` changes on one connection when any other has committed; it reads no page."""
    # A raw connection: SQLAlchemy would begin a transaction, in which nothing ever changes.
    connection = await asyncio.to_thread(database.engine.raw_connection)
    try:
        known: int | None = None
        while True:
            version = await asyncio.to_thread(_data_version, connection)
            if known is not None and version != known:
                signals.ring_all()
            known = version
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
    finally:
        connection.close()


def _data_version(connection: PoolProxiedConnection) -> int:
    cursor = connection.cursor()
    cursor.execute("PRAGMA data_version")
    (version,) = cursor.fetchone() or (0,)
    cursor.close()
    return int(version)


async def _watch_postgresql(database: Database, signals: Signals) -> None:
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    connection = await asyncio.to_thread(engine.connect)
    try:
        driver = connection.connection.driver_connection
        assert driver is not None
        await asyncio.to_thread(driver.execute, f"LISTEN {CHANNEL}")
        while True:
            heard = await asyncio.to_thread(lambda: list(driver.notifies(timeout=0.5, stop_after=1)))
            if heard:
                signals.ring_all()
    finally:
        connection.close()
