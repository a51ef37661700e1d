"""A cache of a million messages in five thousand conversations, one of them of a hundred thousand."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import E164, Address, Capability, Number, NumberId, NumberStatus
from desktop.domain.session import Account, Plan
from desktop.storage import contacts, facts, found, numbers, threads
from desktop.storage.database import Connection, Database

KEY = "5a" * 32
NUMBERS = tuple(NumberId(str(UUID(int=n, version=4))) for n in range(1, 6))
LONGEST = ThreadKey(NUMBERS[0], Address("+33612345678"))
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
COMMON = (
    "bonjour merci je tu vous le la de à demain rendez-vous ok oui non ça va pour dans avec chez l'école"
    " où quand the you to and is at tomorrow meeting thanks yes مرحبا شكرا غدا الموعد 👍 😀 c'est aujourd'hui"
).split()
SLICE = 5_000


def fill(
    path: Path,
    *,
    messages: int = 1_000_000,
    conversations: int = 5_000,
    longest: int = 100_000,
) -> None:
    """The same each time."""
    asyncio.run(_fill(path, messages, conversations, longest))


async def _fill(path: Path, messages: int, conversations: int, longest: int) -> None:
    cache = Database(path, KEY)
    await cache.open()
    try:
        await cache.write(_frame)
        rows = _rows(messages, conversations, longest)
        while part := [row for row, _ in zip(rows, range(SLICE), strict=False)]:
            await cache.write(lambda db, part=part: keep(db, part))  # type: ignore[misc]
        await cache.write(threads.refresh_all)
    finally:
        await cache.close()


def _frame(db: Connection) -> None:
    capabilities = frozenset((Capability.CALLS, Capability.MESSAGES, Capability.VOICEMAIL))
    numbers.store(
        db,
        [
            Number(
                id=number_id,
                e164=E164(f"+3375600000{place}"),
                name=name,
                country="FR",
                colour=place,
                position=place,
                capabilities=capabilities,
                status=NumberStatus.ACTIVE,
            )
            for place, (number_id, name) in enumerate(
                zip(NUMBERS, ("Private", "Work", "London", "Shop", "Club"), strict=True)
            )
        ],
    )
    names = ("Marie", "Zoë", "Paul", "محمد", "Aïcha", "Liam", "Inès", "Noah", "Björn", "Łucja")
    contacts.store_all(
        db,
        [
            Contact(ContactId(f"c{n}"), f"{names[n % 10]} {_word(n)}", (ContactPhone(peer(n), "mobile"),))
            for n in range(400)
        ],
    )
    facts.set_account(db, Account("large@example.org", "Large", Plan.PREMIUM))
    facts.set_cursor(db, 1)
    facts.begin_generation(db)


def peer(place: int) -> Address:
    return LONGEST.peer if place == 0 else Address(f"+336{20_000_000 + place * 7919 % 70_000_000:08d}")


def _word(n: int) -> str:
    """A word that can be spoken, another for each number."""
    syllables = (
        "ba",
        "ri",
        "lo",
        "té",
        "mu",
        "sa",
        "ne",
        "vi",
        "chou",
        "par",
        "ton",
        "du",
        "gé",
        "li",
        "fo",
        "ra",
    )
    word = ""
    n += 17
    while n:
        word += syllables[n % 16]
        n //= 16
    return word


def _rows(messages: int, conversations: int, longest: int) -> Iterator[tuple[Any, ...]]:
    """From the newest, as a listing brings them."""
    chance = random.Random(4)
    words = [*COMMON, *(_word(n) for n in range(20_000))]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    share = longest / messages
    for n in range(messages):
        sequence = messages - n
        place = 0 if chance.random() < share else 1 + int((conversations - 1) * chance.random() ** 2)
        number_id = NUMBERS[0] if place == 0 else NUMBERS[place % 5]
        incoming = chance.random() < 0.55
        text = " ".join(chance.choices(words, cum_weights=weights, k=chance.randrange(2, 16)))
        if n % 97 == 0:
            text += f" 06 {n % 90 + 10} {n // 90 % 90 + 10} {n // 8100 % 90 + 10} 78"
        at = NEWEST - timedelta(minutes=5 * n, seconds=chance.randrange(200))
        yield (
            str(UUID(int=chance.getrandbits(128), version=4)),
            number_id,
            peer(place),
            "incoming" if incoming else "outgoing",
            text,
            int(at.timestamp() * 1e6),
            "received" if incoming else "delivered",
            sequence,
            1,
            1,
        )


def keep(db: Connection, rows: list[tuple[Any, ...]]) -> None:
    """As `messages.store` does, without asking of each whether it is known."""
    index = found.Index(db)
    for row in rows:
        kept = db.execute(
            "INSERT INTO messages (id, number_id, peer, direction, text, created_at, status, sequence, read,"
            " generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        index.add(kept.lastrowid, row[1], row[2], row[4], row[5])
