"""Parts are handed over to a session, and what the SMS centre answers is written down."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from carrier.crash import crash_point
from carrier.messages.addresses import write_address
from carrier.messages.journal import Journal, Part
from carrier.messages.pump import Pace
from carrier.messages.smpp import headers, pdu
from carrier.messages.smpp.pdu import ShortMessage, Status, Tag
from carrier.messages.smpp.receipts import same_ids
from carrier.messages.smpp.session import Answer, Answered, NoSession, SmppSession
from carrier.messages.smpp.settings import LongTexts, SmppSettings

logger = logging.getLogger(__name__)

_PUT_OFF_SECONDS = 5.0
_LARGEST_BODY = 140
_LATER = frozenset({Status.THROTTLED, Status.QUEUE_FULL, Status.TRY_AGAIN})
_WORDS: dict[int, str] = {
    Status.INVALID_LENGTH: "too-long",
    Status.INVALID_DESTINATION: "wrong-number",
    Status.INVALID_DESTINATION_TON: "wrong-number",
    Status.INVALID_DESTINATION_NPI: "wrong-number",
}
"""All other refusals are "technical": nothing that the writer could mend."""


class Submitting:
    """For one session. `finish` when it has ended."""

    def __init__(self, journal: Journal, session: SmppSession, settings: SmppSettings, pace: Pace) -> None:
        self._journal = journal
        self._session = session
        self._settings = settings
        self._pace = pace
        self._late: set[asyncio.Task[None]] = set()

    async def finish(self) -> None:
        """Answers that came late are written down."""
        await asyncio.gather(*self._late, return_exceptions=True)

    async def hand_over(self, part: Part) -> None:
        """The journal says so first: whatever happens from then on, it is not handed over again."""
        submission = submission_of(part, self._settings.long_texts)
        if not await asyncio.to_thread(self._journal.hand_over, part):
            return
        crash_point("sms.handed")
        try:
            answered = self._session.submit(submission)
        except NoSession:  # nothing was sent
            await self._put_off(part, 0.0)
            return
        except ValueError:
            logger.warning("part %d can't be written as SMPP", part.id)
            await asyncio.to_thread(self._journal.refuse, part, "technical")
            return
        await asyncio.wait({answered}, timeout=self._settings.answer_seconds)
        if answered.done():
            await self._note(part, answered.result())
        else:
            answered.add_done_callback(lambda late: self._note_late(part, late))

    def _note_late(self, part: Part, answered: Answered) -> None:
        task = asyncio.get_running_loop().create_task(self._note(part, answered.result()))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _note(self, part: Part, answer: Answer | None) -> None:
        if answer is None:
            logger.warning("part %d was not answered: it is not handed over again", part.id)
            return
        crash_point("sms.answered")
        if answer.status == Status.OK:
            self._pace.recover()
            network_id = pdu.read_c_string(answer.body).lower()[:64]
            await asyncio.to_thread(
                self._journal.take,
                part,
                network_id,
                same_ids(network_id),
                asked_in=self._settings.asked_after,
            )
        elif answer.status in _LATER:
            if answer.status == Status.THROTTLED:
                self._pace.slow_down()
            await self._put_off(part, min(self._pace.pause, _PUT_OFF_SECONDS))
        else:
            logger.warning("part %d was refused by the SMS centre with %#x", part.id, answer.status)
            await asyncio.to_thread(self._journal.refuse, part, _WORDS.get(answer.status, "technical"))

    async def _put_off(self, part: Part, seconds: float) -> None:
        await asyncio.to_thread(
            self._journal.put_off,
            part,
            timedelta(seconds=seconds),
            given_up_after=self._settings.given_up_after,
        )


def submission_of(part: Part, long_texts: LongTexts) -> ShortMessage:
    source, source_ton = write_address(part.sender)
    destination, destination_ton = write_address(part.recipient)
    tags: dict[int, bytes] = {Tag.USER_MESSAGE_REFERENCE: (part.id & 0xFFFF).to_bytes(2, "big")}
    body, esm_class = part.body, 0
    if part.parts > 1:
        place = headers.Part(part.first_id, part.parts, part.part)
        if long_texts is LongTexts.TAGS:
            tags |= headers.write_tags(place)
        else:
            body, esm_class = headers.write_header(place) + body, headers.USER_DATA_HEADER
    elif long_texts is LongTexts.PAYLOAD and len(body) > _LARGEST_BODY:
        tags[Tag.MESSAGE_PAYLOAD], body = body, b""
    return ShortMessage(
        source=source,
        source_ton=source_ton,
        destination=destination,
        destination_ton=destination_ton,
        esm_class=esm_class,
        coding=part.coding,
        body=body,
        tags=tags,
    )
