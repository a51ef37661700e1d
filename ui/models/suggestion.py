"""People found while a name or a number is typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from desktop.domain.contacts import Contact
from desktop.domain.numbers import Address
from desktop.domain.state import State
from ui.models.plain import one_line
from ui.models.who import initials_of, number_shown

MOST = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One telephone of a person."""

    key: tuple[str, Address]
    name: str
    initials: str
    number: str
    label: str
    address: Address

    @property
    def spoken(self) -> str:
        return f"{self.name}, {self.label}, {self.number}" if self.label else f"{self.name}, {self.number}"


def suggest(state: State, typed: str, *, home: str = "", most: int = MOST) -> tuple[Suggestion, ...]:
    """The best few: names that begin with what was typed before names that hold it, then numbers."""
    wanted = folded(typed)
    digits = "".join(c for c in typed if c.isdecimal()).lstrip("0")
    is_number = bool(digits) and not any(c.isalpha() for c in typed)
    if not wanted:
        return ()
    ranked: list[tuple[int, str, Suggestion]] = []
    for contact in state.contacts:
        name = folded(contact.name)
        for phone in contact.phones:
            rank = _rank(name, wanted)
            if rank is None and is_number and len(digits) >= 3 and digits in phone.address:
                rank = 3
            if rank is not None:
                ranked.append((rank, name, _suggestion(contact, phone.address, phone.label, home)))
    ranked.sort(key=lambda item: item[:2])
    return tuple(found for _rank_, _name, found in ranked[:most])


def folded(text: str) -> str:
    """For comparing: no case, no accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)).strip()


def _rank(name: str, wanted: str) -> int | None:
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.split()):
        return 1
    return 2 if wanted in name else None


def _suggestion(contact: Contact, address: Address, label: str, home: str) -> Suggestion:
    name = one_line(contact.name, longest=80)
    return Suggestion(
        (contact.id, address),
        name,
        initials_of(name),
        number_shown(address, home=home),
        one_line(label, longest=30),
        address,
    )
