"""Calls of an account (CALL-7)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from carrier.account.naming import named
from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.active_calls import active_calls
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import own_number
from carrier.store.tables import Call, CallDevice


class History:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def calls(
        self, caller: Caller, *, number_id: UUID | None, before: int | None, limit: int
    ) -> schemas.Calls:
        query = select(Call).where(Call.account_id == caller.account_id, Call.deleted_at.is_(None))
        if number_id is not None:
            query = query.where(Call.number_id == str(number_id))
        if before is not None:
            query = query.where(Call.sequence < before)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(Call.sequence.desc()).limit(limit + 1)).all()
        page = rows[:limit]
        return schemas.Calls(
            calls=[shapes.call(row) for row in page],
            next=page[-1].sequence if len(rows) > limit else None,
        )

    def active(self, caller: Caller) -> schemas.ActiveCalls:
        with self._database.read() as session:
            return active_calls(session, caller.account_id)

    def report(self, caller: Caller, call_id: UUID) -> schemas.CallReport:
        with self._database.read() as session:
            row = session.get(Call, (caller.account_id, str(call_id)))
            if row is None:
                raise not_found()
            devices = session.scalars(
                select(CallDevice)
                .where(CallDevice.account_id == caller.account_id, CallDevice.call_id == row.id)
                .order_by(CallDevice.name, CallDevice.device_id)
            )
            return shapes.call_report(row, devices)

    def mark_calls_seen(self, caller: Caller, number_id: UUID, *, up_to: int) -> None:
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            own_number(session, caller.account_id, number_id)
            seen = session.scalars(
                update(Call)
                .where(
                    Call.account_id == caller.account_id,
                    Call.number_id == str(number_id),
                    Call.sequence <= up_to,
                    Call.seen.is_(False),
                )
                .values(seen=True)
                .returning(Call.sequence)
                .execution_options(synchronize_session=False)
            ).all()
            if seen:
                append_event(
                    session,
                    caller.account_id,
                    schemas.CallsSeen(number_id=number_id, up_to=max(seen)),
                    self._clock(),
                )

    def delete_calls(self, caller: Caller, call_ids: Sequence[UUID]) -> None:
        """Again is as good as once. Ids that name none of this account's calls say nothing, unless all do."""
        with self._database.write() as session:
            rows = named(session, Call, caller, call_ids)
            now = self._clock()
            gone = [row for row in rows if row.deleted_at is None]
            for row in gone:
                row.deleted_at = now
            if gone:
                event = schemas.CallsDeleted(call_ids=[UUID(row.id) for row in gone])
                append_event(session, caller.account_id, event, now)

    def restore_calls(self, caller: Caller, call_ids: Sequence[UUID]) -> None:
        """Take back what was deleted; a call that was not deleted stays as it is."""
        with self._database.write() as session:
            for row in named(session, Call, caller, call_ids):
                if row.deleted_at is not None:
                    row.deleted_at = None
                    event = schemas.CallChanged(call=shapes.call(row))
                    append_event(session, caller.account_id, event, self._clock())
