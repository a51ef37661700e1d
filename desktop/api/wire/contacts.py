"""People."""

from __future__ import annotations

import msgspec

from desktop.api.wire import bounds
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.numbers import Address, NumberId


class WirePhone(msgspec.Struct, frozen=True):
    address: bounds.Address
    label: bounds.Name = "mobile"


class ContactBody(msgspec.Struct, frozen=True):
    name: bounds.Name
    phones: list[WirePhone]
    assigned_number: bounds.Id | None = None

    @staticmethod
    def of(contact: Contact) -> ContactBody:
        return ContactBody(
            contact.name, [WirePhone(p.address, p.label) for p in contact.phones], contact.assigned_number
        )


class WireContact(msgspec.Struct, frozen=True):
    id: bounds.Id
    name: bounds.Name
    phones: list[WirePhone]
    assigned_number: bounds.Id | None = None

    def to_domain(self) -> Contact:
        return Contact(
            ContactId(self.id),
            self.name,
            tuple(ContactPhone(Address(p.address), p.label) for p in self.phones),
            None if self.assigned_number is None else NumberId(self.assigned_number),
        )


class Contacts(msgspec.Struct, frozen=True):
    contacts: list[WireContact]
