"""Greetings in memory: what is asked of them becomes events, as with the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from desktop.domain import events as e
from desktop.domain.errors import FivelineError, Mendable
from desktop.domain.greetings import Away, Greetings, Kind, Making, NewGreeting, Own, Slot
from desktop.domain.numbers import NumberId
from desktop.domain.recording import Recording
from desktop.services.greetings import GreetingsOfNumbers
from desktop.store import Store

RATE = 16_000


def hum(seconds: float) -> Recording:
    """It rises and falls as words do."""
    values = (
        (place * 37 % 211 - 105) * (40 + place // 900 % 13 * 9) for place in range(round(seconds * RATE))
    )
    return Recording(RATE, b"".join(v.to_bytes(2, "little", signed=True) for v in values))


class MemoryGreetings(GreetingsOfNumbers):
    def __init__(self, store: Store, *, now: datetime | None = None) -> None:
        self.store = store
        self.now = now or datetime.now(UTC)
        self.said = hum(4)
        self.ends: tuple[str, bool] = "", True
        """The word that the next recording ends with, and whether there is something in it."""
        self.refuses: str = ""
        self.unheard: str = ""
        """Why nothing can be heard."""
        self.away_now: FivelineError | None = None
        self.played: list[tuple[str, Slot]] = []
        self._stopped = asyncio.Event()
        self._silence = asyncio.Event()
        self._deleted: dict[Slot, Greetings] = {}  # type: ignore[assignment]

    async def load(self, number_id: NumberId) -> None:
        if self.away_now is not None:
            raise self.away_now
        if number_id not in self.store.state.greetings:
            self.know(number_id, Greetings("fr", 6.2))

    def know(self, number_id: NumberId, greetings: Greetings) -> None:
        self.store.apply(e.GreetingsChanged({**self.store.state.greetings, number_id: greetings}))

    def make(self, slot: Slot, made: NewGreeting | None) -> None:
        self.store.apply(e.NewGreetingChanged(slot, made))

    async def record(self, slot: Slot) -> None:
        before = self.store.state.new_greetings.get(slot)
        self._stopped.clear()
        self.make(slot, NewGreeting(Making.RECORDING, seconds=1.2, level=-18))
        await self._stopped.wait()
        word, heard = self.ends
        if heard:
            self.make(slot, NewGreeting(Making.READY, self.said, end=self.said.seconds, problem=word))
        else:
            self.make(slot, replace(before or NewGreeting(Making.READY), problem=word))

    def stop(self) -> None:
        self._stopped.set()

    async def read_file(self, slot: Slot, path: str) -> None:
        if path.endswith(".wav"):
            self.make(slot, NewGreeting(Making.READY, self.said, end=min(60.0, self.said.seconds)))
        else:
            self.make(slot, NewGreeting(Making.READY, problem="sound-unreadable"))

    async def trim(self, slot: Slot, begin: float, end: float) -> None:
        self.make(slot, replace(self.store.state.new_greetings[slot], begin=begin, end=end, problem=""))

    async def discard(self, slot: Slot) -> None:
        self.make(slot, None)

    async def save(self, slot: Slot, dates: tuple[datetime, datetime] | None = None) -> None:
        made = self.store.state.new_greetings[slot]
        if self.refuses:
            self.make(slot, replace(made, problem=self.refuses))
            return
        known = self.store.state.greetings[slot.number_id]
        if dates is None:
            known = replace(known, own=Own(made.length, self.now))
        else:
            known = replace(known, away=Away(made.length, self.now, *dates))
        self.know(slot.number_id, known)
        self.make(slot, None)

    async def set_dates(self, number_id: NumberId, dates: tuple[datetime, datetime]) -> None:
        known = self.store.state.greetings[number_id]
        assert known.away is not None
        self.know(number_id, replace(known, away=replace(known.away, begins=dates[0], ends=dates[1])))

    async def delete(self, slot: Slot) -> None:
        known = self._deleted[slot] = self.store.state.greetings[slot.number_id]
        left = replace(known, own=None) if slot.kind is Kind.OWN else replace(known, away=None)
        self.know(slot.number_id, left)

    async def restore(self, slot: Slot) -> None:
        self.know(slot.number_id, self._deleted[slot])

    async def listen(self, slot: Slot, *, told: Callable[[float], None] = lambda second: None) -> None:
        await self._play("there", slot)

    async def listen_to_made(
        self, slot: Slot, *, from_second: float = 0.0, told: Callable[[float], None] = lambda second: None
    ) -> None:
        told(from_second)
        await self._play("made", slot)

    async def stop_listening(self) -> None:
        self._silence.set()

    async def _play(self, what: str, slot: Slot) -> None:
        if self.unheard:
            raise Mendable(self.unheard)
        self._silence.set()
        self._silence = asyncio.Event()
        self.played.append((what, slot))
        await self._silence.wait()
