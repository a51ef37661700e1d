"""What waits here is paid for in advance: the next price shown is the next one billed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from desktop.domain.files import FileId, PickedFile, Upload
from desktop.domain.messages import MessageId, ThreadKey
from desktop.domain.money import Allowance, Balance, Money, Tariff
from desktop.domain.numbers import E164, Address, Capability, Number
from desktop.domain.outbox import SendMessage
from desktop.storage import money, numbers, outbox, uploads
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


async def test_the_link_of_a_file_that_waits_is_taken_off_with_its_text(cache: Database) -> None:
    link = "https://fiveline.example/f/" + "0" * 32
    thread = ThreadKey(WORK, LONDON)
    lone = Upload(FileId("f"), MessageId("m"), thread, PickedFile("/a", "a", "text/plain", 3, "0"), BEGAN)
    with_text = to_send("a" * 120, thread=thread)
    assert isinstance(with_text.act, SendMessage)
    together = replace(with_text, act=replace(with_text.act, file_id="at the carrier"))

    def left(db: Connection) -> int:
        balance = money.load(db).balance
        assert balance is not None
        return balance.credit

    def write(db: Connection) -> tuple[int, int]:
        numbers.store(db, MINE)
        money.store_tariff(db, replace(TARIFF, file_link=link))
        money.store_balance(db, replace(BALANCE, allowance=None))
        uploads.add(db, lone)
        one = left(db)
        outbox.add(db, together)
        return one, left(db)

    assert await cache.write(write) == (100 - 7, 100 - 7 - 2 * 7)
