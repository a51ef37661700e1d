"""Numbers as SMPP has them: a type of number beside the digits, or a name of up to eleven characters."""

from __future__ import annotations

import phonenumbers

from carrier.numbering import Kind, read_destination

UNKNOWN = 0
INTERNATIONAL = 1
ALPHANUMERIC = 5
_LONGEST_NAME = 11
_LONGEST_NUMBER = 15
_SHORTEST_INTERNATIONAL = 8


def write_address(address: str) -> tuple[str, int]:
    """The digits and their type. A short code is of no type that all networks agree on."""
    if address.startswith("+"):
        return address[1:], INTERNATIONAL
    return address, UNKNOWN


def read_number(written: str, ton: int) -> str:
    """One of our numbers, as the network names it."""
    bare = written.removeprefix("+")
    return f"+{bare}" if ton in (UNKNOWN, INTERNATIONAL) else bare


def read_sender(written: str, ton: int, *, recipient: str) -> str | None:
    """E.164, a short code, or a name; None where it can be none of them.

    A name without a letter would pass for a number: it is marked, so that it is nobody's.
    """
    if ton == ALPHANUMERIC:
        name = written.strip()
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            return None
        return name if any(c.isalpha() for c in name) else f"~{name}"
    bare = written.removeprefix("+")
    if not bare.isascii() or not bare.isdigit() or not 2 <= len(bare) <= _LONGEST_NUMBER:
        return None
    if ton == INTERNATIONAL or written.startswith("+"):
        return f"+{bare}"
    if ton == UNKNOWN and len(bare) >= _SHORTEST_INTERNATIONAL and _is_valid(f"+{bare}"):
        return f"+{bare}"
    destination = read_destination(bare, country=_country(recipient))
    return destination.address if destination.kind is not Kind.WRONG else bare


def _is_valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _country(number: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or "FR"
    except phonenumbers.NumberParseException:
        return "FR"
