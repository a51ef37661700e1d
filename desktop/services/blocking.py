"""Whom I do not want to hear from (CALL-8). They are in `State.blocked`; the carrier keeps them off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from desktop.domain.blocking import BlockedNumber
from desktop.domain.errors import Mendable
from desktop.domain.events import BlockedChanged
from desktop.domain.numbers import HIDDEN, Address
from desktop.domain.outbox import Block, Intent, IntentId, Unblock
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.storage import blocking, outbox

MOST_BLOCKED = 2_000
"""As many as the carrier keeps."""


class Blocking:
    def __init__(self, present: Present, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._clock = clock

    async def block(self, addresses: Iterable[Address]) -> None:
        """Raises `Mendable` ("own-number", "too-many-blocked"). For hidden callers see `Numbers`."""
        state = self._present.store.state
        wanted = [each for each in dict.fromkeys(addresses) if each != HIDDEN and each not in state.blocked]
        if {Address(number.e164) for number in state.numbers}.intersection(wanted):
            raise Mendable("own-number")
        if len(state.blocked) + len(wanted) > MOST_BLOCKED:
            raise Mendable("too-many-blocked")
        await self._keep([Block(each) for each in wanted])

    async def unblock(self, addresses: Iterable[Address]) -> None:
        state = self._present.store.state
        await self._keep([Unblock(each) for each in dict.fromkeys(addresses) if each in state.blocked])

    async def _keep(self, acts: list[Block] | list[Unblock]) -> None:
        at = self._clock()

        def work(db: Any) -> tuple[BlockedNumber, ...]:
            for act in acts:
                outbox.add(db, Intent(IntentId(str(uuid4())), act, at))
            return blocking.load(db)

        if acts:
            self._present.store.apply(BlockedChanged(await self._present.change(work)))
