"""The call history (CALL-7), read from the cache."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import uuid4

from desktop.domain.calls import CallRecord
from desktop.domain.events import HistoryChanged
from desktop.domain.history import CallQuery
from desktop.domain.numbers import NumberId
from desktop.domain.outbox import (
    MOST_CALLS,
    DeleteCalls,
    Intent,
    IntentId,
    MarkCallsSeen,
    RestoreCalls,
    in_parts,
)
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.storage import history, outbox


class History:
    def __init__(self, present: Present, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._clock = clock

    async def load_calls(
        self,
        query: CallQuery,
        *,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[CallRecord, ...]:
        """Calls with a sequence below `before`, newest first."""
        work = partial(history.load_calls, query=query, before=before, limit=limit)
        return await self._present.read(work, otherwise=())

    async def find_call(self, call_id: str) -> CallRecord | None:
        """None where it is not shown any more."""
        return await self._present.read(lambda db: history.load_call(db, call_id), otherwise=None)

    async def delete_calls(self, call_ids: Iterable[str]) -> None:
        """They are shown no more; `restore_calls` takes it back. Raises `Mendable`."""
        named = tuple(dict.fromkeys(call_ids))
        at = self._clock()

        def work(db: Any) -> None:
            for part in in_parts(named, MOST_CALLS):
                outbox.add(db, Intent(IntentId(str(uuid4())), DeleteCalls(part), at))

        await self._present.change(work)
        self._present.store.apply(HistoryChanged((), frozenset(named)))

    async def restore_calls(self, call_ids: Iterable[str]) -> None:
        """What has not left yet never leaves; what has is asked for again. Raises `Mendable`."""
        named = tuple(dict.fromkeys(call_ids))
        at = self._clock()

        def work(db: Any) -> tuple[CallRecord, ...]:
            left = outbox.take_back_all(db, DeleteCalls, named, lambda act: act.call_ids)
            for part in in_parts(left, MOST_CALLS):
                outbox.add(db, Intent(IntentId(str(uuid4())), RestoreCalls(part), at))
            return history.find_calls(db, named)

        self._present.store.apply(HistoryChanged(await self._present.change(work)))

    async def mark_calls_seen(self, number_id: NumberId | None) -> None:
        none: dict[NumberId, int] = {}
        newest = await self._present.read(lambda db: history.newest_calls(db, number_id), otherwise=none)
        for number, up_to in newest.items():
            intent = Intent(IntentId(str(uuid4())), MarkCallsSeen(number, up_to), self._clock())
            await self._present.intend(intent, lambda db: None)
        if newest:
            self._present.store.apply(HistoryChanged(()))
