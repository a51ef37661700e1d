"""Whether this device rings: the carrier calls it, and each link of the chain is looked at (CALL-8)."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from uuid import uuid4

from desktop.domain.connection import Carrier, Engine, Registration
from desktop.domain.errors import FivelineError, Mendable, Refused
from desktop.domain.events import RingCheckChanged
from desktop.domain.numbers import NumberId, NumberStatus
from desktop.domain.ring_check import Holds, Link, RingCheck, Tried
from desktop.domain.state import State
from desktop.services.calls import Calls
from desktop.services.present import Present
from desktop.services.voice import Voice
from desktop.store import Store
from desktop.voice import wire

log = logging.getLogger(__name__)

CALL_WITHIN = 5.0
BELL_WITHIN = 3.0
RINGS_FOR = 1.5
"""Seconds: long enough to be heard."""


class RingChecks:
    def __init__(self, store: Store, present: Present, voice: Voice, calls: Calls) -> None:
        self._store = store
        self._present = present
        self._voice = voice
        self._calls = calls
        self._carrier_id = ""
        self._call_id = ""
        """The engine's, of the call that came."""
        self._came = asyncio.Event()
        self._sounding = asyncio.Event()
        self._sounds_on: tuple[str, ...] = ()
        voice.listen(self._hear)

    async def begin(self, number_id: NumberId) -> None:
        """Look at each link, and have the carrier call `number_id` here. How far it is comes as events.

        Over within seconds. One at a time: while one runs, nothing happens. Raises `Mendable` ("in-a-call"):
        in a call it does not ring, it sounds softly.
        """
        if self._store.state.live_calls:
            raise Mendable("in-a-call")
        check = self._store.state.ring_check
        if check is not None and check.running:
            return
        self._tell(RingCheck(number_id))
        try:
            for link in (Link.PROGRAM, Link.CARRIER, Link.REGISTERED, Link.NUMBER, Link.QUIET):
                self._note(_look(self._store.state, link, number_id))
            await self._call(number_id)
        finally:
            self._hang_up()
            self._tell(self._check.over())

    async def _call(self, number_id: NumberId) -> None:
        if any(self._check.of(link).holds is Holds.NO for link in (Link.PROGRAM, Link.CARRIER)):
            return
        self._carrier_id, self._call_id, self._sounds_on = str(uuid4()), "", ()
        self._came.clear()
        self._sounding.clear()
        self._calls.leave_alone(self._carrier_id)
        self._note(Tried(Link.CALL, Holds.TRYING))
        asked = time.monotonic()
        try:
            await self._present.api.check_ring(self._carrier_id, number_id)
        except Refused as refused:
            self._refused(refused.word)
            return
        except FivelineError as error:
            log.info("no ring check: %s", type(error).__name__)
            self._note(Tried(Link.CARRIER, Holds.NO))
            return
        if not await _within(self._came, CALL_WITHIN):
            self._note(Tried(Link.CALL, Holds.NO, "no-call"))
            return
        took = round(1000 * (time.monotonic() - asked))
        self._note(Tried(Link.CALL, Holds.YES, milliseconds=took))
        if self._check.of(Link.QUIET).holds is Holds.NO:
            return  # it is silent because it was asked to be
        await self._bell()

    async def _bell(self) -> None:
        ringing = self._store.state.ringing
        if ringing.volume == 0:
            self._note(Tried(Link.BELL, Holds.NO, "turned-down"))
            return
        self._note(Tried(Link.BELL, Holds.TRYING))
        if not await _within(self._sounding, BELL_WITHIN):
            self._note(Tried(Link.BELL, Holds.NO, gone=", ".join(ringing.devices)))
            return
        self._note(Tried(Link.BELL, Holds.YES, ", ".join(self._sounds_on)))
        await asyncio.sleep(RINGS_FOR)  # by then each device that can ring does
        gone = ", ".join(name for name in ringing.devices if name not in self._sounds_on)
        self._note(Tried(Link.BELL, Holds.YES, ", ".join(self._sounds_on), gone=gone))

    def _refused(self, word: str) -> None:
        """The carrier knows better than we do."""
        match word:
            case "number-off" | "number-expired" | "not-verified":
                self._note(Tried(Link.NUMBER, Holds.NO, word))
            case "not-registered":
                self._note(Tried(Link.REGISTERED, Holds.NO))
            case _:
                self._note(Tried(Link.CALL, Holds.NO, word[:40]))

    def _hang_up(self) -> None:
        if self._call_id:
            self._voice.send(wire.HangUp(self._call_id))
        self._carrier_id = self._call_id = ""

    def _hear(self, event: wire.AnyEvent) -> None:
        match event:
            case wire.Incoming(call_id=call_id, session_id=session_id) if session_id == self._carrier_id:
                self._call_id = call_id
                self._came.set()
            case wire.RingsOn(devices=devices) if devices and self._call_id:
                self._sounds_on = tuple(dict.fromkeys((*self._sounds_on, *devices)))
                self._sounding.set()
            case wire.Ended(call_id=call_id) if call_id == self._call_id:
                self._call_id = ""
            case _:
                pass

    @property
    def _check(self) -> RingCheck:
        check = self._store.state.ring_check
        assert check is not None
        return check

    def _note(self, tried: Tried) -> None:
        self._tell(self._check.having(tried))

    def _tell(self, check: RingCheck) -> None:
        self._store.apply(RingCheckChanged(check))


def _look(state: State, link: Link, number_id: NumberId) -> Tried:
    """What is known here of a link that needs no call to be tried."""
    number = state.number(number_id)
    tried = Tried(link, Holds.YES)
    match link:
        case Link.PROGRAM if state.engine is not Engine.RUNNING:
            return replace(tried, holds=Holds.NO)
        case Link.CARRIER if state.carrier is not Carrier.UP:
            return replace(tried, holds=Holds.NO, detail=state.carrier.value)
        case Link.REGISTERED if state.registration is not Registration.REGISTERED:
            return replace(tried, holds=Holds.NO, detail=state.registration.value)
        case Link.NUMBER if number is None or number.status is not NumberStatus.ACTIVE:
            return replace(tried, holds=Holds.NO, detail="" if number is None else _WORDS[number.status])
        case Link.QUIET if state.quiet.silences(number_id):
            return replace(tried, holds=Holds.NO)
        case _:
            return tried


_WORDS = {
    NumberStatus.OFF: "number-off",
    NumberStatus.EXPIRED: "number-expired",
    NumberStatus.UNVERIFIED: "not-verified",
    NumberStatus.ACTIVE: "",
}


async def _within(fact: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await fact.wait()
    except TimeoutError:
        return False
    return True
