"""Callers on their way to voicemail, and those who are there: nobody takes all the room that there is."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

from carrier.sip.dialog import Switchboard
from carrier.sip.diversion import NOBODY
from carrier.sip.limits import MOST_VISITS_OF_ONE
from carrier.sip.reception import Guest, Reception
from carrier.sip.sdp import Audio
from carrier.sip.side import Side
from carrier.sip.stand_in import StandIn
from carrier.sip.visit_leg import VisitLeg
from carrier.voicemail.visit import Awaited, Full, Visit

log = logging.getLogger(__name__)

_FULL_SECONDS = (0.25, 0.5, 0.75, 1.0, 1.5)
"""Pauses before it is asked again whether there is room."""


class Voicemail:
    def __init__(self, board: Switchboard, reception: Reception) -> None:
        self._board = board
        self._reception = reception
        self._guests: Counter[str] = Counter()
        self._legs: dict[str, VisitLeg] = {}

    async def not_available(self, language: str) -> bytes:
        return await self._reception.not_available(language)

    def lost(self, visit_id: str) -> None:
        """The process that the caller talked to has died."""
        if (leg := self._legs.get(visit_id)) is not None:
            leg.drop("technical")

    def lead(self, side: Side, guest: Guest, audio: Audio) -> None:
        """`audio` is what the caller offers."""
        side.is_voicemail = True
        self._board.spawn(self._lead(StandIn(side), guest, audio))

    async def _lead(self, line: StandIn, guest: Guest, audio: Audio) -> None:
        try:
            led = await self._find_room(line, guest, audio)
        except Exception:
            log.exception("call %s could not be led to voicemail", guest.call_id)
            led = False
        if not led and not line.over:
            log.warning("there was no room at voicemail for call %s", guest.call_id)
            line.side.end(NOBODY)

    async def _find_room(self, line: StandIn, guest: Guest, audio: Audio) -> bool:
        visit = await self._reception.begin(guest)
        for pause in (*_FULL_SECONDS, None):
            way = None if line.over else await self._way(guest, visit)
            if way is not None and not line.over:
                self._call(line, guest, visit, way, audio)
                return True
            if way is not None:
                self._leaves(guest)
            if line.over or pause is None:
                break
            await asyncio.sleep(pause)
        await self._reception.forget(visit)
        return False

    async def _way(self, guest: Guest, visit: Visit) -> Awaited | None:
        if self._guests[guest.of_one] >= MOST_VISITS_OF_ONE:
            return None
        self._guests[guest.of_one] += 1
        try:
            return await self._reception.expect(visit)
        except BaseException as error:
            self._leaves(guest)
            if not isinstance(error, Full):
                raise
            return None

    def _leaves(self, guest: Guest) -> None:
        self._guests[guest.of_one] -= 1
        if not self._guests[guest.of_one]:
            del self._guests[guest.of_one]

    def _call(self, line: StandIn, guest: Guest, visit: Visit, way: Awaited, audio: Audio) -> None:
        def over(answered: bool) -> None:
            self._legs.pop(visit.id, None)
            self._leaves(guest)
            if not answered and not line.side.ended:
                log.warning("voicemail turned call %s away", guest.call_id)
            if not answered:
                self._board.spawn(self._reception.forget(visit))

        leg = VisitLeg(self._board, way, visit_id=visit.id, call_id=guest.call_id, on_over=over)
        self._legs[visit.id] = leg
        leg.voice = line.side
        line.side.line = leg
        leg.start(audio)


class ToVoicemail:
    """A `Diversion`."""

    to_voicemail = True

    def __init__(self, voicemail: Voicemail, guest: Guest, audio: Audio) -> None:
        self._voicemail = voicemail
        self._guest = guest
        self._audio = audio

    def lead(self, side: Side) -> None:
        self._voicemail.lead(side, self._guest, self._audio)
