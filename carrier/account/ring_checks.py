"""Whether a device rings: the carrier calls the one that asks, and no other (CALL-8)."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from uuid import UUID

from carrier.api import schemas
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.sip.directory import Called
from carrier.sip.ring_check import SERVICE_NUMBER
from carrier.store.database import Database
from carrier.store.owned import own_number, require_usable

MOST = 6
WITHIN_SECONDS = 60.0
"""So many calls of one device within so long."""
_MOST_DEVICES = 10_000

RingOne = Callable[[str, Called, str], Awaitable[bool]]
"""Device, the number that is called, and the call's id. False where the device is not registered."""


class RingChecks:
    def __init__(self, database: Database, ring: RingOne) -> None:
        self._database = database
        self._ring = ring
        self._lately: OrderedDict[str, OrderedDict[UUID, tuple[UUID, float]]] = OrderedDict()
        """What each device asked for, the last to ask last: the number, and when."""

    async def begin(self, caller: Caller, wanted: schemas.RingCheckWanted) -> schemas.RingCheckStarted:
        """The device's telephone rings when it returns, or is about to. Asked again, it rings once.

        Raises `Refusal`: 403 where the number is not in use, 409 where the device is not registered.
        """
        number = await asyncio.to_thread(self._number, caller, wanted.number_id)
        if self._is_new(caller.device_id, wanted) and not await self._ring(
            caller.device_id, number, str(wanted.id)
        ):
            self._lately[caller.device_id].pop(wanted.id, None)  # it may be asked again once it is there
            raise Refusal(409, "not-registered")
        return schemas.RingCheckStarted(id=wanted.id, caller=SERVICE_NUMBER)

    def _number(self, caller: Caller, number_id: UUID) -> Called:
        with self._database.read() as session:
            number = own_number(session, caller.account_id, number_id)
            require_usable(number)
            return Called(caller.account_id, number.id, number.e164)

    def _is_new(self, device_id: str, wanted: schemas.RingCheckWanted) -> bool:
        now = time.monotonic()
        asked = self._lately.setdefault(device_id, OrderedDict())
        self._lately.move_to_end(device_id)
        while len(self._lately) > _MOST_DEVICES:
            self._lately.popitem(last=False)
        known = asked.get(wanted.id)
        if known is not None:
            if known[0] != wanted.number_id:
                raise Refusal(422, "idempotency-conflict")
            return False
        while asked and next(iter(asked.values()))[1] < now - WITHIN_SECONDS:
            asked.popitem(last=False)
        if len(asked) >= MOST:
            raise Refusal(429, "too-many-requests")
        asked[wanted.id] = (wanted.number_id, now)
        return True
