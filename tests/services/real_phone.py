"""A whole phone without a window: with its real voice engine, signed in at the test's carrier."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.bootstrap import open_phone
from desktop.domain.calls import Call, CallId, CallRecord, Phase
from desktop.domain.connection import Engine, Readiness
from desktop.domain.events import Event, HistoryChanged
from desktop.domain.history import CallQuery
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.phone import Phone
from desktop.services.voice import Hear
from desktop.voice.supervisor import Supervisor
from tests.carrier.running import PASSWORD, Person, RunningCarrier
from tests.fakes import FileCredentials


class RealPhone:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.events: list[Event] = []
        phone.store.subscribe(lambda event, state: self.events.append(event))

    @classmethod
    async def open(
        cls,
        carrier: RunningCarrier,
        person: Person,
        name: str,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> RealPhone:
        """Ready to call and to be called; with the sound system of `environment`, or with none."""
        silent = {"PULSE_SERVER": "unix:/nonexistent", "PATH": os.environ["PATH"]}

        def make(on_event: Hear, on_state: Callable[[Engine], None]) -> Supervisor:
            return Supervisor(on_event, on_state, environment=environment or silent)

        opened = cls(
            await open_phone(
                profile=folder / name,
                carrier_url=carrier.ready.http,
                ca_file=Path(carrier.ready.ca),
                credentials=FileCredentials(folder / f"{name}.json"),
                device_name=name,
                make_engine=make,
            )
        )
        assert isinstance(await opened.phone.sessions.sign_in(person.email, PASSWORD), SignedIn)
        await opened.until(lambda: opened.state.readiness is Readiness.READY, "it is ready")
        return opened

    @property
    def state(self) -> State:
        return self.phone.store.state

    @property
    def device_id(self) -> str:
        session = self.state.session
        assert isinstance(session, SignedIn)
        return session.device_id

    async def close(self) -> None:
        await self.phone.close()

    async def until(self, fact: Callable[[], object], what: str, *, within: float = 15.0) -> None:
        """Looked at after each event, and now."""
        reached = asyncio.Event()

        def look(*_: object) -> None:
            if fact():
                reached.set()

        leave = self.phone.store.subscribe(look)
        look()
        try:
            await asyncio.wait_for(reached.wait(), within)
        except TimeoutError:
            raise AssertionError(f"not so within {within} s: {what}; {self.events[-8:]}") from None
        finally:
            leave()

    async def rings(self) -> Call:
        await self.until(lambda: self._ringing, "it rings")
        ringing = self._ringing
        assert ringing is not None
        return ringing

    @property
    def _ringing(self) -> Call | None:
        return next((call for call in self.state.live_calls if call.phase is Phase.RINGING), None)

    def phase(self, call_id: CallId) -> Phase | None:
        call = self.state.call(call_id)
        return None if call is None else call.phase

    async def kept(self) -> CallRecord:
        """The newest call, once the history has one."""

        def there() -> bool:
            return any(isinstance(event, HistoryChanged) and event.records for event in self.events)

        await self.until(there, "the history has a call")
        return (await self.phone.history.load_calls(CallQuery()))[0]

    async def talks(self, call_id: CallId) -> None:
        await self.until(lambda: self.phase(call_id) is Phase.TALKING, "it talks")

    async def ended(self, call_id: CallId) -> Call:
        await self.until(lambda: self.phase(call_id) is Phase.ENDED, "it is over")
        call = self.state.call(call_id)
        assert call is not None
        return call
