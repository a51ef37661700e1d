"""Who wants to know at once that something was committed: event streams, the delivery job, the SIP edge.

A signal carries no data. Whoever is woken reads the database, so a lost or doubled signal does no harm, and a
process that never hears one (another worker's) finds the same by its slow poll.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

WORK = "work"
"""The topic of messages to deliver."""
LATER = "later"
"""The topic of messages that wait for their time."""
ENDED = "ended"
"""The topic of sessions that the SIP edge has to be told of. All other topics are account ids."""


class Signals:
    """Rung from any thread, heard on the loop that `attach` names."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def ring(self, topic: str) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._wake, topic)

    def ring_all(self) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake_all)

    @contextmanager
    def listen(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set at each ring; the listener clears it before it reads."""
        event = asyncio.Event()
        self._listeners[topic].add(event)
        try:
            yield event
        finally:
            self._listeners[topic].discard(event)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def _wake(self, topic: str) -> None:
        for event in self._listeners.get(topic, ()):
            event.set()

    def _wake_all(self) -> None:
        for events in self._listeners.values():
            for event in events:
                event.set()
