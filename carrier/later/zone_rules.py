"""When the rules of zones change, the wall time stays and the instant moves (MSG-2)."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select

from carrier.api import schemas
from carrier.later.settling import tell
from carrier.later.wall_time import UNKNOWN_RULES, UnknownZone, WallTime, rules_version
from carrier.sessions.devices import lock_account
from carrier.store.database import Database
from carrier.store.tables import ScheduledMessage

logger = logging.getLogger(__name__)


def follow_zone_rules(database: Database, now: datetime) -> int:
    """Say anew what every waiting wall time means; how many moved. At each start: rules come with an update.

    A zone that no longer exists leaves its messages where they are.
    """
    version = rules_version()
    with database.read() as session:
        keys = session.execute(
            select(ScheduledMessage.account_id, ScheduledMessage.id).where(
                ScheduledMessage.state == schemas.ScheduledState.waiting,
                (ScheduledMessage.zone_rules != version) | (ScheduledMessage.zone_rules == UNKNOWN_RULES),
            )
        ).all()
    moved = sum(_follow(database, account_id, message_id, version, now) for account_id, message_id in keys)
    if moved:
        logger.info("the rules of zones are %s: %d messages leave at another instant", version, moved)
    return moved


def _follow(database: Database, account_id: str, message_id: str, version: str, now: datetime) -> bool:
    with database.write() as session:
        lock_account(session, account_id)
        row = session.get(ScheduledMessage, (account_id, message_id))
        if row is None or row.state != schemas.ScheduledState.waiting:
            return False
        row.zone_rules = version
        try:
            due_at = WallTime.read(row.wall, row.zone, second=row.second).instant()
        except UnknownZone:
            logger.warning("a zone of scheduled message %s is gone; it leaves when it would have", message_id)
            return False
        if due_at == row.due_at:
            return False
        row.due_at = due_at
        row.revision += 1
        tell(session, row, now)
        return True
