"""How a caller is led to voicemail: written down, given something to hear, and expected there."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache
from uuid import uuid4

from sqlalchemy import delete

from carrier.answering import tones
from carrier.clock import Clock
from carrier.sip.reception import Guest
from carrier.store.database import Database
from carrier.store.visit_tables import StoredVisit
from carrier.voicemail import spoken
from carrier.voicemail.encoding import for_telephones
from carrier.voicemail.visit import Answering, Awaited, Visit

Words = Callable[[str, datetime], bytes]
"""What callers of a number hear at a time. May take a disk's while."""


class Leading:
    """Implements the SIP edge's `Reception`."""

    def __init__(self, database: Database, clock: Clock, answering: Answering, words: Words) -> None:
        self._database = database
        self._clock = clock
        self._answering = answering
        self._words = words

    async def begin(self, guest: Guest) -> Visit:
        return await asyncio.to_thread(self._begin, guest)

    async def expect(self, visit: Visit) -> Awaited:
        return await self._answering.expect(visit)

    async def forget(self, visit: Visit) -> None:
        self._answering.forget(visit.id)
        if visit.records:
            await asyncio.to_thread(self._forget, visit.id)

    async def not_available(self, language: str) -> bytes:
        return await asyncio.to_thread(_not_available, language)

    def _begin(self, guest: Guest) -> Visit:
        now = self._clock()
        words = self._words(guest.number_id, now)
        visit_id, key = str(uuid4()), secrets.token_bytes(32)
        if not guest.records:
            return Visit(visit_id, key, words + tones.after_words(), records=False)
        with self._database.write() as session:
            session.add(
                StoredVisit(
                    id=visit_id,
                    account_id=guest.account_id,
                    number_id=guest.number_id,
                    peer=guest.peer[:32],
                    call_id=guest.call_id,
                    key=key,
                    began_at=now,
                )
            )
        return Visit(visit_id, key, words)

    def _forget(self, visit_id: str) -> None:
        with self._database.write() as session:
            session.execute(delete(StoredVisit).where(StoredVisit.id == visit_id))


@cache
def _not_available(language: str) -> bytes:
    return for_telephones(spoken.sound("not-available", language))
