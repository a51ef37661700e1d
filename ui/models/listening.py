"""How a view-model hears of events without being kept alive by the store."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakMethod

from desktop.domain.events import Event
from desktop.domain.state import State
from desktop.store import Store

Start = Callable[[Coroutine[Any, Any, Any]], object]
"""Runs a coroutine on the loop and keeps it until it is done."""


def listen(store: Store, method: Callable[[Event, State], None]) -> Callable[[], None]:
    """Subscribe a bound method weakly: whoever drops the object need not unsubscribe."""
    heard_by = WeakMethod(method)

    def hear(event: Event, state: State) -> None:
        still_there = heard_by()
        if still_there is None:
            unsubscribe()
        else:
            still_there(event, state)

    unsubscribe = store.subscribe(hear)
    return unsubscribe
