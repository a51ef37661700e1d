"""Numbers that call for help, by libphonenumber's short numbers for the place.

The place is the country that a number is dialled from, and where the computer is: whoever carries a French
number in a suitcase still means the police with 110. A number found here is never dialled: the service has no
way to those who would come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, shortnumberinfo

EVERYWHERE = ("112", "911", "999", "000")
"""Meant as a call for help wherever they are dialled; 3GPP TS 22.101, section 10.1, names them for telephones
without a card."""

LONGEST = 6
"""Digits of an emergency number; none that is known has more."""

_DECORATED = re.compile(r"\+?[0-9 ().\-/\u00a0\u2010-\u2013]{2,40}")
_DIGITS = re.compile(r"[0-9]")


def emergency_number(text: str, regions: Iterable[str]) -> str:
    """The emergency number that `text` is for one of `regions` (ISO 3166-1 alpha-2); empty where it is none.

    `text` is free of controls and in ASCII digits. `1-1-2`, `+33 112` and `00 44 999` are found too.
    """
    text = text.strip()
    if not _DECORATED.fullmatch(text):
        return ""
    places = tuple(dict.fromkeys(region.upper() for region in regions if region))
    digits = "".join(_DIGITS.findall(text))
    if not text.startswith("+") and len(digits) <= LONGEST and _is_emergency(digits, places):
        return digits
    return _behind_a_prefix(text, places)


@lru_cache(maxsize=256)
def emergency_numbers(region: str) -> tuple[str, ...]:
    """Those of `region`: the one that is known to all first (911 in North America, else 112)."""
    metadata = PhoneMetadata.short_metadata_for_region(region.upper())
    if metadata is None or metadata.emergency is None:
        return ()
    lengths = [length for length in metadata.emergency.possible_length if 2 <= length <= 4]
    found = [
        digits
        for length in lengths
        for digits in (str(value).zfill(length) for value in range(10**length))
        if shortnumberinfo.is_emergency_number(digits, region.upper())
    ]
    first = "911" if phonenumbers.country_code_for_region(region.upper()) == 1 else "112"
    return tuple(sorted(found, key=lambda digits: (digits != first, digits not in EVERYWHERE, digits)))


def _is_emergency(digits: str, places: tuple[str, ...]) -> bool:
    return digits in EVERYWHERE or any(shortnumberinfo.is_emergency_number(digits, place) for place in places)


def _behind_a_prefix(text: str, places: tuple[str, ...]) -> str:
    """With a country's prefix before it: nobody can dial that, and whoever writes it needs help."""
    try:
        number = phonenumbers.parse(text, places[0] if places else None, keep_raw_input=True)
    except NumberParseException:
        return ""
    if number.country_code_source == phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return ""
    digits = phonenumbers.national_significant_number(number)
    if len(digits) > LONGEST:
        return ""
    there = tuple(phonenumbers.region_codes_for_country_code(number.country_code or 0))
    return digits if _is_emergency(digits, there) else ""
