"""The simulated SMS network: everybody gets what is sent, but for one who never can, and one who answers."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from carrier.clock import Clock
from carrier.messages.sms import Delivered, Inbox, OutgoingText, Part, Telephone, Undelivered
from carrier.network.people import CLOCK, ECHO, ROBIN, UNREACHABLE
from carrier.network.pictures import card, chime, film, landscape

logger = logging.getLogger(__name__)

_SMALL_TALK = (
    "Thanks, got it. Talk soon!",
    "Ha, good one 🙂",
    "Sounds good to me.",
    "On my way, ten minutes.",
    "Merci, bien reçu !",
    "Let me check and come back to you.",
)


class SimulatedSms:
    def __init__(
        self, inbox: Inbox, clock: Clock, *, reply_delay: timedelta, telephone: Telephone | None = None
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._delay = reply_delay
        self._telephone = telephone
        self._calls: set[asyncio.Task[None]] = set()

    async def send(self, text: OutgoingText) -> Delivered | Undelivered:
        if text.recipient == UNREACHABLE:
            return Undelivered("unreachable")
        answer, parts = self._answer(text), self._parts(text)
        if answer is not None:
            await self._inbox.put(
                origin=f"simulated:{text.reference}",
                sender=text.recipient,
                recipient=text.sender,
                text=answer,
                due_at=self._clock() + self._delay,
                parts=parts,
            )
        if text.recipient == ROBIN and _asks_for_a_call(text.text) and self._telephone is not None:
            task = asyncio.create_task(self._call_back(self._telephone, text))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)
        return Delivered()

    async def stop(self) -> None:
        for task in self._calls:
            task.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _answer(self, text: OutgoingText) -> str | None:
        if text.recipient == ECHO:
            return text.text
        if text.recipient == CLOCK:
            return f"It is {self._clock():%H:%M} UTC."
        if text.recipient != ROBIN:
            return None
        if _asks_for_a_call(text.text):
            return "Sure, calling you in a moment."
        if self._parts(text):
            return "Here you are."
        return _SMALL_TALK[len(text.text) % len(_SMALL_TALK)]

    def _parts(self, text: OutgoingText) -> tuple[Part, ...]:
        """What Robin sends along with an answer, where a picture, a video, a sound or a card is asked for."""
        if text.recipient != ROBIN or _asks_for_a_call(text.text):
            return ()
        folded = text.text.casefold()
        if any(word in folded for word in ("photo", "picture", "صورة")):
            return (Part("hills.png", landscape(len(folded))),)
        if any(word in folded for word in ("video", "vidéo", "film", "فيديو")):
            return (Part("dusk.mp4", film()),)
        if any(word in folded for word in ("sound", "un son", "صوت")):
            return (Part("chime.wav", chime()),)
        if any(word in folded for word in ("vcard", "your card", "ta carte", "بطاقتك")):
            return (Part("Robin.vcf", card("Robin", ROBIN)),)
        return ()

    async def _call_back(self, telephone: Telephone, text: OutgoingText) -> None:
        """Robin forgets it where the carrier stops meanwhile, as people do."""
        await asyncio.sleep(2 * self._delay.total_seconds())
        try:
            await telephone.call(caller=text.recipient, called=text.sender)
        except Exception:
            logger.exception("the simulated person could not call back")


def _asks_for_a_call(text: str) -> bool:
    folded = text.casefold()
    return any(phrase in folded for phrase in ("call me", "appelle-moi", "appelle moi", "اتصل بي"))
