"""The content of a file of one's own messages: what came, and what one sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from carrier.clock import Clock
from carrier.files.blobs import Blob, Blobs
from carrier.problems import Refusal, not_found
from carrier.sessions.staying import Caller
from carrier.store.database import Database
from carrier.store.file_tables import StoredFile


@dataclass(frozen=True, slots=True)
class Content:
    name: str
    size: int
    pieces: Iterator[bytes]


class Contents:
    def __init__(self, database: Database, blobs: Blobs, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock

    def open(self, caller: Caller, file_id: UUID) -> Content:
        """Raises `Refusal` ("file-expired" where the bytes are gone)."""
        with self._database.read() as session:
            row = session.get(StoredFile, (caller.account_id, str(file_id)))
        if row is None or row.message_id is None:
            raise not_found()
        if row.blob is None or (row.expires_at is not None and row.expires_at <= self._clock()):
            raise Refusal(410, "file-expired")
        return Content(row.name, row.size, self._blobs.read(Blob(row.blob, row.key), size=row.size))
