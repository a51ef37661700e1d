"""Listing everything: at the first sign-in, and when the carrier's stream has been reset.

Interrupted anywhere, it goes on where it stopped. The cursor is taken before the first page, so what changes
meanwhile comes again as an event. Messages are listed while the events are followed already: a page that an
event may have overtaken is asked for again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from desktop.api.carrier import CarrierApi
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.events import CacheReplaced, Event, MoneyChanged, SyncProgressed
from desktop.domain.greetings import Greetings
from desktop.domain.later import Scheduled
from desktop.domain.messages import Message, ThreadKey
from desktop.domain.numbers import Capability, Number, NumberId
from desktop.domain.session import Account, DeviceId
from desktop.services import in_sight
from desktop.storage import (
    blocking,
    contacts,
    facts,
    greetings,
    history,
    later,
    messages,
    money,
    numbers,
    thread_flags,
    threads,
    voicemails,
)
from desktop.storage.database import Database

log = logging.getLogger(__name__)

FROM_THE_TOP = -1
P = TypeVar("P", bound="_Page")


class Listing:
    def __init__(
        self,
        *,
        cache: Database,
        api: CarrierApi,
        here: DeviceId,
        tell: Callable[[Event], None],
        on_account: Callable[[Account], None],
    ) -> None:
        self._cache = cache
        self._api = api
        self._here = here
        self._tell = tell
        self._on_account = on_account
        self._prices_listed = False
        self._applied = 0
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def events_come(self) -> AsyncIterator[None]:
        """Events are committed meanwhile: pages that were asked for before may be older than they."""
        async with self._one_at_a_time:
            self._applied += 1
            yield

    async def begin(self) -> None:
        """All but the messages, where it was not done yet. Raises `Refused` or `Unanswered`."""
        if await self._cache.read(facts.cursor) is None:
            await self._begin()
        if not self._prices_listed:
            await self._list_prices()
            self._prices_listed = True

    async def _begin(self) -> None:
        me = await self._api.me()
        account = me.to_domain()
        mine = [n.to_domain() for n in (await self._api.numbers()).numbers]
        people = [c.to_domain() for c in (await self._api.contacts()).contacts]
        unwanted = [b.to_domain() for b in (await self._api.blocked_numbers()).blocked]
        waiting = await self._list_scheduled()
        of_voicemails = await _every(lambda before: self._api.voicemails(before=before))
        left = [v.to_domain() for each in of_voicemails for v in each.voicemails]
        heard = await self._list_greetings(mine)
        flags = await self._api.thread_flags()
        page = await self._api.conversations(before=None)
        newest = [c.last_message.to_domain() for c in page.conversations]
        of_calls = await _every(lambda before: self._api.calls(before=before))
        calls = [c.to_domain(here=self._here) for each in of_calls for c in each.calls]

        def work(db: Any) -> tuple[Event, ...]:
            generation = facts.begin_generation(db)
            facts.set_account(db, account)
            numbers.store(db, mine)
            contacts.store_all(db, people)
            blocking.store_all(db, unwanted)
            later.store_all(db, waiting)
            voicemails.replace(db, left)
            greetings.store_all(db, heard)
            history.store_calls(db, calls, generation=generation)
            history.forget_older_calls(db, generation)
            messages.store(db, newest, generation=generation)
            flagged = threads.flagged(db)
            thread_flags.store_all(db, flags)
            threads.refresh(db, [*flagged, *(f.key for f in flags), *(m.thread for m in newest)])
            threads.show_waiting(db)
            facts.set_cursor(db, me.event_cursor)
            facts.set_listed_below(db, FROM_THE_TOP)
            return in_sight.everything(db)

        events = await self._cache.write(work)
        self._on_account(account)
        total = max((m.sequence for m in newest), default=0)
        self._tell_all((*events, SyncProgressed(0, total), CacheReplaced()))

    async def _list_greetings(self, mine: Iterable[Number]) -> dict[NumberId, Greetings]:
        heard: dict[NumberId, Greetings] = {}
        for number in mine:
            if number.can(Capability.VOICEMAIL):
                try:
                    heard[number.id] = await self._api.greetings(number.id)
                except Refused as refused:
                    if refused.status != 404:  # an older carrier, which has one for all
                        raise
        return heard

    async def _list_scheduled(self) -> list[Scheduled]:
        scheduled: list[Scheduled] = []
        after: str | None = None
        while True:
            page = await self._api.scheduled_messages(after=after)
            scheduled += [each.to_domain() for each in page.scheduled]
            if page.next is None:
                return scheduled
            if after is not None and page.next <= after:
                raise Unanswered("a list does not end", reached=True)
            after = page.next

    async def go_on(self) -> None:
        """List the messages still to come, from the newest down. Raises `Refused` or `Unanswered`."""
        below, total = await self._cache.read(lambda db: (facts.listed_below(db), messages.newest_of_all(db)))
        if below is None:
            return
        self._tell(SyncProgressed(0 if below == FROM_THE_TOP else max(0, total - below), total))
        seen: set[ThreadKey] = set()
        page = self._ask(None if below == FROM_THE_TOP else below)
        try:
            while True:
                asked = page
                listed, following = await asked.answer
                if following is not None:
                    page = self._ask(following)  # while this one is kept
                keep = partial(_keep_page, seen=seen)
                if asked.applied == self._applied:
                    events = await self._cache.write(partial(keep, listed=listed, following=following))
                else:
                    async with self._one_at_a_time:  # events that go on coming wait for this one page
                        listed, following = await self._fetch(asked.before)
                        events = await self._cache.write(partial(keep, listed=listed, following=following))
                total = max(total, *(m.sequence for m in listed), 0)
                done = total if following is None else max(0, total - following)
                self._tell(SyncProgressed(done, total))
                if following is None:
                    self._tell_all((*events, CacheReplaced()))
                    return
                if page.before != following:
                    page.answer.cancel()
                    page = self._ask(following)
        finally:
            page.answer.cancel()
            await asyncio.gather(page.answer, return_exceptions=True)

    def _ask(self, before: int | None) -> _Asked:
        answer = asyncio.create_task(self._fetch(before), name="a page of messages")
        return _Asked(before, self._applied, answer)

    async def _fetch(self, before: int | None) -> tuple[list[Message], int | None]:
        page = await self._api.messages(before=before)
        listed = [m.to_domain() for m in page.messages]
        return listed, None if page.next is None else _further(before, page.next)

    async def _list_prices(self) -> None:
        """At each start: a tariff changes seldom, and nobody tells of it."""
        try:
            tariff, balance = (await self._api.tariff()).to_domain(), (await self._api.balance()).to_domain()
        except Refused as refused:
            if refused.status != 404:  # an older carrier, which has no prices
                raise
            return

        def work(db: Any) -> Event:
            money.store_tariff(db, tariff)
            money.store_balance(db, balance)
            return MoneyChanged(money.load(db))

        self._tell(await self._cache.write(work))

    def _tell_all(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self._tell(event)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page that was asked for ahead."""

    before: int | None
    applied: int
    """How many times events had been committed when it was asked for."""
    answer: asyncio.Task[tuple[list[Message], int | None]]


def _keep_page(
    db: Any, listed: list[Message], following: int | None, seen: set[ThreadKey]
) -> tuple[Event, ...]:
    """`seen` are threads whose newest message stands in the list of conversations already."""
    generation = facts.generation(db)
    messages.store(db, listed, generation=generation)
    facts.set_listed_below(db, following)
    if following is None:
        messages.forget_older(db, generation)
        threads.refresh_all(db)
    else:
        changed = {m.thread for m in listed if m.thread not in seen or not m.read}
        threads.refresh(db, changed)
        seen |= changed
    return in_sight.counts(db)


class _Page(Protocol):
    @property
    def next(self) -> int | None: ...


async def _every(ask: Callable[[int | None], Awaitable[P]]) -> list[P]:
    """Each page of a list, from the newest down. Raises `Refused` or `Unanswered`."""
    pages = [await ask(None)]
    before: int | None = None
    while (following := pages[-1].next) is not None:
        before = _further(before, following)
        pages.append(await ask(before))
    return pages


def _further(before: int | None, following: int) -> int:
    """The next page's start. Raises `Unanswered` where it is not further down: the same page for ever."""
    if before is not None and following >= before:
        raise Unanswered("a list does not end", reached=True)
    return following
