"""Listing everything: at the first sign-in, and when the carrier's stream has been reset.

Interrupted anywhere, it goes on where it stopped. The cursor is taken before the first page, so what changes
meanwhile comes again as an event.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.api.carrier import CarrierApi
from desktop.domain.calls import CallRecord
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.events import CacheReplaced, Event, MoneyChanged, SyncProgressed
from desktop.domain.later import Scheduled
from desktop.domain.messages import Message
from desktop.domain.session import Account, DeviceId
from desktop.services import arrivals
from desktop.storage import (
    blocking,
    contacts,
    facts,
    history,
    later,
    messages,
    money,
    numbers,
    thread_flags,
    threads,
)
from desktop.storage.database import Database

log = logging.getLogger(__name__)

FROM_THE_TOP = -1


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

    async def complete(self) -> None:
        """Do what is still to be done, if anything. Raises `Refused` or `Unanswered`."""
        if await self._cache.read(facts.cursor) is None:
            await self._begin()
        below = await self._cache.read(facts.listed_below)
        if below is not None:
            await self._list_messages(below)
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
        left = [v.to_domain() for v in (await self._api.voicemails()).voicemails]
        flags = await self._api.thread_flags()
        page = await self._api.conversations(before=None)
        newest = [c.last_message.to_domain() for c in page.conversations]
        calls = await self._list_calls()

        def work(db: Any) -> tuple[Event, ...]:
            generation = facts.begin_generation(db)
            facts.set_account(db, account)
            numbers.store(db, mine)
            contacts.store_all(db, people)
            blocking.store_all(db, unwanted)
            later.store_all(db, waiting)
            history.replace_voicemails(db, left)
            history.store_calls(db, calls, generation=generation)
            history.forget_older_calls(db, generation)
            messages.store(db, newest, generation=generation)
            flagged = threads.flagged(db)
            thread_flags.store_all(db, flags)
            threads.refresh(db, [*flagged, *(f.key for f in flags), *(m.thread for m in newest)])
            facts.set_cursor(db, me.event_cursor)
            facts.set_listed_below(db, FROM_THE_TOP)
            return arrivals.picture(db)

        events = await self._cache.write(work)
        self._on_account(account)
        self._tell_all((*events, CacheReplaced()))

    async def _list_calls(self) -> list[CallRecord]:
        calls: list[CallRecord] = []
        before: int | None = None
        while True:
            page = await self._api.calls(before=before)
            calls += [c.to_domain(here=self._here) for c in page.calls]
            if page.next is None:
                return calls
            before = _further(before, page.next)

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

    async def _list_messages(self, below: int) -> None:
        before = None if below == FROM_THE_TOP else below
        total = 0
        while True:
            page = await self._api.messages(before=before)
            listed = [m.to_domain() for m in page.messages]
            if listed:
                total = max(total, *(m.sequence for m in listed))
            following = None if page.next is None else _further(before, page.next)
            events = await self._cache.write(partial(_keep_page, listed=listed, following=following))
            self._tell(SyncProgressed(total if following is None else max(0, total - following), total))
            before = following
            if following is None:
                self._tell_all((*events, CacheReplaced()))
                return

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


def _keep_page(db: Any, listed: list[Message], following: int | None) -> tuple[Event, ...]:
    generation = facts.generation(db)
    messages.store(db, listed, generation=generation)
    facts.set_listed_below(db, following)
    if following is None:
        messages.forget_older(db, generation)
        threads.refresh_all(db)
    else:
        threads.refresh(db, [m.thread for m in listed])
    return arrivals.counts(db)


def _further(before: int | None, following: int) -> int:
    """The next page's start. Raises `Unanswered` where it is not further down: the same page for ever."""
    if before is not None and following >= before:
        raise Unanswered("a list does not end", reached=True)
    return following
