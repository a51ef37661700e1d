"""The only writer of what the carrier said: lists everything once, then follows its event stream.

The cursor moves in the transaction that applies the events, so nothing is lost or applied twice, whoever is
killed when. Events that wait are committed together and told as one: a flood costs the window one change.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.api.auth import session_ended
from desktop.api.backoff import Backoff
from desktop.api.carrier import CarrierApi
from desktop.api.stream import EventStream, SentEvent
from desktop.api.wire import events as wire
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable, Refused, Unanswered
from desktop.domain.events import CarrierChanged, Event
from desktop.domain.session import Account, DeviceId
from desktop.services import arrivals
from desktop.services.listing import Listing
from desktop.storage import facts
from desktop.storage.database import Database

log = logging.getLogger(__name__)

LARGEST_BATCH = 300
BETWEEN_BATCHES = 0.05
"""Seconds between two commits while more events wait: the window breathes in between."""
STEADY = 5.0
"""Seconds after which a stream that ends counts as a new trouble, not as the same one going on."""


class Sync:
    def __init__(
        self,
        *,
        cache: Database,
        api: CarrierApi,
        here: DeviceId,
        tell: Callable[[Event], None],
        on_up: Callable[[], None],
        on_account: Callable[[Account], None],
        on_session_ended: Callable[[str, str], None],
    ) -> None:
        self._cache = cache
        self._api = api
        self._here = here
        self._tell = tell
        self._on_up = on_up
        self._on_account = on_account
        self._on_session_ended = on_session_ended
        self._listing = Listing(cache=cache, api=api, here=here, tell=tell, on_account=on_account)
        self._backoff = Backoff()
        self._try_now = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._carrier = Carrier.UNKNOWN

    def try_now(self) -> None:
        """The network changed, or somebody asks: do not wait any longer."""
        self._try_now.set()

    def follow_anew(self) -> None:
        """The stream may lead nowhere: open another one, from the same place."""
        if self._reader is not None:
            self._reader.cancel()
        self.try_now()

    async def run(self) -> None:
        """Until cancelled, or until the session has ended."""
        while True:
            if self._carrier is Carrier.UNKNOWN:
                self._say(Carrier.CONNECTING)
            self._try_now.clear()
            try:
                await self._listing.begin()
                if await self._list_and_follow():
                    return
                delay = self._backoff.next()
            except Refused as refused:
                if session_ended(refused) is not None:
                    return  # whoever asked has told already
                log.error("the carrier refuses to be followed: %s %s", refused.status, refused.word)
                self._say(Carrier.CONNECTING)
                delay = self._backoff.next(refused.retry_after)
            except Unanswered as error:
                log.info("the carrier does not answer: %s", error.why)
                self._say(_state_of(error))
                delay = self._backoff.next(error.retry_after)
            except Mendable as error:
                log.error("what the carrier says can't be kept: %s", error.word)
                self._say(Carrier.CONNECTING)
                delay = self._backoff.next()
            except arrivals.CacheIsNew:
                # A carrier that resets again and again is not listed in a circle.
                delay = self._backoff.next()
            except Exception:  # a bug must not leave the phone deaf until the next start
                log.exception("following the carrier failed")
                self._say(Carrier.CONNECTING)
                delay = self._backoff.next()
            await self._pause(delay)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._try_now.wait()
        except TimeoutError:
            pass

    async def _list_and_follow(self) -> bool:
        """As `_follow`, with what is still to be listed beside it: the program is of use meanwhile."""
        follow = asyncio.create_task(self._follow(), name="follow the carrier")
        listing = asyncio.create_task(self._listing.go_on(), name="list the messages")
        try:
            await asyncio.wait((follow, listing), return_when=asyncio.FIRST_COMPLETED)
            if listing.done():
                await listing
            return await follow
        finally:
            for task in (follow, listing):
                task.cancel()
            await asyncio.gather(follow, listing, return_exceptions=True)

    async def _follow(self) -> bool:
        """Read the stream to its end. True where the session ended with it."""
        cursor = await self._cache.read(facts.cursor)
        if cursor is None:
            raise arrivals.CacheIsNew
        stream = await self._api.open_events(cursor)
        began = time.monotonic()
        self._say(Carrier.UP)
        self._on_up()
        waiting: asyncio.Queue[SentEvent | Exception | None] = asyncio.Queue(maxsize=4 * LARGEST_BATCH)
        reader = self._reader = asyncio.create_task(_read(stream, waiting), name="event stream")
        try:
            while True:
                batch: list[SentEvent] = []
                end = await _take(waiting, batch, reader)
                if batch and await self._apply(batch):
                    return True
                if isinstance(end, Exception):
                    raise end
                if end is END:
                    return False
                if not waiting.empty():
                    await asyncio.sleep(BETWEEN_BATCHES)
        finally:
            if time.monotonic() - began > STEADY:
                self._backoff.reset()
            self._reader = None
            reader.cancel()
            await asyncio.wait([reader])
            await stream.close()

    async def _apply(self, batch: list[SentEvent]) -> bool:
        """Commit `batch`, then tell of it. True where the session ended."""
        arrived: list[wire.AnyEvent] = []
        ended: wire.SessionEnded | None = None
        reset = False
        cursor = await self._cache.read(facts.cursor) or 0
        for sent in batch:
            if sent.id is not None and sent.id <= cursor and sent.kind != "reset":
                continue  # told again
            try:
                event = wire.decode_event(sent.kind, sent.data)
            except wire.Undecodable as error:
                log.error("event %s can't be read: %s", sent.id, error)
                event = None
            if isinstance(event, wire.Reset):
                reset = True
                break
            if isinstance(event, wire.SessionEnded):
                ended = event
                break
            if event is not None:
                arrived.append(event)
            cursor = sent.id if sent.id is not None else cursor
        if arrived or not (reset or ended):
            async with self._listing.events_come():
                told = await self._cache.write(
                    partial(arrivals.commit, arrived=arrived, cursor=cursor, here=self._here)
                )
            if told.account is not None:
                self._on_account(told.account)
            for event_ in told.events:
                self._tell(event_)
        if ended is not None:
            self._on_session_ended(ended.reason, ended.upgrade_url or "")
            return True
        if reset:
            log.info("the carrier asks for everything to be listed again")
            await self._cache.write(facts.forget_cursor)
            raise arrivals.CacheIsNew
        return False

    def _say(self, carrier: Carrier) -> None:
        if carrier is not self._carrier:
            self._carrier = carrier
            self._tell(CarrierChanged(carrier))


END = None
"""Stands in the queue where the carrier closed the stream."""
_MORE: Any = object()


async def _read(stream: EventStream, waiting: asyncio.Queue[SentEvent | Exception | None]) -> None:
    try:
        async for events in stream.batches():
            for event in events:
                await waiting.put(event)
        await waiting.put(END)
    except Exception as error:  # whatever it is, whoever takes must not wait for ever
        await waiting.put(error)


Waiting = asyncio.Queue[SentEvent | Exception | None]


async def _next(waiting: Waiting, reader: asyncio.Task[None]) -> SentEvent | Exception | None:
    """What came; `END` where the reader has been stopped and nothing of its is left."""
    if waiting.empty() and not reader.done():
        come = asyncio.create_task(waiting.get(), name="event stream, next")
        try:
            await asyncio.wait((come, reader), return_when=asyncio.FIRST_COMPLETED)
            if come.done():
                return come.result()
        finally:
            come.cancel()
            await asyncio.gather(come, return_exceptions=True)
    return END if waiting.empty() else waiting.get_nowait()


async def _take(waiting: Waiting, batch: list[SentEvent], reader: asyncio.Task[None]) -> Any:
    """Put what waits into `batch`, at least one. Returns what ended it: an error, `END`, or neither."""
    item = await _next(waiting, reader)
    while isinstance(item, SentEvent):
        batch.append(item)
        if waiting.empty() or len(batch) >= LARGEST_BATCH:
            return _MORE
        item = waiting.get_nowait()
    return item


def _state_of(error: Unanswered) -> Carrier:
    if error.certificate:
        return Carrier.CERTIFICATE_REFUSED
    return Carrier.CAPTIVE_PORTAL if error.captive_portal else Carrier.AWAY
