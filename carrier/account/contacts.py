"""People, as the account keeps them (CON-1, CON-3)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import own_number
from carrier.store.tables import Contact

MOST_CONTACTS = 20_000


class Contacts:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def contacts(self, caller: Caller) -> schemas.Contacts:
        with self._database.read() as session:
            rows = session.scalars(
                select(Contact)
                .where(Contact.account_id == caller.account_id)
                .order_by(Contact.name, Contact.id)
            ).all()
        return schemas.Contacts(contacts=[shapes.contact(row) for row in rows])

    def save(self, caller: Caller, contact_id: UUID, wanted: schemas.ContactBody) -> schemas.Contact:
        """The contact as it is from now on; its id is the client's."""
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            if wanted.assigned_number is not None:
                own_number(session, caller.account_id, wanted.assigned_number)
            row = session.get(Contact, (caller.account_id, str(contact_id)))
            before = shapes.contact(row) if row is not None else None
            if row is None:
                held = session.scalar(select(func.count()).where(Contact.account_id == caller.account_id))
                if (held or 0) >= MOST_CONTACTS:
                    raise Refusal(422, "too-large", f"{MOST_CONTACTS} contacts at most")
                row = Contact(account_id=caller.account_id, id=str(contact_id))
                session.add(row)
            row.name = wanted.name
            row.phones = [phone.model_dump() for phone in wanted.phones]
            row.assigned_number = str(wanted.assigned_number) if wanted.assigned_number else None
            contact = shapes.contact(row)
            if contact != before:
                append_event(
                    session, caller.account_id, schemas.ContactChanged(contact=contact), self._clock()
                )
            return contact

    def delete(self, caller: Caller, contact_id: UUID) -> None:
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            row = session.get(Contact, (caller.account_id, str(contact_id)))
            if row is None:
                raise not_found()
            session.delete(row)
            append_event(
                session, caller.account_id, schemas.ContactDeleted(contact_id=contact_id), self._clock()
            )
