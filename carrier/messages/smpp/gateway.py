"""The SMS network by SMPP 3.4: a journal, a bound connection that comes back, and a pump between the two.

`send` only writes the journal. What a part's state means, and what is done about each answer, is in
docs/sms-network.md.
"""

from __future__ import annotations

import asyncio
import logging
import random
from uuid import uuid4

from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.messages.addresses import write_address
from carrier.messages.journal import Journal
from carrier.messages.pump import Pace, Pump
from carrier.messages.smpp import pdu
from carrier.messages.smpp import text as texts
from carrier.messages.smpp.arriving import Arriving
from carrier.messages.smpp.joining import Joining
from carrier.messages.smpp.pdu import ShortMessage, Status
from carrier.messages.smpp.receipts import KIND, fate_of, is_receipt, read_receipt, same_ids
from carrier.messages.smpp.session import NoSession, SmppSession, open_session
from carrier.messages.smpp.settings import LongTexts, SmppSettings
from carrier.messages.smpp.submitting import Submitting
from carrier.messages.sms import OutgoingText, Taken
from carrier.store.database import Database

logger = logging.getLogger(__name__)

_SWEEP_SECONDS = 15.0


class SmppSms:
    """`SmsNetwork` over SMPP. `run` until cancelled."""

    def __init__(self, database: Database, clock: Clock, settings: SmppSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._journal = Journal(database, clock)
        self._joining = Joining(
            database, clock, default_coding=settings.default_coding, kept=settings.parts_kept
        )
        self._wake = asyncio.Event()

    async def send(self, text: OutgoingText) -> Taken:
        written = texts.write(text.text)
        bodies = written.parts
        if self._settings.long_texts is LongTexts.PAYLOAD:
            bodies = (b"".join(bodies),)
        await asyncio.to_thread(self._journal.put, text, written.coding, bodies)
        self._wake.set()
        return Taken()

    async def run(self) -> None:
        sweeping = asyncio.create_task(self._sweep())
        try:
            await self._keep_bound()
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)

    async def _keep_bound(self) -> None:
        delay = self._settings.first_reconnect_seconds
        while True:
            try:
                async with open_session(self._settings) as session:
                    logger.info("bound to the SMS centre")
                    delay = self._settings.first_reconnect_seconds
                    await self._serve(session)
            except NoSession as error:
                logger.warning("%s; it is tried again", error)
            except Exception:
                logger.exception("the SMS centre's connection stumbled and is made anew")
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 (no secret)
            delay = min(2 * delay, self._settings.slowest_reconnect_seconds)

    async def _serve(self, session: SmppSession) -> None:
        arriving = Arriving(
            self._database,
            self._clock,
            self._joining,
            default_coding=self._settings.default_coding,
            session_id=uuid4().hex[:12],
        )

        async def handle(unit: ShortMessage, sequence: int) -> Status:
            return await self._take(arriving, unit, sequence)

        pace = Pace(self._settings.throttled_seconds)
        submitting = Submitting(self._journal, session, self._settings, pace)
        pump = Pump(
            self._journal, submitting.hand_over, pace=pace, window=self._settings.window, wake=self._wake
        )
        tasks = [
            asyncio.create_task(session.run(handle)),
            asyncio.create_task(pump.run()),
            asyncio.create_task(self._ask_about_the_silent(session)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except asyncio.CancelledError:
            tasks[1].cancel()  # nothing new is handed over
            await session.farewell()
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await pump.finish()
            await submitting.finish()

    async def _take(self, arriving: Arriving, unit: ShortMessage, sequence: int) -> Status:
        """The centre is told `TRY_AGAIN` where it could not be stored."""
        try:
            if is_receipt(unit):
                receipt = read_receipt(unit)
                if receipt.fate is not None:
                    await asyncio.to_thread(
                        self._journal.receive,
                        network_id=receipt.network_id,
                        same=same_ids(receipt.network_id),
                        reference=receipt.reference,
                        sender=receipt.sender,
                        recipient=receipt.recipient,
                        fate=receipt.fate,
                    )
                return Status.OK
            if unit.esm_class & KIND:
                return Status.OK  # an acknowledgement by a telephone, or a notice on the way
            status = await asyncio.to_thread(arriving.take, unit, sequence)
            crash_point("sms.stored")
            return status
        except Exception:
            logger.exception("what came by SMS could not be stored, and is asked for again")
            return Status.TRY_AGAIN

    async def _sweep(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._joining.show_what_waits)
                await asyncio.to_thread(self._journal.match_strays)
                await asyncio.to_thread(
                    self._journal.tell_of_unanswered, after=self._settings.unconfirmed_after
                )
            except Exception:
                logger.exception("tidying of what is under way stumbled and is tried again")
            await asyncio.sleep(min(_SWEEP_SECONDS, self._settings.parts_kept.total_seconds()))

    async def _ask_about_the_silent(self, session: SmppSession) -> None:
        while self._settings.asked_after is not None:
            for part in await asyncio.to_thread(self._journal.to_ask):
                source, ton = write_address(part.sender)
                answer = await session.query(part.network_id or "", source=source, source_ton=ton)
                if answer is not None and answer.status == Status.UNKNOWN_COMMAND:
                    logger.info("the SMS centre answers no questions about messages")
                    await _for_ever()
                state = pdu.read_query_state(answer.body) if answer and answer.status == Status.OK else None
                fate = fate_of(state) if state is not None else None
                await asyncio.to_thread(self._journal.answered, part, fate)
            await asyncio.sleep(min(_SWEEP_SECONDS, self._settings.asked_after.total_seconds()))
        await _for_ever()


async def _for_ever() -> None:
    await asyncio.get_running_loop().create_future()
