"""How a job of the carrier goes on: a turn, a rest until there is more to do. Stumbling does not end it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

logger = logging.getLogger(__name__)


async def keep_at(
    turn: Callable[[], Awaitable[float]], wake: asyncio.Event, *, name: str, again_seconds: float
) -> None:
    """Until cancelled. A turn says for how many seconds there is nothing more to do, unless `wake` is set.

    It does not wait by `asyncio.wait_for`: on Python 3.11 that can drop a cancellation.
    """
    while True:
        wake.clear()
        try:
            seconds = await turn()
        except Exception:
            logger.exception("%s stumbled and is tried again", name)
            seconds = again_seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await wake.wait()
