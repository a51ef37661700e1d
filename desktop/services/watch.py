"""Keeps the log of what this computer knows of itself: whether it ran, was awake, and could be called.

Nothing can be written while the computer sleeps or after the program was killed. So what goes on is written
again each minute, and a sleep is found out on waking.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from desktop.domain import events as e
from desktop.domain.connection import Engine, Registration
from desktop.domain.errors import Mendable
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.domain.watch import RangHere, Span, Watched, Way
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.services.tasks import Tasks
from desktop.services.voice import Voice
from desktop.storage import watch
from desktop.store import Store
from desktop.system.way_out import LONGEST_BETWEEN_LOOKS, SLEPT, clock_that_counts_sleep, own_addresses
from desktop.voice import wire

log = logging.getLogger(__name__)

BETWEEN_LOOKS = 5.0
BETWEEN_NOTES = 60.0
"""Seconds between two notes that all goes on."""
SOUNDS_WITHIN = 2.0
"""Seconds after which a bell that has not begun to sound will not."""


@dataclass(frozen=True, slots=True)
class _Ringing:
    """The call that rings now, with a bell."""

    call_id: str
    """The engine's."""
    rang: RangHere
    since: float
    sounded: tuple[str, ...] = ()
    """The devices that were heard of it, each for a while at least."""


