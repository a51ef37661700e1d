"""A file on its way here, in pieces: after a cut it goes on where it stopped (after tus, core protocol 1.0).

What a piece brought is on the disk before the database says so: the offset that is told is always there.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.files.attaching import is_held, is_named, new_link_token, unsent
from carrier.files.blobs import Blob, Blobs
from carrier.files.kinds import HEAD, UNKNOWN, kind_of
from carrier.files.names import safe_name
from carrier.numbering import capabilities
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.file_tables import StoredFile
from carrier.store.owned import own_number, require_usable
from carrier.store.tables import Message

ROOM = 1024 * 1024 * 1024
"""Bytes of files that one account may have here at a time, for links."""
UNSENT_AT_ONCE = 50


class Uploads:
    def __init__(self, database: Database, blobs: Blobs, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock

    def begin(self, caller: Caller, wanted: schemas.NewFile) -> tuple[schemas.Upload, bool]:
        """The upload, and whether it is new. Raises `Refusal`."""
        name = safe_name(wanted.name)
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            known = session.get(StoredFile, (caller.account_id, str(wanted.id)))
            if known is not None:
                if known.token is None or (known.sha256, known.size, known.name) != (
                    wanted.sha256,
                    wanted.size,
                    name,
                ):
                    raise Refusal(422, "idempotency-conflict")
                return _upload(known), False
            number = own_number(session, caller.account_id, wanted.number_id)
            require_usable(number)
            if "files" not in capabilities(number.country):
                raise Refusal(403, "not-capable")
            self._require_room(session, caller, wanted.size)
            row = self._add(session, caller, wanted, name)
            return _upload(row), True

    def look(self, caller: Caller, file_id: UUID) -> schemas.Upload:
        with self._database.read() as session:
            return _upload(_own(session, caller, file_id))

    def append(self, caller: Caller, file_id: UUID, offset: int, data: bytes) -> schemas.Upload:
        """Take the next piece. Raises `Refusal` ("offset-conflict" where this is not the next one)."""
        with self._database.read() as session:
            row = _own(session, caller, file_id)
        if row.blob is None:
            raise Refusal(410, "file-expired")
        if offset != row.received:
            raise Refusal(409, "offset-conflict")
        if offset + len(data) > row.size:
            raise Refusal(413, "too-large")
        blob = Blob(row.blob, row.key)
        self._blobs.write(blob, offset, data)
        crash_point("upload.written")
        there = offset + len(data)
        whole = there == row.size
        if whole and self._blobs.digest(blob, size=row.size) != row.sha256:
            self._forget(caller, file_id)
            raise Refusal(422, "file-damaged")
        with self._database.write() as session:
            taken = session.execute(
                update(StoredFile)
                .where(
                    StoredFile.account_id == caller.account_id,
                    StoredFile.id == str(file_id),
                    StoredFile.received == offset,
                )
                .values(received=there, changed_at=self._clock())
                .execution_options(synchronize_session=False)
            ).rowcount  # type: ignore[attr-defined]
            if not taken:  # the same piece came twice at once, and the other was first
                raise Refusal(409, "offset-conflict")
            row = _own(session, caller, file_id)
            if whole:
                self._complete(row, blob)
            return _upload(row)

    def revoke(self, caller: Caller, file_id: UUID) -> None:
        """Give up an upload, or end the link of a file that was sent; the message stays."""
        now = self._clock()
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = _own(session, caller, file_id)
            blob = row.blob
            if row.message_id is None:
                if is_held(session, row):
                    raise Refusal(409, "file-sent")
                session.delete(row)
            elif blob is not None:
                row.expires_at, row.blob = now, None
                session.flush()
                message = session.get_one(Message, (caller.account_id, row.message_id))
                append_event(
                    session,
                    caller.account_id,
                    schemas.MessageChanged(message=shapes.message(message)),
                    now,
                )
            session.flush()
            is_needed = blob is None or is_named(session, caller.account_id, blob)
        self._blobs.drop([] if blob is None or is_needed else [blob])

    def _require_room(self, session: Session, caller: Caller, size: int) -> None:
        mine = (StoredFile.account_id == caller.account_id, StoredFile.token.is_not(None))
        there = select(StoredFile.blob, StoredFile.size).where(*mine, StoredFile.blob.is_not(None)).distinct()
        used = session.scalar(select(func.coalesce(func.sum(there.subquery().c.size), 0))) or 0
        if used + size > ROOM or unsent(session, caller.account_id) >= UNSENT_AT_ONCE:
            raise Refusal(413, "no-room")

    def _add(self, session: Session, caller: Caller, wanted: schemas.NewFile, name: str) -> StoredFile:
        now, blob = self._clock(), self._blobs.new()
        row = StoredFile(
            account_id=caller.account_id,
            id=str(wanted.id),
            number_id=str(wanted.number_id),
            name=name,
            type=UNKNOWN,
            size=wanted.size,
            sha256=wanted.sha256,
            received=0,
            blob=blob.name,
            key=blob.key,
            created_at=now,
            changed_at=now,
            place=0,
            token=new_link_token(),
        )
        session.add(row)
        return row

    def _complete(self, row: StoredFile, blob: Blob) -> None:
        kind = kind_of(self._blobs.head(blob, HEAD))
        row.type, row.width, row.height, row.seconds = kind.type, kind.width, kind.height, kind.seconds
        row.completed_at = self._clock()

    def _forget(self, caller: Caller, file_id: UUID) -> None:
        with self._database.write() as session:
            row = _own(session, caller, file_id)
            blob = row.blob
            session.delete(row)
        self._blobs.drop([blob] if blob else [])


def _own(session: Session, caller: Caller, file_id: UUID) -> StoredFile:
    row = session.get(StoredFile, (caller.account_id, str(file_id)))
    if row is None or row.token is None:
        raise not_found()
    return row


def _upload(row: StoredFile) -> schemas.Upload:
    return schemas.Upload(
        id=UUID(row.id),
        name=row.name,
        size=row.size,
        offset=row.received,
        complete=row.completed_at is not None,
    )
