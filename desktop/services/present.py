"""Who is signed in now, and what exists only as long: the cache, the carrier's API, the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.domain.errors import Mendable
from desktop.domain.events import Event
from desktop.domain.outbox import Intent
from desktop.domain.session import DeviceId
from desktop.later import Later
from desktop.services import in_sight
from desktop.storage import outbox
from desktop.storage.database import Database
from desktop.store import Store

if TYPE_CHECKING:
    from desktop.api.carrier import CarrierApi
    from desktop.services.uploading import Uploading
    from desktop.services.ways import Ways

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignedInParts:
    """What there is only while somebody is signed in."""

    device_id: DeviceId
    cache: Database
    ways: Later[Ways]
    """The cache is shown before they are made."""


class Present:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.parts: SignedInParts | None = None

    @property
    def api(self) -> CarrierApi:
        return self._parts().ways().api

    @property
    def uploading(self) -> Uploading:
        return self._parts().ways().uploading

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

        What is counted, and the money, are told anew. Raises `Mendable` ("signed-out").
        """

        def both(db: Any) -> T:
            outbox.add(db, intent)
            return work(db)

        return await self.change(both)

    async def change(self, work: Callable[[Any], T]) -> T:
        """As `intend`, where `work` itself writes what is meant, which may be several intents or none."""
        parts = self._parts()

        def and_counts(db: Any) -> tuple[T, tuple[Event, ...]]:
            return work(db), in_sight.counts(db)

        value, counts = await parts.cache.write(and_counts)
        for count in counts:
            if in_sight.is_news(count, self.store.state):
                self.store.apply(count)
        parts.ways().outbox.look()
        return value

    def _parts(self) -> SignedInParts:
        if self.parts is None:
            raise Mendable("signed-out")
        return self.parts
