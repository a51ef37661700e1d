"""The one place where what is known changes.

Only the loop's thread applies events. Listeners are called in the order in which they came, after the state
has changed; one that raises is logged and the others still hear of it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from desktop.domain.events import Event
from desktop.domain.state import State, reduce

log = logging.getLogger(__name__)

Listener = Callable[[Event, State], None]


class Store:
    def __init__(self, state: State | None = None) -> None:
        self._state = state or State()
        self._listeners: list[Listener] = []
        self._thread = threading.get_ident()
        self._queue: list[Event] = []
        self._applying = False

    @property
    def state(self) -> State:
        return self._state

    def apply(self, event: Event) -> None:
        """Reduce `event`, then tell everyone. An event applied from a listener waits its turn."""
        assert threading.get_ident() == self._thread, "events are applied on the loop's thread only"
        self._queue.append(event)
        if self._applying:
            return
        self._applying = True
        try:
            while self._queue:
                self._apply_one(self._queue.pop(0))
        finally:
            self._applying = False

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(event, state)` after each event, until the function returned here is called."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _apply_one(self, event: Event) -> None:
        self._state = reduce(self._state, event)
        for listener in tuple(self._listeners):
            try:
                listener(event, self._state)
            except Exception:
                log.exception("a listener failed on %s", type(event).__name__)
