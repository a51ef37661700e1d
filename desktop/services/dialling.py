"""From what was typed or pasted to a number that can be called (CALL-2, CALL-3), with libphonenumber.

Pure functions; no network. The carrier checks again: this is for a clear word before anything is sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
    shortnumberinfo,
)

from desktop.domain.numbers import Address
from desktop.services.emergency import emergency_number

LONGEST_TYPED = 64
"""Characters looked at; no number, however decorated, needs more."""

REFUSED_TYPES = frozenset(
    {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN, PhoneNumberType.PAGER}
)
"""Premium-rate and special numbers (CALL-3)."""

_SERVICE_CODE = re.compile(r"[*#]")
_LINK_SCHEME = re.compile(r"^(?:tel|sip|sips|callto|sms):", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[^\W\d_]")


class Verdict(Enum):
    EMPTY = "empty"
    INCOMPLETE = "incomplete"  # could become a number
    VALID = "valid"
    SHORT = "short"  # a short code: let through
    TOLL_FREE = "toll-free"
    PREMIUM_RATE = "premium-rate"  # refused (CALL-3)
    EMERGENCY = "emergency"  # its own explicit way
    TOO_LONG = "too-long"
    NOT_A_NUMBER = "not-a-number"


@dataclass(frozen=True, slots=True)
class Dialled:
    """What stands in the dialler."""

    shown: str
    """Formatted while typing; digits in ASCII."""
    address: Address | None
    """What would be called, or None."""
    country: str
    """ISO 3166-1 alpha-2 of the number, or of the chosen country."""
    verdict: Verdict
    emergency: str = ""
    """The emergency number that it is, in bare digits; empty where it is none."""

    @property
    def can_call(self) -> bool:
        return self.address is not None and self.verdict in (Verdict.VALID, Verdict.SHORT, Verdict.TOLL_FREE)


@dataclass(frozen=True, slots=True)
class Country:
    """A country, as numbers are dialled in it."""

    code: str
    """ISO 3166-1 alpha-2."""
    prefix: int
    """Country calling code."""

    @property
    def flag(self) -> str:
        """The flag as regional indicator symbols."""
        return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in self.code)


def read_number(typed: str, *, country: str, here: str = "") -> Dialled:
    """What `typed` means when dialled from `country`, on a computer that is in `here`."""
    return _read(plain(typed), country.upper(), here.upper())


def plain(typed: str) -> str:
    """`typed` without controls and direction marks, in ASCII digits, without the scheme of a link."""
    # A little more than the bound is read, so that what is too long is still seen to be.
    characters = []
    for character in typed[: LONGEST_TYPED * 8]:
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs"):
            continue
        digit = unicodedata.digit(character, None)
        characters.append(str(digit) if digit is not None else unicodedata.normalize("NFKC", character))
    return _LINK_SCHEME.sub("", "".join(characters).strip())


@lru_cache(maxsize=512)
def _read(text: str, country: str, here: str) -> Dialled:
    if not text:
        return Dialled("", None, country, Verdict.EMPTY)
    if len(text) > LONGEST_TYPED:
        return Dialled(text[:LONGEST_TYPED], None, country, Verdict.TOO_LONG)
    help_number = emergency_number(text, (country, here))
    if help_number:
        shown = help_number if text == help_number else _while_typing(text, country)
        return Dialled(shown, None, country, Verdict.EMERGENCY, help_number)
    if _SERVICE_CODE.search(text) or not (_DIGITS.search(text) or text.startswith("+")):
        return Dialled(text, None, country, Verdict.NOT_A_NUMBER)
    if _LETTERS.search(text) and not _may_hold_letters(text, country):
        return Dialled(text, None, country, Verdict.NOT_A_NUMBER)
    return _short(text, country) or _full(text, country)


def _may_hold_letters(text: str, country: str) -> bool:
    """`1-800-FLOWERS` and `… ext. 12` are numbers; `12 rue de la Paix` is not."""
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return False
    return number.extension is not None or phonenumbers.is_alpha_number(text)


def _short(text: str, country: str) -> Dialled | None:
    digits = "".join(_DIGITS.findall(text))
    if text.startswith("+") or len(digits) > 6:
        return None
    try:
        number = phonenumbers.parse(digits, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_short_number_for_region(number, country):
        return None
    cost = shortnumberinfo.expected_cost_for_region(number, country)
    if cost == phonenumbers.ShortNumberCost.PREMIUM_RATE:
        return Dialled(digits, None, country, Verdict.PREMIUM_RATE)
    return Dialled(digits, Address(digits), country, Verdict.SHORT)


def _full(text: str, country: str) -> Dialled:
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException as failure:
        verdict = {
            NumberParseException.TOO_LONG: Verdict.TOO_LONG,
            NumberParseException.TOO_SHORT_NSN: Verdict.INCOMPLETE,
            NumberParseException.TOO_SHORT_AFTER_IDD: Verdict.INCOMPLETE,
        }.get(failure.error_type)
        if verdict is None:
            # "+", "+3", "7": the beginning of a number.
            begun = len(_DIGITS.findall(text)) <= 3
            verdict = Verdict.INCOMPLETE if begun else Verdict.NOT_A_NUMBER
        return Dialled(_while_typing(text, country), None, country, verdict)
    region = phonenumbers.region_code_for_number(number) or country
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return Dialled(_while_typing(text, country), None, region, Verdict.INCOMPLETE)
    if possible == ValidationResult.TOO_LONG:
        return Dialled(text, None, region, Verdict.TOO_LONG)
    if not phonenumbers.is_valid_number(number):
        verdict = Verdict.NOT_A_NUMBER if possible == ValidationResult.IS_POSSIBLE else Verdict.INCOMPLETE
        return Dialled(_while_typing(text, country), None, region, verdict)
    shown = _formatted(number, country if not text.startswith("+") else "")
    kind = phonenumbers.number_type(number)
    if kind in REFUSED_TYPES:
        return Dialled(shown, None, region, Verdict.PREMIUM_RATE)
    address = Address(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    toll_free = kind == PhoneNumberType.TOLL_FREE
    return Dialled(shown, address, region, Verdict.TOLL_FREE if toll_free else Verdict.VALID)


def _while_typing(text: str, country: str) -> str:
    formatter = phonenumbers.AsYouTypeFormatter(country)
    shown = ""
    for character in text:
        if character.isdigit() or (character == "+" and not shown):
            shown = formatter.input_digit(character)
    return shown or text


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """All countries that libphonenumber knows, by code."""
    return tuple(
        Country(code, phonenumbers.country_code_for_region(code))
        for code in sorted(phonenumbers.SUPPORTED_REGIONS)
        if code != "001"
    )


@lru_cache(maxsize=4096)
def shown_number(address: Address, *, country: str = "") -> str:
    """An address for the eye: national format within `country`, else international; unknown as it is."""
    number = _parsed(address)
    return address if number is None else _formatted(number, country)


@lru_cache(maxsize=4096)
def country_of(address: Address) -> str:
    """ISO 3166-1 alpha-2 of an E.164 address, or an empty string."""
    number = _parsed(address)
    return "" if number is None else phonenumbers.region_code_for_number(number) or ""


def _parsed(address: Address) -> phonenumbers.PhoneNumber | None:
    if not address.startswith("+") or not address[1:].isdigit():
        return None
    try:
        return phonenumbers.parse(address, None)
    except NumberParseException:
        return None


def _formatted(number: phonenumbers.PhoneNumber, country: str) -> str:
    at_home = country and phonenumbers.region_code_for_number(number) == country
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def numbers_in(text: str, *, country: str, most: int) -> Iterator[tuple[int, int, Address]]:
    """Telephone numbers that are written in a text, and where: whole and valid ones only.

    `country` is the one whose numbers are written without a prefix.
    """
    found = phonenumbers.PhoneNumberMatcher(
        text, country or None, leniency=phonenumbers.Leniency.VALID, max_tries=200
    )
    for count, match in enumerate(found, start=1):
        address = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield match.start, match.end, Address(address)
        if count == most:
            return
