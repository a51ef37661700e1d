"""From the journal to a session: a window of pairs, one part of a pair at a time, at the centre's pace."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from carrier.crash import crash_point
from carrier.messages.journal import Journal, Pair, Part
from carrier.messages.smpp import headers, pdu
from carrier.messages.smpp.addresses import write_address
from carrier.messages.smpp.pdu import Status, Submission, Tag
from carrier.messages.smpp.receipts import same_ids
from carrier.messages.smpp.session import Answer, Answered, NoSession, SmppSession
from carrier.messages.smpp.settings import LongTexts, SmppSettings

logger = logging.getLogger(__name__)

_POLL_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
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


class Pump:
    """`run` until cancelled, then `finish`.

    Nothing here waits by `asyncio.wait_for`: on Python 3.11 it can drop a cancellation.
    """

    def __init__(
        self, journal: Journal, session: SmppSession, settings: SmppSettings, wake: asyncio.Event
    ) -> None:
        self._journal = journal
        self._session = session
        self._settings = settings
        self._wake = wake
        self._busy: dict[Pair, asyncio.Task[None]] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._pause = settings.throttled_seconds
        self._paused_until = 0.0

    async def run(self) -> None:
        while True:
            self._wake.clear()
            pause = self._paused_until - _now()
            if pause <= 0 and len(self._busy) < self._settings.window:
                for part in await asyncio.to_thread(
                    self._journal.due, busy=set(self._busy), limit=self._settings.window - len(self._busy)
                ):
                    self._busy[part.pair] = asyncio.create_task(self._submit(part))
            with suppress(TimeoutError):
                async with asyncio.timeout(pause if pause > 0 else _POLL_SECONDS):
                    await self._wake.wait()

    async def finish(self) -> None:
        """When the session has ended: the answers that came are written down."""
        await asyncio.gather(*self._busy.values(), *self._late, return_exceptions=True)

    async def _submit(self, part: Part) -> None:
        try:
            await self._hand_over(part)
        except Exception:
            logger.exception("part %d stumbled", part.id)
        finally:
            del self._busy[part.pair]
            self._wake.set()

    async def _hand_over(self, part: Part) -> None:
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
            self._pause = self._settings.throttled_seconds
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
                self._slow_down()
            await self._put_off(part, min(self._pause, _PUT_OFF_SECONDS))
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

    def _slow_down(self) -> None:
        self._paused_until = _now() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)


def submission_of(part: Part, long_texts: LongTexts) -> Submission:
    source, source_ton = write_address(part.sender)
    destination, destination_ton = write_address(part.recipient)
    tags: dict[int, bytes] = {Tag.USER_MESSAGE_REFERENCE: (part.id & 0xFFFF).to_bytes(2, "big")}
    body, esm_class = part.body, 0
    if part.parts > 1:
        place = headers.Part(part.id - part.part + 1, part.parts, part.part)
        if long_texts is LongTexts.TAGS:
            tags |= headers.write_tags(place)
        else:
            body, esm_class = headers.write_header(place) + body, headers.USER_DATA_HEADER
    elif long_texts is LongTexts.PAYLOAD and len(body) > _LARGEST_BODY:
        tags[Tag.MESSAGE_PAYLOAD], body = body, b""
    return Submission(
        source=source,
        source_ton=source_ton,
        destination=destination,
        destination_ton=destination_ton,
        esm_class=esm_class,
        coding=part.coding,
        body=body,
        tags=tags,
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
