"""Whom an account does not want to hear from (CALL-8)."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.tables import BlockedNumber

MOST_BLOCKED = 2_000
_ADDRESS = re.compile(r"\+[1-9][0-9]{3,14}|[0-9]{2,8}|(?=.*[A-Za-z])[A-Za-z0-9 ._-]{1,11}")
"""E.164, a short code, or the name that an SMS bears for a sender."""


def is_blocked(session: Session, account_id: str, address: str) -> bool:
    return session.get(BlockedNumber, (account_id, address)) is not None


class Blocking:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def blocked(self, caller: Caller) -> schemas.BlockedNumbers:
        with self._database.read() as session:
            rows = session.scalars(
                select(BlockedNumber)
                .where(BlockedNumber.account_id == caller.account_id)
                .order_by(BlockedNumber.blocked_at.desc(), BlockedNumber.address)
            ).all()
        return schemas.BlockedNumbers(blocked=[shapes.blocked(row) for row in rows])

    def block(self, caller: Caller, address: str) -> schemas.BlockedNumber:
        """Again is as good as once: it stays blocked since the first time."""
        if not _ADDRESS.fullmatch(address):
            raise Refusal(422, "wrong-number")
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = session.get(BlockedNumber, (caller.account_id, address))
            if row is not None:
                return shapes.blocked(row)
            of_account = BlockedNumber.account_id == caller.account_id
            held = session.scalar(select(func.count()).select_from(BlockedNumber).where(of_account))
            if (held or 0) >= MOST_BLOCKED:
                raise Refusal(422, "too-large", f"{MOST_BLOCKED} blocked numbers at most")
            now = self._clock()
            row = BlockedNumber(account_id=caller.account_id, address=address, blocked_at=now)
            session.add(row)
            blocked = shapes.blocked(row)
            append_event(session, caller.account_id, schemas.NumberBlocked(blocked=blocked), now)
            return blocked

    def unblock(self, caller: Caller, address: str) -> None:
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = session.get(BlockedNumber, (caller.account_id, address))
            if row is None:
                raise not_found()
            session.delete(row)
            append_event(session, caller.account_id, schemas.NumberUnblocked(address=address), self._clock())
