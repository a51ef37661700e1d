"""What the carrier said of prices and of what is left, so that the price is known without it too."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

from desktop.domain.money import Allowance, Balance, Money, Tariff
from desktop.storage import facts
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

_TARIFF, _BALANCE = "tariff", "balance"


def store_tariff(db: Connection, tariff: Tariff) -> None:
    rates = [[prefix, country, cents] for prefix, (country, cents) in sorted(tariff.rates.items())]
    told = {"currency": tariff.currency, "rates": rates, "elsewhere": tariff.elsewhere}
    facts.set_fact(db, _TARIFF, json.dumps(told))


def store_balance(db: Connection, balance: Balance) -> None:
    told: dict[str, Any] = {"currency": balance.currency, "credit": balance.credit}
    if (allowance := balance.allowance) is not None:
        told["allowance"] = [
            allowance.country,
            allowance.total,
            allowance.left,
            to_microseconds(allowance.renews_at),
        ]
    facts.set_fact(db, _BALANCE, json.dumps(told))


def load(db: Connection) -> Money:
    return Money(_tariff(facts.fact(db, _TARIFF)), _balance(facts.fact(db, _BALANCE)))


def _tariff(kept: str | None) -> Tariff | None:
    if kept is None:
        return None
    told = json.loads(kept)
    rates = {prefix: (country, cents) for prefix, country, cents in told["rates"]}
    return Tariff(told["currency"], MappingProxyType(rates), told["elsewhere"])


def _balance(kept: str | None) -> Balance | None:
    if kept is None:
        return None
    told = json.loads(kept)
    allowance = None
    if "allowance" in told:
        country, total, left, renews_at = told["allowance"]
        allowance = Allowance(country, total, left, from_microseconds(renews_at))
    return Balance(told["currency"], told["credit"], allowance)
