"""A conversation that is opened while everything is still being listed gets its newest page at once."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from desktop.domain.errors import Refused, Unanswered
from desktop.domain.messages import Message, ThreadKey
from desktop.services.present import Present
from desktop.storage import facts, messages

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds: what is there already is shown then."""


async def fill(present: Present, thread: ThreadKey, *, before: int | None, limit: int) -> bool:
    """Ask the carrier for messages of `thread` below `before`; whether some came that were not here.

    Nothing is asked once everything is listed, and nothing is kept where an event came meanwhile: the listing
    brings it soon.
    """

    def state(db: Any) -> tuple[int | None, int | None]:
        return facts.listed_below(db), facts.cursor(db)

    nobody: tuple[int | None, int | None] = (None, None)
    below, cursor = await present.read(state, otherwise=nobody)
    if below is None:
        return False
    try:
        async with asyncio.timeout(PATIENCE):
            page = await present.api.messages(before=before, limit=limit, thread=thread)
    except (Unanswered, Refused, TimeoutError) as error:
        log.info("a conversation could not be filled: %s", type(error).__name__)
        return False
    came = [m.to_domain() for m in page.messages]
    return await present.write(lambda db: _keep(db, came, cursor))


def _keep(db: Any, came: list[Message], cursor: int | None) -> bool:
    if facts.cursor(db) != cursor:
        return False
    fresh = [m for m in came if not messages.is_carried(db, m.id)]
    messages.store(db, fresh, generation=facts.generation(db))
    return bool(fresh)
