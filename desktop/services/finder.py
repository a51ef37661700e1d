"""Looking for something in everything, and keeping the index of words that makes it quick."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from desktop.domain.errors import Mendable
from desktop.domain.found import Found, FoundMessages, Search
from desktop.services.present import Present
from desktop.storage import found, search
from desktop.storage.database import Database

log = logging.getLogger(__name__)

PAGE = 40
IN_THREAD = 1000
"""Hits that are walked through in one conversation."""
NOTHING = FoundMessages((), None)
BETWEEN_SLICES = 0.03
"""Seconds in which the cache is free for others while messages of before are taken in."""


class Finder:
    def __init__(self, present: Present) -> None:
        self._present = present

    async def find(self, wanted: Search) -> Found:
        """The newest of each kind. Whoever asks anew cancels first: what nobody waits for is not begun."""
        work = partial(search.find, search=wanted, limit=PAGE)
        return await self._present.read(work, otherwise=Found((), NOTHING))

    async def find_more(self, wanted: Search, *, below: int) -> FoundMessages:
        work = partial(search.find_messages, search=wanted, below=below, limit=PAGE)
        return await self._present.read(work, otherwise=NOTHING)

    async def find_in_thread(self, wanted: Search) -> FoundMessages:
        """All hits in `wanted.thread`, newest first, as far as anybody walks through them."""
        work = partial(search.find_messages, search=wanted, below=None, limit=IN_THREAD)
        return await self._present.read(work, otherwise=NOTHING)


async def take_in(cache: Database) -> None:
    """Index what an older version left without, in slices. Interrupted anywhere, it goes on."""
    try:
        left = True
        while left:
            left = await cache.write(found.catch_up)
            await asyncio.sleep(BETWEEN_SLICES)
    except Mendable as error:
        log.info("the index of words waits: %s", error.word)  # it goes on at the next start
