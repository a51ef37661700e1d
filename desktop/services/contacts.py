"""People (CON-1, CON-3). All of them are in `State.contacts`."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from desktop.domain.contacts import Contact, ContactId
from desktop.domain.errors import Mendable
from desktop.domain.events import ContactsChanged
from desktop.domain.outbox import DeleteContact, Intent, IntentId, SaveContact
from desktop.domain.text import encodable
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.storage import contacts

LONGEST_NAME = 80
MOST_PHONES = 20


class Contacts:
    def __init__(self, present: Present, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._clock = clock

    async def save(self, contact: Contact) -> None:
        """Raises `Mendable` ("no-name", "name-too-long", "too-many-phones")."""
        if not contact.name.strip():
            raise Mendable("no-name")
        if len(contact.name) > LONGEST_NAME:
            raise Mendable("name-too-long")
        if len(contact.phones) > MOST_PHONES:
            raise Mendable("too-many-phones")
        phones = tuple(replace(phone, label=encodable(phone.label)[:40]) for phone in contact.phones)
        await self._keep(SaveContact(replace(contact, name=encodable(contact.name), phones=phones)))

    async def delete(self, contact_id: ContactId) -> None:
        await self._keep(DeleteContact(contact_id))

    async def _keep(self, act: SaveContact | DeleteContact) -> None:
        intent = Intent(IntentId(str(uuid4())), act, self._clock())
        people = await self._present.intend(intent, contacts.load)
        self._present.store.apply(ContactsChanged(people))
