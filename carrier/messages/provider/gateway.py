"""The SMS network by a provider's HTTP. The provider keeps the key: a lost answer is asked for again."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from http import HTTPStatus

from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.messages.journal import Journal, Part
from carrier.messages.provider.client import ProviderAnswer, ProviderClient
from carrier.messages.provider.settings import ProviderSettings
from carrier.messages.pump import Pace, Pump
from carrier.messages.segments import measure
from carrier.messages.sms import OutgoingText, Taken
from carrier.store.database import Database

logger = logging.getLogger(__name__)

_PUT_OFF_SECONDS = 5.0
_SWEEP_SECONDS = 15.0
_TOO_FAST = frozenset({429, 503})
_REFUSED = frozenset({400, 403, 404, 410, 413, 422})
WORDS = frozenset({"unreachable", "wrong-number", "too-long", "blocked", "premium-rate"})
"""Reasons that a provider may give; all others are "technical"."""


class ProviderSms:
    """`SmsNetwork` over HTTP. `run` until cancelled."""

    def __init__(self, database: Database, clock: Clock, settings: ProviderSettings) -> None:
        self._journal = Journal(database, clock)
        self._settings = settings
        self._client = ProviderClient(settings, clock)
        self._pace = Pace(settings.first_pause_seconds)
        self._wake = asyncio.Event()

    async def send(self, text: OutgoingText) -> Taken:
        await asyncio.to_thread(self._journal.put, text, 0, [text.text.encode()])
        self._wake.set()
        return Taken()

    async def run(self) -> None:
        pump = Pump(
            self._journal, self._hand_over, pace=self._pace, window=self._settings.window, wake=self._wake
        )
        tasks = [asyncio.create_task(pump.run()), asyncio.create_task(self._take_back())]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await pump.finish()
            await self._client.close()

    async def _take_back(self) -> None:
        """What a carrier had under way when it was killed."""
        while True:
            try:
                await asyncio.to_thread(
                    self._journal.take_back, older_than=timedelta(seconds=2 * self._settings.answer_seconds)
                )
            except Exception:
                logger.exception("taking back what had no answer stumbled and is tried again")
            self._wake.set()
            await asyncio.sleep(min(_SWEEP_SECONDS, self._settings.answer_seconds))

    async def _hand_over(self, part: Part) -> None:
        if not await asyncio.to_thread(self._journal.hand_over, part):
            return
        crash_point("sms.handed")
        text = part.body.decode()
        answer = await self._client.post(
            "/messages",
            {
                "reference": part.reference,
                "from": part.sender,
                "to": part.recipient,
                "text": text,
                "segments": measure(text).segments,
            },
            key=part.reference,
        )
        crash_point("sms.answered")
        await self._note(part, answer)

    async def _note(self, part: Part, answer: ProviderAnswer | None) -> None:
        if answer is not None and answer.status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
            self._pace.recover()
            network_id = str(answer.members.get("id", ""))[:64]
            await asyncio.to_thread(self._journal.take, part, network_id, (), asked_in=None)
        elif answer is not None and answer.status in _REFUSED:
            reason = answer.members.get("error")
            word = reason if isinstance(reason, str) and reason in WORDS else "technical"
            logger.warning("part %d was refused by the provider with %d", part.id, answer.status)
            await asyncio.to_thread(self._journal.refuse, part, word)
        else:
            # Too fast, out of order, still busy with this key (409), or nobody knows: asked again under it.
            logger.warning(
                "part %d is tried again: the provider %s",
                part.id,
                f"said {answer.status}" if answer else "did not answer",
            )
            if answer is None or answer.status in _TOO_FAST:
                self._pace.slow_down(at_least=(answer.retry_after if answer else None) or 0.0)
            await asyncio.to_thread(
                self._journal.put_off,
                part,
                timedelta(seconds=min(self._pace.pause, _PUT_OFF_SECONDS)),
                given_up_after=self._settings.given_up_after,
            )
