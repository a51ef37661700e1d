"""The job that sends what waited, when it is due (MSG-2): once and only once, in order, late after an outage.

A message and what becomes of it are one transaction, under the lock of its account: killed at any point, the
carrier has either sent it or not begun. Several carriers on one database pass over an account that another
is busy with, so that they neither wait for each other nor overtake.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.crash import crash_point
from carrier.jobs import keep_at
from carrier.later.limits import LATEST
from carrier.later.settling import leave, settle
from carrier.messages.sending import Sending
from carrier.problems import Refusal
from carrier.signals import LATER, Signals
from carrier.store.database import Database
from carrier.store.tables import Account, ScheduledMessage

logger = logging.getLogger(__name__)

_BATCH = 200
_LONGEST_SLEEP = timedelta(seconds=30)
"""The clock of the computer may be set, or its sleep may end, without anybody saying so."""
_BUSY_AGAIN = timedelta(milliseconds=250)
_STUMBLED_AGAIN = timedelta(seconds=5)

Key = tuple[str, str]
"""Account id and message id."""


class Leaving:
    def __init__(self, database: Database, signals: Signals, sending: Sending, clock: Clock) -> None:
        self._database = database
        self._signals = signals
        self._sending = sending
        self._clock = clock
        self._stumbled: dict[Key, datetime] = {}

    async def run(self) -> None:
        """Until cancelled. It sleeps to the next one that is due, and is woken by what changes."""
        with self._signals.listen(LATER) as changed:
            await keep_at(
                self._turn, changed, name="what waits", again_seconds=_STUMBLED_AGAIN.total_seconds()
            )

    async def _turn(self) -> float:
        return (await asyncio.to_thread(self.send_due)).total_seconds()

    def send_due(self) -> timedelta:
        """Send all that is due. How long there is nothing more to do."""
        now = self._clock()
        self._stumbled = {key: until for key, until in self._stumbled.items() if until > now}
        busy: set[str] = set()
        keys = self._due(now)
        for key in keys:
            if key[0] in busy:
                continue
            try:
                if not self._send(key):
                    busy.add(key[0])
            except Exception:  # one that can't be sent does not hold up the others
                logger.exception("scheduled message %s stumbled and is tried again", key[1])
                self._stumbled[key] = self._clock() + _STUMBLED_AGAIN
        if len(keys) == _BATCH:
            return timedelta()
        if busy:
            return _BUSY_AGAIN
        return self._until_next()

    def _due(self, now: datetime) -> list[Key]:
        row = ScheduledMessage
        with self._database.read() as session:
            rows = session.execute(
                select(row.account_id, row.id)
                .where(row.state == schemas.ScheduledState.waiting, row.due_at <= now)
                .order_by(row.due_at, row.created_at, row.id)
                .limit(_BATCH + len(self._stumbled))
            )
            keys = [(account_id, message_id) for account_id, message_id in rows]
        return [key for key in keys if key not in self._stumbled][:_BATCH]

    def _send(self, key: Key) -> bool:
        """False where another carrier is busy with this account."""
        with self._database.write() as session:
            if not _lock_if_free(session, key[0]):
                return False
            row = session.get(ScheduledMessage, key)
            now = self._clock()
            if row is None or row.state != schemas.ScheduledState.waiting or row.due_at > now:
                return True
            self._settle(session, row, now)
            crash_point("later.sending")
        crash_point("later.committed")
        return True

    def _settle(self, session: Session, row: ScheduledMessage, now: datetime) -> None:
        if now - row.due_at > LATEST:
            settle(session, row, schemas.ScheduledState.refused, now, reason="too-late")
            return
        try:
            leave(session, row, self._sending)
        except Refusal as refusal:
            settle(session, row, schemas.ScheduledState.refused, now, reason=refusal.word)
        else:
            settle(session, row, schemas.ScheduledState.sent, now)

    def _until_next(self) -> timedelta:
        row = ScheduledMessage
        with self._database.read() as session:
            due_at = session.scalar(
                select(func.min(row.due_at)).where(row.state == schemas.ScheduledState.waiting)
            )
        if due_at is None:
            return _LONGEST_SLEEP
        # One that stumbled is overdue, and waits for its next turn.
        least = min([until - self._clock() for until in self._stumbled.values()], default=timedelta())
        return min(max(due_at - self._clock(), least, timedelta()), _LONGEST_SLEEP)


def _lock_if_free(session: Session, account_id: str) -> bool:
    return (
        session.scalars(
            select(Account).where(Account.id == account_id).with_for_update(skip_locked=True)
        ).one_or_none()
        is not None
    )
