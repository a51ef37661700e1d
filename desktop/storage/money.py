"""What the carrier said of prices and of what is left, so that the price is known without it too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from desktop.domain.files import with_link
from desktop.domain.money import Allowance, Balance, Money, Tariff, price
from desktop.domain.outbox import SendMessage
from desktop.domain.segments import count_segments
from desktop.storage import facts, outbox, uploads
from desktop.storage.database import Connection
from desktop.storage.instants import from_microseconds, to_microseconds

_BEFORE = datetime.min.replace(tzinfo=UTC)
"""Before the allowance is renewed."""
_TARIFF, _BALANCE = "tariff", "balance"


def store_tariff(db: Connection, tariff: Tariff) -> None:
    rates = [[prefix, country, cents] for prefix, (country, cents) in sorted(tariff.rates.items())]
    told: dict[str, Any] = {"currency": tariff.currency, "rates": rates, "elsewhere": tariff.elsewhere}
    told["file_link"] = tariff.file_link
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
    """The carrier's truth, less what the messages that wait here will take of it."""
    tariff, balance = _tariff(facts.fact(db, _TARIFF)), _balance(facts.fact(db, _BALANCE))
    if tariff is not None and balance is not None:
        balance = _without_waiting(db, tariff, balance)
    return Money(tariff, balance)


def _without_waiting(db: Connection, tariff: Tariff, balance: Balance) -> Balance:
    link = tariff.file_link
    acts = [each.act for each in outbox.waiting_of(db, SendMessage) if isinstance(each.act, SendMessage)]
    waiting = [(act.thread, with_link(act.text, link) if act.file_id else act.text) for act in acts]
    waiting += [(upload.thread, link) for upload in uploads.waiting(db) if not upload.awaited]
    if not waiting:
        return balance
    countries = dict(db.execute("SELECT id, country FROM numbers").fetchall())
    for thread, text in waiting:
        if thread.number_id not in countries:
            continue
        cost = price(
            tariff,
            balance,
            segments=count_segments(text).count,
            country=countries[thread.number_id],
            to=thread.peer,
            now=_BEFORE,
        )
        allowance = balance.allowance
        if allowance is not None:
            allowance = replace(allowance, left=allowance.left - cost.from_allowance)
        balance = replace(balance, credit=max(0, balance.credit - cost.cents), allowance=allowance)
    return balance


def _tariff(kept: str | None) -> Tariff | None:
    if kept is None:
        return None
    told = json.loads(kept)
    rates = {prefix: (country, cents) for prefix, country, cents in told["rates"]}
    return Tariff(told["currency"], MappingProxyType(rates), told["elsewhere"], told.get("file_link", ""))


def _balance(kept: str | None) -> Balance | None:
    if kept is None:
        return None
    told = json.loads(kept)
    allowance = None
    if "allowance" in told:
        country, total, left, renews_at = told["allowance"]
        allowance = Allowance(country, total, left, from_microseconds(renews_at))
    return Balance(told["currency"], told["credit"], allowance)
