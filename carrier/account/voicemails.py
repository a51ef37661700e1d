"""What callers left on an account's numbers (VM-2): listed, heard, deleted and taken back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from carrier.account.naming import named
from carrier.api import schemas
from carrier.clock import Clock
from carrier.files.blobs import Blob, Blobs
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.tables import Voicemail
from carrier.voicemail.encoding import Damaged, to_flac
from carrier.voicemail.moving import samples_of_wav

logger = logging.getLogger(__name__)


class Voicemails:
    def __init__(self, database: Database, blobs: Blobs, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock

    def page(
        self, caller: Caller, *, number_id: UUID | None, before: int | None, limit: int
    ) -> schemas.Voicemails:
        query = select(Voicemail).where(
            Voicemail.account_id == caller.account_id, Voicemail.deleted_at.is_(None)
        )
        if number_id is not None:
            query = query.where(Voicemail.number_id == str(number_id))
        if before is not None:
            query = query.where(Voicemail.sequence < before)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(Voicemail.sequence.desc()).limit(limit + 1)).all()
        page = rows[:limit]
        return schemas.Voicemails(
            voicemails=[shapes.voicemail(row) for row in page],
            next=page[-1].sequence if len(rows) > limit else None,
        )

    def audio(self, caller: Caller, voicemail_id: UUID) -> bytes:
        """FLAC. Raises `Refusal` ("file-expired" where the sound can't be read)."""
        with self._database.read() as session:
            row = session.get(Voicemail, str(voicemail_id), options=[undefer(Voicemail.recording)])
        if row is None or row.account_id != caller.account_id or row.deleted_at is not None:
            raise not_found()
        try:
            if row.blob is not None and row.key is not None and row.size is not None:
                return self._blobs.head(Blob(row.blob, row.key), row.size)
            return to_flac(samples_of_wav(row.recording or b""))
        except (OSError, Damaged):
            logger.exception("the sound of voicemail %s can't be read", row.id)
            raise Refusal(410, "file-expired") from None

    def mark(self, caller: Caller, voicemail_id: UUID, *, heard: bool) -> None:
        """Again is as good as once. One that was deleted keeps the mark for when it is taken back."""
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = session.get(Voicemail, str(voicemail_id))
            if row is None or row.account_id != caller.account_id:
                raise not_found()
            if row.heard is not heard:
                row.heard = heard
                if row.deleted_at is None:
                    self._tell(session, row)

    def delete(self, caller: Caller, voicemail_ids: Sequence[UUID]) -> None:
        """As calls are deleted: ids that name none of this account's say nothing, unless all do."""
        with self._database.write() as session:
            rows = named(session, Voicemail, caller, voicemail_ids)
            now = self._clock()
            gone = [row for row in rows if row.deleted_at is None]
            for row in gone:
                row.deleted_at = now
            if gone:
                event = schemas.VoicemailsDeleted(voicemail_ids=[UUID(row.id) for row in gone])
                append_event(session, caller.account_id, event, now)

    def restore(self, caller: Caller, voicemail_ids: Sequence[UUID]) -> None:
        """Take back what was deleted; one that was not deleted stays as it is."""
        with self._database.write() as session:
            for row in named(session, Voicemail, caller, voicemail_ids):
                if row.deleted_at is not None:
                    row.deleted_at = None
                    self._tell(session, row)

    def _tell(self, session: Session, row: Voicemail) -> None:
        event = schemas.VoicemailChanged(voicemail=shapes.voicemail(row))
        append_event(session, row.account_id, event, self._clock())
