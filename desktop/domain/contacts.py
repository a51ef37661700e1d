"""People, as far as this program needs to name them (CON-1, CON-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from desktop.domain.numbers import Address, NumberId

ContactId = NewType("ContactId", str)


@dataclass(frozen=True, slots=True)
class ContactPhone:
    """One of a person's telephones."""

    address: Address
    label: str
    """"mobile", "work", "home" or what the person wrote."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person, as the account's address book has it."""

    id: ContactId
    name: str
    phones: tuple[ContactPhone, ...]
    assigned_number: NumberId | None = None
    """The number that calls and messages to this person go out from."""