class Watch:
    def __init__(
        self,
        store: Store,
        present: Present,
        voice: Voice,
        *,
        clock: Clock = utc_now,
        awake: Callable[[], float] = time.monotonic,
        asleep_too: Callable[[], float] = clock_that_counts_sleep,
        addresses: Callable[[], tuple[str, ...]] = own_addresses,
    ) -> None:
        self._store = store
        self._present = present
        self._clock = clock
        self._awake = awake
        self._asleep_too = asleep_too
        self._addresses = addresses
        self._tasks = Tasks()
        self._running: asyncio.Task[None] | None = None
        self._open: dict[Watched, Span] = {}
        self._to_keep: list[Span | RangHere] = []
        self._noted = 0.0
        self._ringers: tuple[str, ...] = ()
        self._ringing: _Ringing | None = None
        self._looked = (awake(), asleep_too())
        store.subscribe(self._hear)
        voice.listen(self._hear_engine)

    async def close(self) -> None:
        """Write down until when it went on."""
        await self._tasks.stop()
        await self._note()
        self._open.clear()

    async def look(self) -> None:
        """Find out whether the computer slept. Write down what is new, and each minute that all goes on."""
        (awake, asleep_too), self._looked = self._looked, (self._awake(), self._asleep_too())
        passed_awake, passed = self._looked[0] - awake, self._looked[1] - asleep_too
        if self._open and (passed - passed_awake > SLEPT or passed_awake > LONGEST_BETWEEN_LOOKS):
            now = self._clock()
            self._to_keep.append(Span(Watched.ASLEEP, now - timedelta(seconds=passed), now))
        if self._to_keep or self._awake() - self._noted >= BETWEEN_NOTES:
            await self._note()

    def going_on(self) -> tuple[Span, ...]:
        """What is so until now, and what is still to be written."""
        now = self._clock()
        waiting = (each for each in self._to_keep if isinstance(each, Span))
        return (*waiting, *(replace(span, until=now) for span in self._open.values()))

    async def _run(self) -> None:
        await self._forget_old()
        while True:
            await self.look()
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _forget_old(self) -> None:
        now = self._clock()
        try:
            await self._present.write(lambda db: watch.forget_old(db, now))
        except Mendable as error:
            log.info("the old watch could not be forgotten: %s", error.word)

    async def _note(self) -> None:
        if self._present.parts is None:
            return
        self._noted = self._awake()
        keeping, self._to_keep = list(self.going_on()) + _rung(self._to_keep), []
        try:
            await self._present.write(lambda db: watch.keep(db, keeping))
        except Mendable as error:
            log.info("the watch could not be written down: %s", error.word)

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.SessionChanged(SignedIn()) if Watched.RUNNING not in self._open:
                now = self._clock()
                self._looked = (self._awake(), self._asleep_too())  # nobody looked before: that was no sleep
                self._open[Watched.RUNNING] = Span(Watched.RUNNING, now, now)
                self._turn(state)
                self._running = self._tasks.start(self._run(), "watch")
            case e.SessionChanged(session) if not isinstance(session, SignedIn):
                self._open.clear()
                self._to_keep.clear()
                if self._running is not None:
                    self._running.cancel()
            case e.RegistrationChanged() | e.EngineChanged():
                self._turn(state)
            case _:
                pass

    def _turn(self, state: State) -> None:
        """The way of calls stands in another manner than before, perhaps."""
        if Watched.RUNNING not in self._open:
            return
        before = self._open.get(Watched.WAY)
        way = self._way(state, None if before is None else before.way)
        if before is not None and before.way is way:
            return
        now = self._clock()
        if before is not None and before.began_at < now:
            self._to_keep.append(replace(before, until=now))
        self._open[Watched.WAY] = Span(Watched.WAY, now, now, way)

    def _way(self, state: State, before: Way | None) -> Way:
        if state.engine in (Engine.BROKEN, Engine.RESTARTING):
            return Way.NO_ENGINE
        match state.registration:
            case Registration.REGISTERED:
                return Way.REGISTERED
            case Registration.REFUSED:
                return Way.REFUSED
            case Registration.UNREACHABLE:
                return Way.AWAY if self._addresses() else Way.NO_NETWORK
            case Registration.NONE | Registration.REGISTERING:
                # It is tried again and again while the carrier is away: that is one absence, not many.
                return before if before in (Way.AWAY, Way.NO_NETWORK) else Way.CONNECTING

    def _hear_engine(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.Devices(ringers=ringers):
                self._ringers = ringers
            case wire.Incoming(call_id=call_id, session_id=carrier_id, number=called) if carrier_id:
                rang = RangHere(
                    carrier_id,
                    self._clock(),
                    ", ".join(self._ringers),
                    self._is_quiet(called),
                    self._gone(but=self._ringers),
                    self._store.state.ringing.volume == 0,
                )
                alone = all(call.id == call_id for call in self._store.state.live_calls)
                if alone and not rang.quiet:  # beside another call there is no bell, but a soft tone
                    self._ringing = _Ringing(call_id, rang, self._awake())
                self._keep_soon(rang)
            case wire.RingsOn(devices=devices) if devices and self._ringing is not None:
                sounded = tuple(dict.fromkeys((*self._ringing.sounded, *devices)))
                rang = replace(
                    self._ringing.rang,
                    ringer=", ".join(sounded),
                    gone=self._gone(but=(*self._ringers, *sounded)),
                )
                self._ringing = replace(self._ringing, rang=rang, sounded=sounded)
                self._keep_soon(rang)
            case wire.Ended(call_id=call_id) if self._ringing and call_id == self._ringing.call_id:
                ringing, self._ringing = self._ringing, None
                if self._awake() - ringing.since >= SOUNDS_WITHIN:  # what was there to ring on, and did not
                    sounded = ringing.sounded
                    self._keep_soon(
                        replace(ringing.rang, ringer=", ".join(sounded), gone=self._gone(but=sounded))
                    )
            case _:
                pass

    def _keep_soon(self, rang: RangHere) -> None:
        self._to_keep.append(rang)
        if self._present.parts is not None:
            self._tasks.start(self.look(), "a call that rang")

    def _gone(self, *, but: tuple[str, ...]) -> str:
        """The devices chosen to ring, without these."""
        return ", ".join(name for name in self._store.state.ringing.devices if name not in but)

    def _is_quiet(self, e164: str) -> bool:
        state = self._store.state
        return any(number.e164 == e164 and state.quiet.silences(number.id) for number in state.numbers)


def _rung(entries: list[Span | RangHere]) -> list[Span | RangHere]:
    return [each for each in entries if isinstance(each, RangHere)]
