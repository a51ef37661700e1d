"""A phone without a window: the supervisor, its engine, and all that the engine told."""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import Callable, Mapping
from typing import TypeVar

from desktop.domain.connection import Engine
from desktop.voice.supervisor import Supervisor
from desktop.voice.wire import (
    Answer,
    AnyCommand,
    AnyEvent,
    Confirmed,
    Dial,
    Ended,
    HangUp,
    Incoming,
    Register,
    RegistrationState,
    Ringing,
)

E = TypeVar("E")
PATIENCE = 10.0


class Phone:
    def __init__(self, name: str, number: str, environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.number = number
        self.told: list[AnyEvent] = []
        self.told_at: list[float] = []
        """`time.monotonic()` of each."""
        self.states: list[Engine] = []
        self._news = asyncio.Event()
        plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        # No sound system at all, unless the test gives one.
        silent = plain | {"PULSE_SERVER": "unix:/nonexistent"}
        self._supervisor = Supervisor(self._hear, self._see, environment=environment or silent)

    @property
    def pid(self) -> int:
        pid = self._supervisor.pid
        assert pid is not None
        return pid

    def _hear(self, event: AnyEvent) -> None:
        self.told.append(event)
        self.told_at.append(time.monotonic())
        self._news.set()

    def _see(self, state: Engine) -> None:
        self.states.append(state)
        self._news.set()

    async def start(self, registration: Register | None = None) -> None:
        await self._supervisor.start()
        if registration is not None:
            self.send(registration)
            await self.hears(RegistrationState, lambda event: event.state == "registered")

    async def stop(self) -> None:
        await self._supervisor.stop()

    def send(self, command: AnyCommand) -> None:
        self._supervisor.send(command)

    async def until(self, fact: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        async def wait() -> None:
            while not fact():
                self._news.clear()
                await self._news.wait()

        try:
            await asyncio.wait_for(wait(), within)
        except TimeoutError:
            raise AssertionError(
                f"{self.name} never heard: {what}; heard {self.told[-12:]}, {self.states}"
            ) from None

    async def hears(
        self,
        kind: type[E],
        fits: Callable[[E], bool] = lambda _: True,
        *,
        after: int = 0,
        within: float = PATIENCE,
    ) -> E:
        """The first such event among all that were told, or told soon; `after` leaves out the first ones."""

        def found() -> E | None:
            return next((e for e in self.told[after:] if isinstance(e, kind) and fits(e)), None)

        await self.until(lambda: found() is not None, kind.__name__, within)
        event = found()
        assert event is not None
        return event

    def dial(self, to: str) -> str:
        call_id = str(uuid.uuid4())
        self.send(Dial(call_id=call_id, to=to, number=self.number))
        return call_id

    async def rings(self, after: int = 0) -> Incoming:
        return await self.hears(Incoming, after=after)

    async def ended(self, call_id: str) -> Ended:
        return await self.hears(Ended, lambda event: event.call_id == call_id)

    async def confirmed(self, call_id: str) -> Confirmed:
        return await self.hears(Confirmed, lambda event: event.call_id == call_id)

    async def hears_ringing(self, call_id: str) -> Ringing:
        return await self.hears(Ringing, lambda event: event.call_id == call_id)

    async def hang_up(self, call_id: str) -> Ended:
        self.send(HangUp(call_id))
        return await self.ended(call_id)


async def talk(caller: Phone, called: Phone) -> tuple[str, str]:
    """A call from one to the other, answered: its id on either side."""
    before = len(called.told)
    mine = caller.dial(called.number)
    incoming = await called.rings(after=before)
    called.send(Answer(incoming.call_id))
    await caller.confirmed(mine)
    await called.confirmed(incoming.call_id)
    return mine, incoming.call_id
