"""A hundred thousand messages: the first page and a page of any thread are there at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from desktop.domain.found import Search
from desktop.storage import found, messages, search, threads
from desktop.storage.database import Connection, Database
from tests.storage.made import BEGAN, MARIE, WORK

COUNT = 100_000


def _fill(db: Connection) -> None:
    def rows() -> object:
        for n in range(COUNT):
            peer = MARIE.peer if n % 2 else f"+3361{n % 2000:07d}"
            at = int((BEGAN + timedelta(minutes=n)).timestamp() * 1e6)
            yield (f"id-{n}", WORK, peer, "incoming", f"Bonjour numéro {n}", at, "received", n, None, 1, 1)

    db.executemany(
        "INSERT INTO messages (id, number_id, peer, direction, text, created_at, status, sequence, failure,"
        " read, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows(),
    )
    index = found.Index(db)  # of a few: how many words it can hold is told by the benchmark
    for n in range(0, COUNT, 100):
        index.add(n + 1, WORK, MARIE.peer, f"Bonjour numéro {n}", n)
    threads.refresh_all(db)


def _anew(db: Connection) -> object:
    threads.refresh(db, [MARIE])
    return threads.find(db, MARIE)


async def test_pages_come_quickly_from_a_large_cache(cache: Database) -> None:
    await cache.write(_fill)
    works: dict[str, Callable[[Connection], object]] = {
        "threads": lambda db: threads.load(db, None, before=None, limit=50),
        "threads of a number": lambda db: threads.load(db, WORK, before=None, limit=50),
        "newest of a large thread": lambda db: messages.load(db, MARIE, before=None, limit=50),
        "middle of a large thread": lambda db: messages.load(db, MARIE, before=50_001, limit=50),
        "search": lambda db: search.find(db, Search("numero 4700")).messages.messages,
        "one thread anew": _anew,
    }
    for what, work in works.items():
        times = []
        for _ in range(5):
            began = time.perf_counter()
            found = await cache.write(work)
            times.append(time.perf_counter() - began)
            assert found, what
        assert sorted(times)[2] < 0.1, f"{what}: {times}"
