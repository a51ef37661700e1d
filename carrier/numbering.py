"""What a number is, by libphonenumber, and what the numbers of a country can do (NUM-3)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum

import phonenumbers
from phonenumbers import shortnumberinfo

ALL_FEATURES = frozenset({"FR", "US", "BE", "CA", "AT", "GB", "DK", "IL"})
WITH_FILES = frozenset({"FR"})
"""They send files as a link, and receive MMS (MSG-4)."""
CALLS_AND_VOICEMAIL = frozenset({"SE", "LU", "MX", "LT", "PL", "BR", "CZ", "PR", "SK", "PE", "NZ"})

EMERGENCY_EVERYWHERE = frozenset({"112", "911", "999", "000"})
"""Meant as a call for help wherever they are dialled (3GPP TS 22.101, section 10.1)."""

_LONGEST = 32
_SPOKEN = frozenset("+0123456789 ()-./\u00a0\u2010\u2011\u2013")


def capabilities(country: str) -> tuple[str, ...]:
    if country in WITH_FILES:
        return ("calls", "messages", "voicemail", "files")
    if country in ALL_FEATURES:
        return ("calls", "messages", "voicemail")
    return ("calls", "voicemail")


class Kind(Enum):
    ORDINARY = "ordinary"
    SHORT = "short"
    PREMIUM_RATE = "premium-rate"
    EMERGENCY = "emergency"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Destination:
    kind: Kind
    address: str = ""
    """E.164 or a short code; empty for a wrong one."""
    abroad: bool = False
    """In another country than the number that calls."""


_WRONG = Destination(Kind.WRONG)


def read_destination(written: str, *, country: str) -> Destination:
    """What `written` reaches when a number of `country` dials it.

    Controls and invisible characters are dropped first (libphonenumber would take a trailing U+200B), letters
    and extensions are not guessed at, emergency numbers are found by their own table.
    """
    if len(written) > 4 * _LONGEST:
        return _WRONG
    visible = "".join(c for c in written if unicodedata.category(c) not in ("Cc", "Cf"))
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in visible)
    digits = digits.replace("\uff0b", "+").strip()
    if not digits or not set(digits) <= _SPOKEN:
        return _WRONG
    bare = "".join(c for c in digits if c in "+0123456789")
    if bare in EMERGENCY_EVERYWHERE or shortnumberinfo.is_emergency_number(bare, country):
        return Destination(Kind.EMERGENCY, bare)
    try:
        parsed = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return _WRONG
    if "+" not in bare and len(bare) <= 6:
        return _short(parsed, bare)
    if not phonenumbers.is_valid_number(parsed):
        return _WRONG
    address = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        return Destination(Kind.PREMIUM_RATE, address)
    home = phonenumbers.country_code_for_region(country)
    return Destination(Kind.ORDINARY, address, abroad=parsed.country_code != home)


def _short(parsed: phonenumbers.PhoneNumber, bare: str) -> Destination:
    if not shortnumberinfo.is_possible_short_number(parsed):
        return _WRONG
    if shortnumberinfo.expected_cost(parsed) == shortnumberinfo.ShortNumberCost.PREMIUM_RATE:
        return Destination(Kind.PREMIUM_RATE, bare)
    return Destination(Kind.SHORT, bare)
