"""What waits here is paid for in advance: the next price shown is the next one billed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from desktop.domain.messages import ThreadKey
from desktop.domain.money import Allowance, Balance, Money, Tariff
from desktop.domain.numbers import E164, Address, Capability, Number
from desktop.storage import money, numbers, outbox
from desktop.storage.database import Connection, Database
from tests.storage.made import BEGAN, HOME, WORK, to_send

TARIFF = Tariff("EUR", {"33": ("FR", 9), "44": ("GB", 7)}, 19)
BALANCE = Balance("EUR", 100, Allowance("FR", 750, 1, BEGAN + timedelta(days=30)))
ALL = frozenset(Capability)
MINE = (
    Number(WORK, E164("+33756123401"), "Work", "FR", 0, 0, ALL),
    Number(HOME, E164("+447700900123"), "Home", "GB", 1, 1, ALL),
)
LONDON = Address("+442079460123")


async def test_it_is_known_again_as_it_was_told(cache: Database) -> None:
    def write(db: Connection) -> Money:
        assert money.load(db) == Money()
        money.store_tariff(db, TARIFF)
        money.store_balance(db, BALANCE)
        return money.load(db)

    assert await cache.write(write) == Money(TARIFF, BALANCE)


async def test_what_waits_is_taken_off_until_it_is_refused_or_gone(cache: Database) -> None:
    abroad = to_send("a" * 161, thread=ThreadKey(WORK, LONDON))
    free = to_send("a" * 500, thread=ThreadKey(HOME, LONDON))

    def write(db: Connection) -> list[Balance | None]:
        numbers.store(db, MINE)
        money.store_tariff(db, TARIFF)
        money.store_balance(db, BALANCE)
        left = []
        for intent in (free, abroad):
            outbox.add(db, intent)
            left.append(money.load(db).balance)
        outbox.remove(db, abroad.id)
        left.append(money.load(db).balance)
        return left

    assert BALANCE.allowance is not None
    less = replace(BALANCE, credit=100 - 7, allowance=replace(BALANCE.allowance, left=0))
    assert await cache.write(write) == [BALANCE, less, BALANCE]
