"""From what was typed or pasted to a number that can be called (CALL-2, CALL-3), with libphonenumber.

Pure functions; no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from desktop.domain.numbers import Address


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

    @property
    def can_call(self) -> bool:
        return self.address is not None and self.verdict in (Verdict.VALID, Verdict.SHORT, Verdict.TOLL_FREE)


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    """ISO 3166-1 alpha-2."""
    prefix: int
    """Country calling code."""

    @property
    def flag(self) -> str:
        """The flag as regional indicator symbols."""
        return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in self.code)


def read_number(typed: str, *, country: str) -> Dialled:
    """What `typed` means when dialled from `country`."""
    raise NotImplementedError


def countries() -> tuple[Country, ...]:
    """All countries that libphonenumber knows, by code."""
    raise NotImplementedError


def shown_number(address: Address, *, country: str = "") -> str:
    """An address for the eye: national format within `country`, else international; unknown as it is."""
    raise NotImplementedError


def country_of(address: Address) -> str:
    """ISO 3166-1 alpha-2 of an E.164 address, or an empty string."""
    raise NotImplementedError
