"""What the history of one account keeps of a call: a page, opened when the call begins and closed once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from carrier.sip.directory import CallEntry
from carrier.sip.fates import DeviceFate

log = logging.getLogger(__name__)

_KEEP_AGAIN_SECONDS = (0.2, 1.0, 5.0)
_OUTGOING = {
    "busy": "busy",
    "no-answer": "no-answer",
    "declined": "declined",
    "cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where one account's history keeps the call."""

    call_id: str
    account_id: str
    number_id: str
    peer: str
    direction: str
    """"outgoing" or "incoming"."""
    own: str = ""
    """The account's own number in it, E.164; empty where the device left the choice to the carrier."""


@dataclass(slots=True)
class Record:
    """A page while the call goes on. It goes with its side where that talks to somebody else in the end."""

    page: Page
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _started: float = field(default_factory=time.monotonic)
    _answered: float | None = None
    _answered_by: str | None = None
    answered_at: datetime | None = None
    devices: tuple[DeviceFate, ...] = ()
    handed_to: str | None = None
    """Whom its side was handed on to. The history tells of whom it called, or was called by."""

    @property
    def is_incoming(self) -> bool:
        return self.page.direction == "incoming"

    @property
    def talks_to(self) -> str:
        """Who is at the other end by now, as far as its side is shown; empty where that is hidden."""
        return self.page.peer if self.handed_to is None else self.handed_to

    def answered(self, device_id: str | None) -> None:
        self._answered = time.monotonic()
        self.answered_at = datetime.now(UTC)
        self._answered_by = device_id if self.is_incoming else None

    def entry(self, word: str) -> CallEntry:
        """`word` is why it is over, as this side is told."""
        now = time.monotonic()
        if self._answered is not None:
            outcome = "answered"
        elif not self.is_incoming:
            outcome = _OUTGOING.get(word, "failed")
        else:
            outcome = word if word in ("declined", "blocked") else "missed"
        return CallEntry(
            call_id=self.page.call_id,
            account_id=self.page.account_id,
            number_id=self.page.number_id,
            peer=self.page.peer,
            direction=self.page.direction,
            outcome=outcome,
            reason=word or None,
            started_at=self.started_at,
            duration_seconds=0.0 if self._answered is None else round(now - self._answered, 3),
            answered_by=self._answered_by,
            waited_seconds=round((now if self._answered is None else self._answered) - self._started, 3),
            devices=self.devices,
        )


class Keeping:
    """Writes entries, again where it fails. `on_idle` is called whenever none is left to write."""

    def __init__(self, keep: Callable[[CallEntry], Awaitable[None]], on_idle: Callable[[], None]) -> None:
        self._keep = keep
        self._on_idle = on_idle
        self._writing: set[asyncio.Task[None]] = set()

    @property
    def is_idle(self) -> bool:
        return not self._writing

    def write(self, entry: CallEntry) -> None:
        task = asyncio.ensure_future(self._write(entry))
        self._writing.add(task)
        task.add_done_callback(self._written)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._writing.discard(task)
        if not self._writing:
            self._on_idle()

    async def _write(self, entry: CallEntry) -> None:
        for pause in (*_KEEP_AGAIN_SECONDS, None):
            try:
                await self._keep(entry)
                return
            except Exception:
                if pause is None:
                    log.exception("call %s could not be kept", entry.call_id)
                else:
                    await asyncio.sleep(pause)
