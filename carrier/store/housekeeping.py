"""What is no longer needed is dropped, at the start and every hour."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from carrier.clock import Clock
from carrier.files.blobs import Blobs
from carrier.files.tidying import tidy_files
from carrier.later.limits import SETTLED_KEPT
from carrier.messages.deletions import drop_old_deletions
from carrier.settings import Settings
from carrier.store.database import Database
from carrier.store.events import forget_events
from carrier.store.sms_tables import EarlyReceipt, IncomingText, OutgoingPart
from carrier.store.tables import (
    AccessToken,
    Account,
    Call,
    Device,
    IdempotencyKey,
    RefreshToken,
    ScheduledMessage,
    Ticket,
    Voicemail,
    WrongPasswords,
)
from carrier.voicemail.moving import move_recordings
from carrier.voicemail.tidying import tidy_voicemails

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 3600.0
_EXPIRED_TOKENS_KEPT = timedelta(days=1)
_USED_TOKENS_KEPT = timedelta(days=30)
_ENDED_DEVICES_KEPT = timedelta(days=90)
_KEYS_KEPT = timedelta(days=7)
_DELETED_KEPT = timedelta(days=7)
"""Calls and voicemails: so long they can be taken back."""
_SETTLED_PARTS_KEPT = timedelta(days=7)
_PARTS_KEPT = timedelta(days=60)


async def keep_house(database: Database, blobs: Blobs, settings: Settings, clock: Clock) -> None:
    """Until cancelled."""
    while True:
        try:
            await asyncio.to_thread(tidy, database, settings, clock())
            await asyncio.to_thread(tidy_voicemails, database, clock())
            await asyncio.to_thread(move_recordings, database, blobs)
            await asyncio.to_thread(tidy_files, database, blobs, clock())
        except Exception:
            logger.exception("housekeeping stumbled and tries again in an hour")
        await asyncio.sleep(_EVERY_SECONDS)


def tidy(database: Database, settings: Settings, now: datetime) -> None:
    with database.write() as session:
        for condition in (
            delete(AccessToken).where(AccessToken.expires_at < now - _EXPIRED_TOKENS_KEPT),
            delete(Ticket).where(Ticket.expires_at < now),
            delete(WrongPasswords).where(WrongPasswords.last_at < now - settings.lock_life),
            delete(RefreshToken).where(
                RefreshToken.issued_at < now - _USED_TOKENS_KEPT,
                or_(RefreshToken.used_at.is_not(None), RefreshToken.replaced.is_(True)),
            ),
            delete(Device).where(Device.ended_at < now - _ENDED_DEVICES_KEPT),
            delete(IdempotencyKey).where(IdempotencyKey.created_at < now - _KEYS_KEPT),
            delete(Call).where(Call.deleted_at < now - _DELETED_KEPT),
            delete(Voicemail).where(Voicemail.deleted_at < now - _DELETED_KEPT),
            delete(ScheduledMessage).where(ScheduledMessage.settled_at < now - SETTLED_KEPT),
            delete(IncomingText).where(IncomingText.done.is_(True), IncomingText.due_at < now - _KEYS_KEPT),
            delete(EarlyReceipt).where(EarlyReceipt.came_at < now - _SETTLED_PARTS_KEPT),
            delete(OutgoingPart).where(
                OutgoingPart.state.in_(("delivered", "failed")),
                OutgoingPart.made_at < now - _SETTLED_PARTS_KEPT,
            ),
            delete(OutgoingPart).where(OutgoingPart.made_at < now - _PARTS_KEPT),
        ):
            session.execute(condition)
        drop_old_deletions(session, now)
    with database.read() as session:
        accounts = session.scalars(
            select(Account.id).where(Account.last_event - Account.forgotten_event > settings.events_kept)
        ).all()
    for account_id in accounts:
        with database.write() as session:
            forget_events(session, account_id, kept=settings.events_kept)
