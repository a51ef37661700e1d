"""Prices, credit and the month's allowance."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated

import msgspec

from desktop.api.wire import bounds
from desktop.domain import money

Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
Country = Annotated[str, msgspec.Meta(max_length=2)]
Cents = Annotated[int, msgspec.Meta(ge=0, lt=2**52)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Prefix = Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{0,14}$")]


class WireAllowance(msgspec.Struct, frozen=True):
    country: Country
    total: Count
    left: Count
    renews_at: bounds.Instant

    def to_domain(self) -> money.Allowance:
        return money.Allowance(self.country, self.total, self.left, self.renews_at)


class Balance(msgspec.Struct, frozen=True):
    currency: Currency
    credit_cents: Cents
    allowance: WireAllowance | None = None

    def to_domain(self) -> money.Balance:
        allowance = None if self.allowance is None else self.allowance.to_domain()
        return money.Balance(self.currency, self.credit_cents, allowance)


class Rate(msgspec.Struct, frozen=True):
    prefix: Prefix
    country: Country
    cents: Cents


class Tariff(msgspec.Struct, frozen=True):
    currency: Currency
    rates: Annotated[list[Rate], msgspec.Meta(max_length=20_000)]
    elsewhere_cents: Cents
    file_link: Annotated[str, msgspec.Meta(max_length=500)] = ""

    def to_domain(self) -> money.Tariff:
        rates = {rate.prefix: (rate.country, rate.cents) for rate in self.rates}
        return money.Tariff(self.currency, MappingProxyType(rates), self.elsewhere_cents, self.file_link)
