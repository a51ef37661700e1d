"""An account keeps so many voicemails that were heard; what nobody has heard stays, however much it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from carrier.api import schemas
from carrier.sessions.devices import lock_account
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.tables import StoredVisit, Voicemail

HEARD_KEPT = 200
"""Of each account, the newest."""
VISITS_KEPT = timedelta(days=30)
"""What could not be made a voicemail in that time never will be."""


def tidy_voicemails(database: Database, now: datetime) -> None:
    """What is over is deleted as by hand: each device hears of it, and for a week it can be taken back."""
    with database.write() as session:
        session.execute(delete(StoredVisit).where(StoredVisit.began_at < now - VISITS_KEPT))
    heard = (Voicemail.heard.is_(True), Voicemail.deleted_at.is_(None))
    with database.read() as session:
        full = session.scalars(
            select(Voicemail.account_id)
            .where(*heard)
            .group_by(Voicemail.account_id)
            .having(func.count() > HEARD_KEPT)
        ).all()
    for account_id in full:
        with database.write() as session:
            lock_account(session, account_id)
            over = session.scalars(
                select(Voicemail)
                .where(Voicemail.account_id == account_id, *heard)
                .order_by(Voicemail.sequence.desc())
                .offset(HEARD_KEPT)
            ).all()
            for row in over:
                row.deleted_at = now
            if over:
                event = schemas.VoicemailsDeleted(voicemail_ids=[UUID(row.id) for row in over])
                append_event(session, account_id, event, now)
