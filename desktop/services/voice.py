"""The way to the voice engine: who hears its events, and as whom it is registered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop.domain.connection import Engine, Registration
from desktop.domain.events import EngineChanged, RegistrationChanged
from desktop.services.keeping import Sip
from desktop.store import Store
from desktop.voice import wire

log = logging.getLogger(__name__)


class VoiceEngine(Protocol):
    """`desktop.voice.supervisor.Supervisor`, or nothing where calls are not wanted."""

    async def start(self) -> None: ...

    def send(self, command: wire.AnyCommand) -> None: ...

    async def stop(self) -> None: ...


class NoEngine:
    """For a phone without voice: nothing rings, nothing sounds."""

    async def start(self) -> None:
        return None

    def send(self, command: wire.AnyCommand) -> None:
        log.debug("no voice engine for %s", type(command).__name__)

    async def stop(self) -> None:
        return None


Hear = Callable[[wire.AnyEvent], None]
MakeEngine = Callable[[Hear, Callable[[Engine], None]], VoiceEngine]


class Voice:
    def __init__(self, store: Store, make_engine: MakeEngine, *, ca_file: Path | None) -> None:
        self._store = store
        self._ca_file = ca_file
        self._listeners: list[Hear] = []
        self._engine = make_engine(self._hear, self._state)
        self._host = ""

    def listen(self, hear: Hear) -> None:
        self._listeners.append(hear)

    async def start(self) -> None:
        await self._engine.start()

    async def stop(self) -> None:
        await self._engine.stop()

    def send(self, command: wire.AnyCommand) -> None:
        self._engine.send(command)

    def register(self, sip: Sip, *, host: str) -> None:
        """Hold the device's registration with the carrier's SIP edge at `host`."""
        self.send(
            wire.Register(
                domain=sip.domain,
                user=sip.user,
                secret=sip.secret,
                host=host,
                tls_port=sip.tls_port,
                ca_file=None if self._ca_file is None else str(self._ca_file),
            )
        )

    def unregister(self) -> None:
        self.send(wire.Unregister())

    def _state(self, engine: Engine) -> None:
        self._store.apply(EngineChanged(engine))

    def _hear(self, event: wire.AnyEvent) -> None:
        if isinstance(event, wire.RegistrationState):
            try:
                registration = Registration(event.state)
            except ValueError:
                registration = Registration.NONE
            detail = f"{event.code} {event.reason}".strip() if event.code else event.reason
            self._store.apply(RegistrationChanged(registration, detail[:200]))
        for hear in self._listeners:
            try:
                hear(event)
            except Exception:  # one who fails must not cut the engine off from the others
                log.exception("a listener failed on %s", type(event).__name__)
