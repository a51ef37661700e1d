"""Whom a list that was pasted means: numbers in any spelling, and names of one's people."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from desktop.domain.numbers import Address
from desktop.domain.state import State
from desktop.services.dialling import Verdict, read_number
from ui.models.suggestion import folded

BETWEEN = re.compile(r"[,;\t\n\r\u2028\u2029\u060c\u061b]+")
"""What stands between two of them, Arabic's comma and semicolon too."""
_MOST = 500
_NUMBER = re.compile(r"\+?[\d\u0660-\u0669\u06f0-\u06f9][\d\u0660-\u0669\u06f0-\u06f9 .()/\u00a0-]{4,}")
_TAKEN = (Verdict.VALID, Verdict.SHORT, Verdict.TOLL_FREE)


@dataclass(frozen=True, slots=True)
class Named:
    found: tuple[Address, ...]
    unread: str
    """What is nobody, to be mended by whoever wrote it."""


def people_named(state: State, text: str, *, country: str, here: str = "") -> Named:
    found: list[Address] = []
    unread: list[str] = []
    people = _people(state)
    for part in BETWEEN.split(text)[:_MOST]:
        written = part.strip()
        if not written:
            continue
        address = (
            _number(written, country, here) or people.get(folded(written)) or _within(written, country, here)
        )
        if address is None:
            unread.append(written)
        else:
            found.append(address)
    return Named(tuple(dict.fromkeys(found)), ", ".join(unread))


def _number(written: str, country: str, here: str) -> Address | None:
    if any(character.isalpha() for character in written):
        return None
    read = read_number(written, country=country, here=here)
    return Address(read.address) if read.verdict in _TAKEN and read.address is not None else None


def _people(state: State) -> dict[str, Address]:
    """By their whole names; a name that two bear is nobody's."""
    named = [
        (folded(contact.name), contact.phones[0].address) for contact in state.contacts if contact.phones
    ]
    bearers = Counter(name for name, _address in named)
    return {name: address for name, address in named if bearers[name] == 1}


def _within(written: str, country: str, here: str) -> Address | None:
    """ "Anna Weber 06 12 34 56 78", "Anna <+33612345678>"."""
    numbers = [_number(match.group().strip(), country, here) for match in _NUMBER.finditer(written)]
    there = [number for number in numbers if number is not None]
    return there[0] if len(there) == 1 else None
