"""Which calls of the account go on now: the carrier tells of each change; at the start it is asked once."""

from __future__ import annotations

import logging

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.errors import FivelineError
from desktop.domain.state import State
from desktop.services.present import Present
from desktop.services.tasks import Tasks
from desktop.store import Store

log = logging.getLogger(__name__)


class ActiveCalls:
    def __init__(self, store: Store, present: Present, tasks: Tasks) -> None:
        self._store = store
        self._present = present
        self._tasks = tasks
        self._told = 0
        store.subscribe(self._hear)

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CarrierChanged(Carrier.UP):
                self._tasks.start(self._ask(), "calls that go on")
            case e.ActiveCallsChanged():
                self._told += 1
            case _:
                pass

    async def _ask(self) -> None:
        told, parts = self._told, self._present.parts
        if parts is None:
            return
        try:
            calls = await parts.ways().api.active_calls()
        except FivelineError as error:
            log.info("which calls go on is not known: %s", type(error).__name__)
            return
        newest = told == self._told and self._present.parts is parts
        if newest and calls != self._store.state.active_calls:
            self._store.apply(e.ActiveCallsChanged(calls))
