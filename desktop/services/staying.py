"""While somebody is signed in: the cache is open, the carrier followed, intents leave, calls may come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.api.transport import Transport
from desktop.domain.connection import Registration
from desktop.domain.events import Event, NumbersChanged, SessionChanged
from desktop.domain.session import Account, DeviceId, Plan, SignedIn
from desktop.later import Later
from desktop.services import in_sight
from desktop.services.keeping import CACHE_KEY, Kept, Sip, cache_key
from desktop.services.present import Present, SignedInParts
from desktop.services.tasks import Tasks
from desktop.services.voice import Voice
from desktop.storage import facts, threads
from desktop.storage.database import Database, Found, erase_files
from desktop.store import Store
from desktop.system.credentials import Credentials
from desktop.system.folders import Folders
from desktop.system.way_out import WayOut
from desktop.voice import wire

if TYPE_CHECKING:
    from desktop.services.sync import Sync
    from desktop.services.ways import Ways

log = logging.getLogger(__name__)


BETWEEN_LOOKS = 0.5
"""Seconds between two looks whether the way out of the computer has changed."""


class Staying:
    def __init__(
        self,
        *,
        store: Store,
        present: Present,
        transport: Transport,
        folders: Folders,
        voice: Voice,
        sip_host: str,
    ) -> None:
        self._store = store
        self._present = present
        self._transport = transport
        self._folders = folders
        self._voice = voice
        self._sip_host = sip_host
        self._tasks = Tasks()
        self._sync: Sync | None = None
        self._signed_in: SignedIn | None = None
        self._to_register: Sip | None = None
        """Until my numbers are known: a call that came before could not be shown."""
        self.on_session_ended: Callable[[str, str], None] = _unheard
        voice.listen(self._hear)

    @property
    def account(self) -> Account | None:
        return None if self._signed_in is None else self._signed_in.account

    def try_now(self) -> None:
        """Ask for the carrier at once instead of after the pause; an engine that lost it does so too."""
        if self._sync is not None:
            self._sync.try_now()
            if self._store.state.registration is not Registration.REGISTERED:
                self._voice.send(wire.NetworkChanged())

    def way_out_changed(self) -> None:
        """The computer slept, or has another address: what was open leads nowhere, whatever TCP believes."""
        log.info("the way out has changed")
        self._voice.send(wire.NetworkChanged())
        if self._sync is not None:
            self._sync.follow_anew()

    async def _watch_way_out(self) -> None:
        way_out = WayOut()
        while True:
            await asyncio.sleep(BETWEEN_LOOKS)
            if way_out.changed():
                self.way_out_changed()

    async def begin(self, kept: Kept, *, access_token: str | None, credentials: Credentials) -> SignedIn:
        """Go on from the cache at once; whatever needs the carrier follows by itself."""
        cache = await self._open_cache(kept, credentials)

        def make() -> Ways:
            from desktop.services.ways import make_ways

            return make_ways(
                kept,
                access_token=access_token,
                credentials=credentials,
                transport=self._transport,
                cache=cache,
                tell=self._tell,
                on_account=self._account_changed,
                on_session_ended=self._session_ended,
            )

        account, picture = await cache.read(lambda db: (facts.account(db), in_sight.everything(db)))
        self._signed_in = SignedIn(
            account or Account(kept.email, "", Plan.PREMIUM),
            DeviceId(kept.device_id),
            for_this_session_only=not credentials.lasting,
        )
        self._present.parts = parts = SignedInParts(DeviceId(kept.device_id), cache, Later(make))
        self._store.apply(SessionChanged(self._signed_in))
        for event in picture:
            self._store.apply(event)
        self._to_register = kept.sip
        if self._store.state.numbers:
            self._register()
        self._tasks.start(self._open_ways(parts), "ways to the carrier")
        self._tasks.start(self._watch_way_out(), "way out")
        return self._signed_in

    async def _open_ways(self, parts: SignedInParts) -> None:
        """What is in the cache is shown first."""
        await self._transport.head_start()
        ways = parts.ways()
        self._sync = ways.sync
        ways.start(self._tasks)

    async def pause(self) -> None:
        """Follow the carrier no longer; cache and API stay."""
        await self._tasks.stop()
        self._sync = None
        self._to_register = None

    async def stop(self, *, erase: bool) -> None:
        """End all of it. With `erase`, nothing of it stays on the disk, the parts set aside neither."""
        await self.pause()
        parts, self._present.parts = self._present.parts, None
        self._signed_in = None
        if parts is not None:
            if parts.ways.made is not None:
                await parts.ways.made.api.close()
            await (parts.cache.erase() if erase else parts.cache.close())
        if erase:
            erase_files(self._folders.cache)
            erase_files(self._folders.passing_cache)

    async def _open_cache(self, kept: Kept, credentials: Credentials) -> Database:
        path = self._folders.cache if credentials.lasting else self._folders.passing_cache
        cache = Database(path, await cache_key(credentials))
        await cache.open()
        try:
            if cache.found is not Found.SOUND:
                await cache.write(threads.refresh_all)  # what was saved is shown before the carrier answers
            if not await cache.read(partial(_is_of, kept)):
                # Somebody else's: nothing of it may be shown, and its key goes with it.
                await cache.erase()
                await credentials.erase(CACHE_KEY)
                cache = Database(path, await cache_key(credentials))
                await cache.open()
            device_id = DeviceId(kept.device_id)
            if await cache.read(facts.device) != device_id:
                await cache.write(lambda db: facts.set_device(db, device_id))
        except BaseException:
            await cache.close()
            raise
        return cache

    def _hear(self, event: wire.AnyEvent) -> None:
        """The engine has reached the carrier again: so can we, and need not wait for our own next attempt."""
        registered = isinstance(event, wire.RegistrationState) and event.state == "registered"
        if registered and self._sync is not None:
            self._sync.try_now()

    def _register(self) -> None:
        if self._to_register is not None:
            self._voice.register(self._to_register, host=self._sip_host)
            self._to_register = None

    def _session_ended(self, reason: str, upgrade_url: str) -> None:
        self.on_session_ended(reason, upgrade_url)

    def _account_changed(self, account: Account) -> None:
        if self._signed_in is not None and account != self._signed_in.account:
            old = self._signed_in
            self._signed_in = SignedIn(account, old.device_id, old.for_this_session_only)
            self._store.apply(SessionChanged(self._signed_in))

    def _tell(self, event: Event) -> None:
        """Counts that did not change are not told."""
        if in_sight.is_news(event, self._store.state):
            self._store.apply(event)
        if isinstance(event, NumbersChanged):
            self._register()


def _is_of(kept: Kept, db: Any) -> bool:
    """Whether the cache is this account's.

    Its address may have changed since the session began, and the session's own word for it is old then.
    """
    account = facts.account(db)
    return (
        account is None
        or facts.device(db) == kept.device_id
        or account.email.strip().casefold() == kept.email.strip().casefold()
    )


def _unheard(*_: Any) -> None:
    log.error("a session ended and nobody listens")
