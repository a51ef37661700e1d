"""Files that nobody can ask for any more: uploads that were given up, links that ended, bytes of no row."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select

from carrier.files.attaching import HOLDING
from carrier.files.blobs import Blobs
from carrier.store.database import Database
from carrier.store.file_tables import IncomingPart, StoredFile
from carrier.store.greeting_tables import StoredGreeting
from carrier.store.tables import ScheduledMessage
from carrier.store.voicemail_tables import Voicemail

UNFINISHED_KEPT = timedelta(days=7)
"""Since the last piece came: a computer that was off over a holiday goes on afterwards."""
ENDED_KEPT = timedelta(days=365)
"""Without its bytes, so that the link says what became of it."""
_FRESH_SECONDS = 3600.0
"""A blob this young may be about to get its row."""


def tidy_files(database: Database, blobs: Blobs, now: datetime) -> None:
    """The rows first: a blob without a row is noise, a row without a blob would be a broken promise."""
    with database.write() as session:
        for row in session.scalars(
            select(StoredFile).where(
                StoredFile.message_id.is_(None),
                StoredFile.changed_at < now - UNFINISHED_KEPT,
                ~exists().where(
                    ScheduledMessage.account_id == StoredFile.account_id,
                    ScheduledMessage.file_id == StoredFile.id,
                    ScheduledMessage.state.in_(HOLDING),
                ),
            )
        ):
            session.delete(row)
        ended = or_(
            StoredFile.blob.is_not(None),
            and_(StoredFile.token.is_not(None), StoredFile.expires_at < now - ENDED_KEPT),
        )
        for row in session.scalars(select(StoredFile).where(StoredFile.expires_at < now, ended)):
            row.blob = None
            if row.expires_at is not None and row.expires_at < now - ENDED_KEPT:
                row.token = None  # the link is as if it had never been; the message keeps the file's name
    with database.read() as session:
        named = set(session.scalars(select(StoredFile.blob).where(StoredFile.blob.is_not(None))))
        named |= set(session.scalars(select(IncomingPart.blob)))
        named |= set(session.scalars(select(StoredGreeting.blob)))
        named |= set(session.scalars(select(Voicemail.blob).where(Voicemail.blob.is_not(None))))
    blobs.drop(blobs.names(older_than_seconds=_FRESH_SECONDS) - named)
