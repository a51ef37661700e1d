"""Who is signed in now, and what exists only as long: the cache, the carrier's API, the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from desktop.api.carrier import CarrierApi
from desktop.domain.errors import Mendable
from desktop.domain.events import MoneyChanged, UnreadChanged, WaitingChanged
from desktop.domain.outbox import Intent
from desktop.domain.session import DeviceId
from desktop.services.outbox import Outbox
from desktop.services.uploading import Uploading
from desktop.storage import money, numbers, outbox
from desktop.storage.database import Database
from desktop.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignedInParts:
    """What there is only while somebody is signed in."""

    device_id: DeviceId
    cache: Database
    api: CarrierApi
    outbox: Outbox
    uploading: Uploading


class Present:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.parts: SignedInParts | None = None

    @property
    def api(self) -> CarrierApi:
        return self._parts().api

    @property
    def uploading(self) -> Uploading:
        return self._parts().uploading

    @property
    def device_id(self) -> DeviceId:
        return self._parts().device_id

    async def read(self, work: Callable[[Any], T], *, otherwise: T) -> T:
        """From the cache; `otherwise` where nobody is signed in."""
        return otherwise if self.parts is None else await self.parts.cache.read(work)

    async def write(self, work: Callable[[Any], T]) -> T:
        """To the cache. Raises `Mendable` ("signed-out")."""
        return await self._parts().cache.write(work)

    async def intend(self, intent: Intent, work: Callable[[Any], T]) -> T:
        """Keep `intent`, and with it what `work` changes, and let it leave.

        Unread and waiting counts are told anew. Raises `Mendable` ("signed-out").
        """

        def both(db: Any) -> T:
            outbox.add(db, intent)
            return work(db)

        return await self.change(both)

    async def change(self, work: Callable[[Any], T]) -> T:
        """As `intend`, where `work` itself writes what is meant, which may be several intents or none."""
        parts = self._parts()

        def and_counts(db: Any) -> tuple[T, UnreadChanged, WaitingChanged, MoneyChanged]:
            value = work(db)
            waiting = WaitingChanged(outbox.waiting_messages(db))
            return value, UnreadChanged(numbers.unread(db)), waiting, MoneyChanged(money.load(db))

        value, unread, waiting, left = await parts.cache.write(and_counts)
        if dict(self.store.state.unread) != unread.unread:
            self.store.apply(unread)
        if self.store.state.waiting != waiting.waiting:
            self.store.apply(waiting)
        if self.store.state.money != left.money:
            self.store.apply(left)
        parts.outbox.look()
        return value

    def _parts(self) -> SignedInParts:
        if self.parts is None:
            raise Mendable("signed-out")
        return self.parts
