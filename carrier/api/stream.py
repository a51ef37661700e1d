"""Server-sent events: everything after the reader's cursor, in order, each once (WHATWG HTML section 9.2)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import suppress

from sqlalchemy import select

from carrier.api import schemas
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.events import Extent, StoredEvent, events_after, extent
from carrier.store.tables import Device

_BATCH = 200
_STREAMS_PER_DEVICE = 4
_POLL_SECONDS = 5.0
"""What another worker commits is found by then, even where no signal comes."""


def read_cursor(written: str | None) -> int | None:
    """`Last-Event-ID` as a number; None where there is none, or it was never one of ours."""
    if written is None or not written.isascii() or not written.isdecimal() or len(written) > 15:
        return None
    return int(written)


class EventStreams:
    def __init__(self, database: Database, signals: Signals, settings: Settings) -> None:
        self._database = database
        self._signals = signals
        self._heartbeat = settings.heartbeat.total_seconds()
        self._open: Counter[str] = Counter()
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End all streams; the readers come back to whoever serves next."""
        self._closing.set()
        self._signals.ring_all()

    async def read(self, caller: Caller, cursor: int | None) -> AsyncGenerator[bytes, None]:
        """The stream's bytes, until the session ends or the reader goes. Raises 429 for one too many."""
        if self._open[caller.device_id] >= _STREAMS_PER_DEVICE:
            raise Refusal(429, "too-many-requests", "This device reads the stream several times already.")
        return self._read(caller, cursor)

    async def _read(self, caller: Caller, cursor: int | None) -> AsyncGenerator[bytes, None]:
        self._open[caller.device_id] += 1
        try:
            with self._signals.listen(caller.account_id) as changed:
                yield b": here\n\n"
                beat_at = time.monotonic() + self._heartbeat
                while not self._closing.is_set():
                    changed.clear()  # before reading: a change from now on rings again
                    ended, where, events = await asyncio.to_thread(self._look, caller, cursor)
                    if ended is not None:
                        yield _frame(schemas.SessionEnded(reason=ended))  # type: ignore[arg-type]
                        return
                    if cursor is None or not where.reaches(cursor):
                        cursor = where.last
                        yield _frame(schemas.Reset(), cursor)
                        continue
                    if events:
                        cursor = events[-1].id
                        yield b"".join(_bytes(event) for event in events)
                    if len(events) == _BATCH:
                        continue
                    if time.monotonic() >= beat_at:
                        yield b": still here\n\n"
                        beat_at = time.monotonic() + self._heartbeat
                    patience = min(_POLL_SECONDS, max(0.0, beat_at - time.monotonic()))
                    with suppress(TimeoutError):  # not by wait_for: Python 3.11's can drop a cancellation
                        async with asyncio.timeout(patience):
                            await changed.wait()
        finally:
            self._open[caller.device_id] -= 1
            if not self._open[caller.device_id]:
                del self._open[caller.device_id]

    def _look(self, caller: Caller, cursor: int | None) -> tuple[str | None, Extent, list[StoredEvent]]:
        with self._database.read() as session:
            ended = session.scalar(select(Device.ended_reason).where(Device.id == caller.device_id))
            where = extent(session, caller.account_id)
            events = (
                events_after(session, caller.account_id, cursor, limit=_BATCH)
                if cursor is not None and where.reaches(cursor)
                else []
            )
            return ended, where, events


def _bytes(event: StoredEvent) -> bytes:
    # The data is JSON without line breaks, so it is one `data` line.
    return f"id: {event.id}\nevent: {event.type}\ndata: {event.data}\n\n".encode()


def _frame(event: schemas.SessionEnded | schemas.Reset, cursor: int | None = None) -> bytes:
    prefix = "" if cursor is None else f"id: {cursor}\n"
    return f"{prefix}event: {event.type}\ndata: {event.model_dump_json()}\n\n".encode()
