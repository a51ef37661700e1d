"""All that speaks to the carrier for whoever is signed in: the API, what leaves, and what is followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from desktop.api.auth import Authorisation
from desktop.api.carrier import CarrierApi
from desktop.api.transport import Transport
from desktop.domain.events import Event
from desktop.domain.session import Account, DeviceId
from desktop.services.finder import take_in
from desktop.services.keeping import Kept, save_session
from desktop.services.outbox import Outbox
from desktop.services.sync import Sync
from desktop.services.tasks import Tasks
from desktop.services.uploading import Uploading
from desktop.storage.database import Database
from desktop.system.credentials import Credentials


@dataclass(frozen=True, slots=True)
class Ways:
    cache: Database
    api: CarrierApi
    outbox: Outbox
    uploading: Uploading
    sync: Sync

    def start(self, tasks: Tasks) -> None:
        tasks.start(self.sync.run(), "sync")
        tasks.start(self.outbox.run(), "outbox")
        tasks.start(self.uploading.run(), "uploads")
        tasks.start(take_in(self.cache), "index of words")


def make_ways(
    kept: Kept,
    *,
    access_token: str | None,
    credentials: Credentials,
    transport: Transport,
    cache: Database,
    tell: Callable[[Event], None],
    on_account: Callable[[Account], None],
    on_session_ended: Callable[[str, str], None],
) -> Ways:
    async def keep(refresh_token: str) -> None:
        await save_session(credentials, msgspec.structs.replace(kept, refresh_token=refresh_token))

    authorisation = Authorisation(
        transport, refresh_token=kept.refresh_token, keep=keep, access_token=access_token
    )
    api = CarrierApi(transport, authorisation, on_session_ended=on_session_ended)
    outbox = Outbox(cache=cache, api=api, tell=tell)
    uploading = Uploading(cache=cache, api=api, tell=tell, look=outbox.look)

    def on_up() -> None:
        outbox.carrier_is_back()
        uploading.carrier_is_back()

    sync = Sync(
        cache=cache,
        api=api,
        here=DeviceId(kept.device_id),
        tell=tell,
        on_up=on_up,
        on_account=on_account,
        on_session_ended=on_session_ended,
    )
    return Ways(cache, api, outbox, uploading, sync)
