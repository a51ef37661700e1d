"""What a message costs, by the carrier's own tariff and rules (MSG-5, ACC-13). Whole cents, never a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a segment of a message costs."""

    currency: str
    """ISO 4217; cents are hundredths of it."""
    rates: Mapping[str, tuple[str, int]]
    """Country and cents for a segment, by the digits a number begins with; the longest that fits is meant."""
    elsewhere: int
    """Cents where none fits."""
    file_link: str = ""
    """As long as the link of any file; empty where the carrier has not told."""

    def rate(self, digits: str) -> tuple[str, int]:
        for length in range(len(digits), 0, -1):
            if (found := self.rates.get(digits[:length])) is not None:
                return found
        return "", self.elsewhere


@dataclass(frozen=True, slots=True)
class Allowance:
    """Messages that the plan brings each month."""

    country: str
    """They leave from numbers of this country only."""
    total: int
    left: int
    renews_at: datetime

    def left_at(self, now: datetime) -> int:
        return self.total if now >= self.renews_at else self.left


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left to pay with."""

    currency: str
    credit: int
    """Cents."""
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """None for what the carrier has not told yet."""

    tariff: Tariff | None = None
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """What one message takes from the allowance and from the credit."""

    from_allowance: int = 0
    """Segments that the month's allowance pays."""
    cents: int = 0
    allowance_left: int = 0
    """Before this message."""

    @property
    def is_free(self) -> bool:
        return not self.from_allowance and not self.cents

    def __add__(self, other: Price) -> Price:
        return replace(
            self,
            from_allowance=self.from_allowance + other.from_allowance,
            cents=self.cents + other.cents,
        )


def price(
    tariff: Tariff, balance: Balance, *, segments: int, country: str, to: str, now: datetime, spent: int = 0
) -> Price:
    """Of `segments` from a number of `country` to `to`, E.164 or a short code.

    `spent` are segments of the allowance that others in the same breath take before it.
    """
    allowance = balance.allowance
    left = 0 if allowance is None or allowance.country != country else allowance.left_at(now)
    left = max(0, left - spent)
    if not to.startswith("+"):
        return Price(allowance_left=left)
    home, cents = tariff.rate(to[1:])
    if home == country:
        return Price(allowance_left=left)
    covered = min(segments, left)
    return Price(covered, (segments - covered) * cents, left)
