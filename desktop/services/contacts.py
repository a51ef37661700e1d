"""People (CON-1, CON-3). All of them are in `State.contacts`."""

from __future__ import annotations

from desktop.domain.contacts import Contact, ContactId


class Contacts:
    async def save(self, contact: Contact) -> None:
        raise NotImplementedError

    async def delete(self, contact_id: ContactId) -> None:
        raise NotImplementedError
