"""The account and its numbers: name, colour, order (NUM-1), and what becomes of calls to them."""

from __future__ import annotations

from uuid import UUID

from carrier.api import schemas
from carrier.clock import Clock
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import numbers_of, own_number
from carrier.store.tables import Account
from carrier.voicemail.settings import change_settings


class Numbers:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def me(self, caller: Caller) -> schemas.Me:
        with self._database.read() as session:
            account = session.get_one(Account, caller.account_id)
        return shapes.me(account, cursor=account.last_event)

    def numbers(self, caller: Caller) -> schemas.Numbers:
        with self._database.read() as session:
            rows = numbers_of(session, caller.account_id)
        return schemas.Numbers(numbers=[shapes.number(row) for row in rows])

    def change(self, caller: Caller, number_id: UUID, wanted: schemas.NumberChange) -> schemas.Number:
        """Change what is given. A new position moves the others along."""
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = own_number(session, caller.account_id, number_id)
            before = shapes.number(row)
            if wanted.name is not None:
                row.name = wanted.name
            if wanted.colour is not None:
                row.colour = wanted.colour
            if wanted.refuses_hidden is not None:
                row.refuses_hidden = wanted.refuses_hidden
            if wanted.voicemail is not None:
                change_settings(row, wanted.voicemail)
            if wanted.position is not None:
                order = [each for each in numbers_of(session, caller.account_id) if each.id != row.id]
                order.insert(wanted.position, row)
                for position, each in enumerate(order):
                    each.position = position
            after = shapes.number(row)
            if after != before:
                numbers = sorted(numbers_of(session, caller.account_id), key=lambda each: each.position)
                append_event(
                    session,
                    caller.account_id,
                    schemas.NumbersChanged(numbers=[shapes.number(each) for each in numbers]),
                    self._clock(),
                )
            return after
