"""The phone with no screen on a test's desk: with a profile of its own, and everything it told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar, overload

from desktop.api.transport import HeadStart, none_needed
from desktop.bootstrap import open_phone
from desktop.domain.connection import Carrier, Registration
from desktop.domain.events import Event
from desktop.domain.messages import Message, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import Session, SignedIn, SignInOutcome
from desktop.domain.state import State
from desktop.phone import Phone
from desktop.services.headset import HeadsetReader, NoHeadset
from desktop.storage import facts
from desktop.system.credentials import Credentials, MemoryCredentials
from desktop.system.media_keys import NoMediaKeys, SystemMediaKeys
from desktop.transcribing.door import Transcriber
from desktop.voice import wire
from tests.fakes import FileCredentials, PuppetEngine

T = TypeVar("T")
E = TypeVar("E", bound=Event)


class Desk:
    def __init__(
        self, folder: Path, url: str, *, ca: Path | None = None, credentials: Credentials | None = None
    ) -> None:
        self.profile = folder / "profile"
        self._folder = folder
        self._url = url
        self._ca = ca
        self._credentials = credentials
        self.headset: HeadsetReader = NoHeadset()
        self.media_keys: SystemMediaKeys = NoMediaKeys()
        self.make_transcriber: Callable[[], Transcriber] = Transcriber
        self.head_start: HeadStart = none_needed
        self.events: list[Event] = []
        self.engine: PuppetEngine
        self.phone: Phone
        self.is_open = False

    async def open(self, *, url: str = "", region: str = "") -> Desk:
        def make(on_event: Callable[..., None], on_state: Callable[..., None]) -> PuppetEngine:
            self.engine = PuppetEngine(on_event, on_state)
            return self.engine

        self.phone = await open_phone(
            profile=self.profile,
            carrier_url=url or self._url,
            ca_file=self._ca,
            credentials=self._credentials or FileCredentials(self._folder / "keyring.json"),
            make_engine=make,
            device_name="Desk",
            make_headset=lambda: self.headset,
            make_media_keys=lambda: self.media_keys,
            make_transcriber=self.make_transcriber,
            head_start=self.head_start,
            region=region,
        )
        self.is_open = True
        self.phone.store.subscribe(lambda event, state: self.events.append(event))
        return self

    async def close(self) -> None:
        if self.is_open:
            self.is_open = False
            await self.phone.close()

    async def again(self) -> Desk:
        """Close and open, as after a restart; the events are counted anew."""
        await self.close()
        self.events.clear()
        return await self.open()

    @property
    def state(self) -> State:
        return self.phone.store.state

    def session(self) -> Session:
        """As it is now. A type checker believes that `state.session` stays what a test once asserted."""
        return self.state.session

    async def sign_in(self, email: str, password: str) -> SignInOutcome:
        """And wait until everything is there."""
        outcome = await self.phone.sessions.sign_in(email, password)
        if isinstance(outcome, SignedIn):
            await self.is_up()
        return outcome

    async def is_up(self) -> None:
        await self.until(lambda: self.state.carrier is Carrier.UP, "the carrier is up")

        async def all_is_listed() -> bool:
            present = self.phone.messages._present
            return present.parts is None or await present.parts.cache.read(facts.listed_below) is None

        await self.until(all_is_listed, "all is listed")
        await self.until(lambda: self.state.sync_done == self.state.sync_total, "and it is told")

    def register(self) -> None:
        self.engine.tell(wire.RegistrationState("registered", 200, "OK"))
        assert self.state.registration is Registration.REGISTERED

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @overload
    async def until(self, fact: Callable[[], Awaitable[T]], what: str = "", *, within: float = 10.0) -> T: ...

    @overload
    async def until(self, fact: Callable[[], T], what: str = "", *, within: float = 10.0) -> T: ...

    async def until(self, fact: Callable[[], T | Awaitable[T]], what: str = "", *, within: float = 10.0) -> T:
        """The first truthy answer of `fact`."""
        deadline = time.monotonic() + within
        while True:
            answer = fact()
            value: T = await answer if isinstance(answer, Awaitable) else answer
            if value:
                return value
            assert time.monotonic() < deadline, f"{what or 'it'}: not within {within} s; last {value!r}"
            await asyncio.sleep(0.01)

    def thread(self, peer: str, *, number: int = 0) -> ThreadKey:
        return ThreadKey(NumberId(self.state.numbers[number].id), Address(peer))

    async def messages(self, thread: ThreadKey) -> tuple[Message, ...]:
        return await self.phone.messages.load_messages(thread, limit=1000)


def memory() -> MemoryCredentials:
    return MemoryCredentials()
