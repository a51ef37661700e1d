"""What messages cost, and what there is to pay them with. Whole cents; never a fraction."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from carrier.api.shape import Shape

Cents = Annotated[int, Field(ge=0)]


class Allowance(Shape):
    """Messages that the plan brings each month."""

    country: str
    """They leave from numbers of this country only."""
    total: int
    left: Annotated[int, Field(ge=0)]
    renews_at: datetime
    """From then on `left` is `total` again."""


class Balance(Shape):
    currency: str
    """ISO 4217. The cents below are hundredths of it."""
    credit_cents: Cents
    allowance: Allowance | None = None
    """None where the plan brings none."""


class Rate(Shape):
    prefix: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,14}$")]
    """Digits of E.164, without the plus. The longest that fits is meant."""
    country: str
    """ISO 3166-1; empty where it is the home of no number here."""
    cents: Cents
    """For each segment."""


class Tariff(Shape):
    """Free: from a number to one of the same country, and to an address that does not begin with a plus.

    Otherwise the allowance pays as many segments as are left in it, where the sender's number is of its
    country, and credit the others at the rate of the longest prefix.
    """

    currency: str
    rates: list[Rate]
    elsewhere_cents: Cents
    """Where no prefix fits."""
    file_link: str
    """Takes as much of a message as the link of any file: it stands behind the text, on a line of its own."""


class BalanceChanged(Shape):
    """A message was paid for or given back, or credit was added: what is left now."""

    type: Literal["balance.changed"] = "balance.changed"
    balance: Balance
