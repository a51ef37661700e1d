"""What a link leads to, for whoever has it; and whoever tries many is let in no more for a while."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from carrier.clock import Clock
from carrier.files.blobs import Blob, Blobs
from carrier.store.database import Database
from carrier.store.file_tables import StoredFile
from carrier.store.tables import Message

WRONG_GUESSES = 20
"""In `FORGIVEN_AFTER` seconds, from one address."""
FORGIVEN_AFTER = 60.0
_ADDRESSES = 10_000


class TooManyGuesses(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Linked:
    name: str
    size: int
    expires_at: datetime
    blob: Blob


@dataclass(frozen=True, slots=True)
class Ended:
    """There was a file; its time is over, or its sender took it back."""


class Links:
    def __init__(
        self, database: Database, blobs: Blobs, clock: Clock, *, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._ticks = ticks
        self._guesses: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, token: str, *, address: str) -> Linked | Ended | None:
        """None where there never was such a link. Raises `TooManyGuesses`, before anything is looked up."""
        self._require_patience(address)
        with self._database.read() as session:
            row = session.scalars(select(StoredFile).where(StoredFile.token == token)).one_or_none()
            sent = session.get(Message, (row.account_id, row.message_id)) if row and row.message_id else None
        if row is None or row.message_id is None:
            self._count(address)
            return None
        if sent is None or sent.deletion_id is not None:
            return Ended()
        if row.blob is None or row.expires_at is None or row.expires_at <= self._clock():
            return Ended()
        return Linked(row.name, row.size, row.expires_at, Blob(row.blob, row.key))

    def content(self, linked: Linked) -> Iterator[bytes]:
        return self._blobs.read(linked.blob, size=linked.size)

    def _require_patience(self, address: str) -> None:
        since = self._ticks() - FORGIVEN_AFTER
        with self._lock:
            wrong = [at for at in self._guesses.get(address, ()) if at > since]
            if len(wrong) >= WRONG_GUESSES:
                raise TooManyGuesses

    def _count(self, address: str) -> None:
        now = self._ticks()
        with self._lock:
            wrong = [at for at in self._guesses.pop(address, ()) if at > now - FORGIVEN_AFTER]
            self._guesses[address] = [*wrong, now][-WRONG_GUESSES:]
            while len(self._guesses) > _ADDRESSES:
                self._guesses.popitem(last=False)
