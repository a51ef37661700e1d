"""What was recorded becomes a voicemail, once and only once, wherever the carrier is killed in between.

A visit's row is written before its caller speaks. The voicemail, its event and the end of that row are one
transaction; the spool is dropped after it. Killed before, all is done again from the spool; killed after,
what is left is a spool of no visit. What can't be finished now (a full disk, a spool that is gone or of
another key) is logged, tried a few times more, and then each hour until housekeeping drops the visit.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.files.blobs import Blob, Blobs
from carrier.jobs import keep_at
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import next_voicemail_sequence
from carrier.store.tables import Account, StoredVisit, Voicemail
from carrier.voicemail.encoding import Damaged, to_flac
from carrier.voicemail.evening import evened
from carrier.voicemail.spool import CHUNK_BYTES, SAMPLE_BYTES, read_spool, spool_path
from carrier.voicemail.visit import RATE, Take

logger = logging.getLogger(__name__)

_AT_ONCE = 2
_LOOK_EVERY = 60.0
_LOOK_SOON = 1.0
"""Seconds, while a process of the carrier before may still write."""
_QUIET = 3.0
"""A spool that none of our processes writes, and to which nothing was added for so long, is left behind. Half
a second of sound is added at a time."""
_PAUSES = (1.0, 10.0, 60.0)
_KEPT_ASIDE = 3600.0
_SPOOL_OF_NO_VISIT = 60.0


class Lost(Exception):
    """There is no spool where something was recorded."""


@dataclass(frozen=True, slots=True)
class _Sound:
    content: bytes
    blob: Blob
    seconds: float


class Finishing:
    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        spools: Path,
        clock: Clock,
        *,
        is_under_way: Callable[[str], bool],
    ) -> None:
        """`is_under_way` tells of a visit whether one of our answering processes has it."""
        self._database = database
        self._blobs = blobs
        self._spools = spools
        self._clock = clock
        self._is_under_way = is_under_way
        self._wake = asyncio.Event()
        self._due: dict[str, float] = {}
        """When a visit is tried, in the monotonic clock's seconds."""
        self._takes: dict[str, float] = {}
        """Seconds that are said to lie in its spool."""
        self._failures: dict[str, int] = {}
        self._next_look = 0.0

    def took(self, take: Take) -> None:
        """In the loop. It is a voicemail a moment later."""
        self._takes[take.visit_id] = take.seconds
        self._due[take.visit_id] = time.monotonic()
        self._failures.pop(take.visit_id, None)
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        await keep_at(self._turn, self._wake, name="finishing voicemails", again_seconds=_LOOK_EVERY)

    async def _turn(self) -> float:
        if time.monotonic() >= self._next_look:
            left, recent = await asyncio.to_thread(self._look)
            for visit_id in left:
                self._due.setdefault(visit_id, time.monotonic())
            self._next_look = time.monotonic() + (_LOOK_SOON if recent else _LOOK_EVERY)
        now = time.monotonic()
        due = sorted((when, visit_id) for visit_id, when in self._due.items() if when <= now)
        await asyncio.gather(*(self._try(visit_id) for _, visit_id in due[:_AT_ONCE]))
        return max(0.0, min([self._next_look, *self._due.values()]) - time.monotonic())

    async def _try(self, visit_id: str) -> None:
        try:
            await asyncio.to_thread(self._finish, visit_id, self._takes.get(visit_id, 0.0))
        except Exception as error:
            failures = self._failures.get(visit_id, 0)
            self._failures[visit_id] = failures + 1
            aside = failures >= len(_PAUSES)
            self._due[visit_id] = time.monotonic() + (_KEPT_ASIDE if aside else _PAUSES[failures])
            if failures == 0:
                logger.exception("visit %s can't be made a voicemail, and is tried again", visit_id)
            elif failures == len(_PAUSES):
                logger.error("visit %s is kept aside: %s", visit_id, type(error).__name__)
        else:
            for known in (self._due, self._takes, self._failures):
                known.pop(visit_id, None)

    def _look(self) -> tuple[list[str], bool]:
        """Visits whose spool was left behind, and whether one may be soon. Spools of no visit are dropped."""
        with self._database.read() as session:
            visits = frozenset(session.scalars(select(StoredVisit.id)))
        left, recent, now = [], False, time.time()
        for path in self._spools.glob("*.spool"):
            try:
                visit_id, quiet_for = str(UUID(path.stem)), now - path.stat().st_mtime
            except (ValueError, FileNotFoundError):
                continue
            if self._is_under_way(visit_id):
                continue
            if visit_id not in visits:
                if quiet_for > _SPOOL_OF_NO_VISIT:
                    path.unlink(missing_ok=True)
            elif quiet_for > _QUIET:
                left.append(visit_id)
            else:
                recent = True
        return left, recent

    def _visit(self, visit_id: str) -> StoredVisit | None:
        with self._database.read() as session:
            return session.get(StoredVisit, visit_id)

    def _finish(self, visit_id: str, announced: float) -> None:
        """Raises what keeps it from being done now."""
        visit = self._visit(visit_id)
        if visit is not None:
            samples = self._read(visit, announced)
            crash_point("voicemail.read")
            self._keep(visit, self._sound(samples))
            crash_point("voicemail.committed")
        spool_path(self._spools, visit_id).unlink(missing_ok=True)

    def _read(self, visit: StoredVisit, announced: float) -> bytes:
        path = spool_path(self._spools, visit.id)
        if not path.exists():
            if announced and self._visit(visit.id) is not None:
                raise Lost(visit.id)
            return b""
        try:
            samples = read_spool(self._spools, visit.id, visit.key)
        except ValueError as error:
            raise Damaged("its key is none") from error
        if not samples and path.stat().st_size > CHUNK_BYTES:
            raise Damaged("not even its beginning can be deciphered")
        return samples

    def _sound(self, samples: bytes) -> _Sound | None:
        said = evened(samples)
        if said is None:
            return None
        content = to_flac(said)
        kept = _Sound(content, self._blobs.keep(content), len(said) / SAMPLE_BYTES / RATE)
        crash_point("voicemail.kept")
        return kept

    def _keep(self, visit: StoredVisit, sound: _Sound | None) -> None:
        is_kept = False
        try:
            with self._database.write() as session:
                is_kept = self._replace(session, visit, sound)
                crash_point("voicemail.written")
        finally:
            if sound is not None and not is_kept:
                self._blobs.drop([sound.blob.name])

    def _replace(self, session: Session, known: StoredVisit, sound: _Sound | None) -> bool:
        """The visit by its voicemail, where there is one.

        False where another process was first, or the number was deleted meanwhile.
        """
        session.execute(select(Account.id).where(Account.id == known.account_id).with_for_update())
        visit = session.get(StoredVisit, known.id, with_for_update=True)
        if visit is None:
            return False
        session.delete(visit)
        if sound is None:
            return True
        row = Voicemail(
            id=visit.id,
            account_id=visit.account_id,
            number_id=visit.number_id,
            peer=visit.peer,
            received_at=visit.began_at,
            duration_seconds=round(sound.seconds, 3),
            heard=False,
            sequence=next_voicemail_sequence(session, visit.account_id),
            call_id=visit.call_id,
            blob=sound.blob.name,
            key=sound.blob.key,
            size=len(sound.content),
        )
        session.add(row)
        event = schemas.VoicemailChanged(voicemail=shapes.voicemail(row))
        append_event(session, visit.account_id, event, self._clock())
        return True
