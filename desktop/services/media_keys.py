"""The play/pause key answers and hangs up where no headset with telephone keys is, and only around a call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desktop.domain.calls import Call, Direction, Phase
from desktop.domain.events import Event
from desktop.domain.headset import HeadsetKey
from desktop.domain.state import State
from desktop.store import Store
from desktop.system.media_keys import SystemMediaKeys

SAME_PRESS = 0.5
"""Seconds without a key after which the next one is another press: one held down, or a flood, is one."""


class MediaKeys:
    def __init__(self, store: Store, press: Callable[[HeadsetKey], None]) -> None:
        """`press` does what the key of a headset would do."""
        self._store, self._press = store, press
        self._changed = asyncio.Event()
        self._heard_at = float("-inf")

    async def run(self, keys: SystemMediaKeys) -> None:
        """Until it is cancelled."""
        unsubscribe = self._store.subscribe(self._follow)
        taken = False
        try:
            while True:
                self._changed.clear()
                if taken != (wanted := _wanted(self._store.state)):
                    taken = wanted
                    await (keys.take(self._hear) if wanted else keys.give_back())
                await self._changed.wait()
        finally:
            unsubscribe()
            await keys.give_back()

    def _follow(self, event: Event, state: State) -> None:
        del event, state
        self._changed.set()

    def _hear(self, key: HeadsetKey) -> None:
        now = asyncio.get_running_loop().time()
        is_new = now - self._heard_at >= SAME_PRESS
        self._heard_at = now
        if is_new and _wanted(self._store.state):
            self._press(key)


def _wanted(state: State) -> bool:
    return not state.headset.is_heard and any(map(_concerns, state.live_calls))


def _concerns(call: Call) -> bool:
    """Music goes on under a call that must not disturb: so does its key."""
    rings_here = call.direction is Direction.INCOMING and call.phase in (Phase.RINGING, Phase.DIALING)
    return not (rings_here and call.silenced)
