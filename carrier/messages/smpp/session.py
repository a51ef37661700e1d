"""One bound connection to an SMS centre: questions, their answers, what it delivers, a sign of life."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from carrier.messages.smpp import pdu
from carrier.messages.smpp.pdu import Command, Header, Malformed, ShortMessage, Status
from carrier.messages.smpp.settings import SmppSettings

logger = logging.getLogger(__name__)

_LARGEST_SEQUENCE = 0x7FFFFFFF
_MOST_UNANSWERED = 2_000
"""More than the largest window, so that those that wait in time are never too many."""
_FAREWELL_SECONDS = 2.0

Handler = Callable[[ShortMessage, int], Awaitable[Status]]
"""Stores what came, with its sequence number. The centre is answered with the status only after that."""


class NoSession(Exception):
    """The connection could not be bound, or has ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""


Answered = asyncio.Future[Answer | None]
"""None where the connection ended first: nobody knows whether what was asked has been done."""


@asynccontextmanager
async def open_session(settings: SmppSettings) -> AsyncIterator[SmppSession]:
    """Bound. Raises `NoSession`."""
    try:
        async with asyncio.timeout(settings.answer_seconds):
            reader, writer = await asyncio.open_connection(
                settings.host,
                settings.port,
                ssl=ssl.create_default_context(cafile=settings.ca) if settings.tls else None,
            )
    except (OSError, TimeoutError) as error:
        raise NoSession(f"the SMS centre is not there: {type(error).__name__}") from None
    session = SmppSession(reader, writer, settings)
    try:
        await session.bind()
        yield session
    finally:
        await session.close()


class SmppSession:
    """`bind` first; `run` reads until the connection ends."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, settings: SmppSettings
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._settings = settings
        self._sequence = 0
        self._asked: dict[int, Answered] = {}
        self._heard = asyncio.Event()
        self._ended = False

    async def bind(self) -> None:
        """Raises `NoSession` where the centre refuses, or answers anything else."""
        settings, sequence = self._settings, self._next()
        self._writer.write(
            pdu.write_bind(
                sequence,
                system_id=settings.system_id,
                password=settings.password,
                system_type=settings.system_type,
            )
        )
        try:
            async with asyncio.timeout(settings.answer_seconds):
                header, _ = await self._read()
        except (OSError, EOFError, TimeoutError, Malformed):
            raise NoSession("the SMS centre does not answer the bind") from None
        if header.command != Command.BIND_TRANSCEIVER_RESP or header.sequence != sequence:
            raise NoSession("the SMS centre does not speak SMPP")
        if header.status != Status.OK:
            raise NoSession(f"the SMS centre refuses the bind with {header.status:#x}")

    async def run(self, handle: Handler) -> None:
        """Until the connection ends, which is always a `NoSession`."""
        tasks = [asyncio.create_task(self._listen(handle)), asyncio.create_task(self._keep_alive())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except (OSError, EOFError, Malformed) as error:
            raise NoSession(f"the connection ended: {type(error).__name__}") from None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._end()

    def submit(self, wanted: ShortMessage) -> Answered:
        """The answer may come late. Raises `NoSession`, `ValueError`: then nothing was sent."""
        return self._ask(lambda sequence: pdu.write_submit(sequence, wanted))

    async def query(self, network_id: str, *, source: str, source_ton: int) -> Answer | None:
        """None where no answer came in time. Raises `NoSession`."""
        answer = self._ask(
            lambda sequence: pdu.write_query(sequence, network_id, source=source, source_ton=source_ton)
        )
        await asyncio.wait({answer}, timeout=self._settings.answer_seconds)
        return answer.result() if answer.done() else None

    async def farewell(self) -> None:
        """What was asked is answered first, within a grace."""
        with suppress(OSError, NoSession):
            if self._asked:
                await asyncio.wait(list(self._asked.values()), timeout=_FAREWELL_SECONDS)
            goodbye = self._ask(lambda sequence: pdu.write(Command.UNBIND, sequence))
            await asyncio.wait({goodbye}, timeout=_FAREWELL_SECONDS)

    async def close(self) -> None:
        self._end()
        self._writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await self._writer.wait_closed()

    def _ask(self, write: Callable[[int], bytes]) -> Answered:
        if len(self._asked) >= _MOST_UNANSWERED:  # they are not answered any more: it is bound anew
            self._writer.close()
        if self._ended or self._writer.is_closing():
            raise NoSession("the connection has ended")
        sequence = self._next()
        octets = write(sequence)
        answer: Answered = asyncio.get_running_loop().create_future()
        self._asked[sequence] = answer
        self._writer.write(octets)
        return answer

    def _end(self) -> None:
        self._ended = True
        for answer in self._asked.values():
            if not answer.done():
                answer.set_result(None)
        self._asked.clear()

    async def _listen(self, handle: Handler) -> None:
        while True:
            header, octets = await self._read()
            self._heard.set()
            if header.command & pdu.ANSWER:
                answer = self._asked.pop(header.sequence, None)
                if answer is not None and not answer.done():
                    answer.set_result(Answer(header.status, octets[pdu.HEADER_SIZE :]))
                continue
            await self._serve(header, octets, handle)
            await self._writer.drain()

    async def _serve(self, header: Header, octets: bytes, handle: Handler) -> None:
        status = Status.OK
        if header.command == Command.DELIVER_SM:
            delivered = pdu.read_deliver(octets)
            status = (
                await handle(delivered, header.sequence) if delivered is not None else Status.INVALID_LENGTH
            )
            self._writer.write(pdu.write(Command.DELIVER_SM_RESP, header.sequence, b"\0", status=status))
        elif header.command in (Command.ENQUIRE_LINK, Command.UNBIND):
            self._writer.write(pdu.write(header.command | pdu.ANSWER, header.sequence))
            if header.command == Command.UNBIND:
                raise ConnectionResetError("the centre has said goodbye")
        else:
            self._writer.write(
                pdu.write(Command.GENERIC_NACK, header.sequence, status=Status.UNKNOWN_COMMAND)
            )

    async def _keep_alive(self) -> None:
        while True:
            self._heard.clear()
            try:
                async with asyncio.timeout(self._settings.enquire_seconds):
                    await self._heard.wait()
                continue
            except TimeoutError:
                self._ask(lambda sequence: pdu.write(Command.ENQUIRE_LINK, sequence))
            try:
                async with asyncio.timeout(self._settings.answer_seconds):
                    await self._heard.wait()
            except TimeoutError:
                raise NoSession("the SMS centre has fallen silent") from None

    async def _read(self) -> tuple[Header, bytes]:
        start = await self._reader.readexactly(pdu.HEADER_SIZE)
        header = pdu.read_header(start)
        return header, start + await self._reader.readexactly(header.size - pdu.HEADER_SIZE)

    def _next(self) -> int:
        self._sequence = self._sequence % _LARGEST_SEQUENCE + 1
        return self._sequence
