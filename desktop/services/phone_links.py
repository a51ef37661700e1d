"""Opening telephone links with Fiveline: whether it does, and the switch for it."""

from __future__ import annotations

import asyncio
import logging

from desktop.domain.errors import Mendable
from desktop.system.phone_links import CAN_BE_TURNED, SCHEMES, LinkHandler, LinkStanding

__all__ = ["CAN_BE_TURNED", "SCHEMES", "LinkStanding", "PhoneLinks"]

log = logging.getLogger(__name__)


class PhoneLinks:
    def __init__(self, handler: LinkHandler) -> None:
        self._handler = handler
        self._one_at_a_time = asyncio.Lock()

    async def look(self) -> LinkStanding:
        """As the system has it now: other programs and the person change it too."""
        try:
            return await asyncio.to_thread(self._handler.look)
        except OSError as error:
            log.info("who opens links can't be read: %s", error.strerror or type(error).__name__)
            return LinkStanding.NOT_OURS

    async def turn(self, on: bool) -> None:
        """Raises `Mendable` ("links-not-changed") where the system does not let us."""
        work = self._handler.take if on else self._handler.give_back
        async with self._one_at_a_time:
            try:
                await asyncio.to_thread(work)
            except OSError as error:
                log.info("who opens links can't be changed: %s", error.strerror or type(error).__name__)
                raise Mendable("links-not-changed", error.strerror or "") from error
