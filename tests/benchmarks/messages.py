"""A million messages: looking for something, opening the program, and the longest conversation.

The large cache takes some minutes to make; it is kept among the temporary files for the next time.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from sqlcipher3 import dbapi2

from desktop.domain.found import Search
from desktop.storage import facts, search
from desktop.storage.database import Connection, Database, migrations
from tests.benchmarks import large_cache
from tests.benchmarks.desk import Desk, signed_in_desk
from tests.benchmarks.figures import Figure, median_of, p95_of
from tests.benchmarks.first_sync import first_sync_figures
from tests.harness.keyring import secrets_kept
from tests.journeys.person import wait_until_ready

TYPED = (
    "bonjour merci", "rendez-vous demain", "aujourd'hui", "06 12 34", "+33 6 20", "marie", "zoë",
    "مرحبا شكرا",
    "tomorrow meeting", "l'école", "lobaté 👍", "xylophone",
)  # fmt: skip
"""Each is looked for letter by letter."""
WORST = ("e", "1", "le", "bonjour le la de", "a b c d e f g h i j", "zzzzqq", "bonjour zzzzqq", "x" * 10_000)
PAGES = 20


def large(*, messages: int = 1_000_000, conversations: int = 5_000, longest: int = 100_000) -> Path:
    shape = blake2b(
        "".join(migrations()).encode() + Path(large_cache.__file__).read_bytes(), digest_size=6
    ).hexdigest()
    path = Path(tempfile.gettempdir()) / f"fiveline-{messages}-{shape}.db"
    if not path.exists():
        making = path.with_suffix(".making")
        with suppress(FileNotFoundError):
            making.unlink()
        large_cache.fill(making, messages=messages, conversations=conversations, longest=longest)
        making.replace(path)
    return path


def message_figures() -> list[Figure]:
    path = large()
    return [
        *asyncio.run(_searches(path)),
        *_scrolling(path),
        *_opening(path),
        *first_sync_figures(),
    ]


async def _searches(path: Path) -> list[Figure]:
    cache = Database(path, large_cache.KEY)
    await cache.open()

    async def took(wanted: Search) -> float:
        began = time.perf_counter()
        await cache.read(lambda db: search.find(db, wanted))
        return (time.perf_counter() - began) * 1000

    typed = [await took(Search(text[:end])) for text in TYPED for end in range(1, len(text) + 1)]
    worst = [await took(Search(text)) for text in WORST for _ in range(5)]
    narrowed = [
        await took(wanted)
        for text in ("b", "bonjour", "merci le", "zzzz")
        for wanted in (
            Search(text, large_cache.NUMBERS[2]),
            Search(text, people=frozenset({large_cache.peer(4000)})),
            Search(text, thread=large_cache.LONGEST),
            Search(text, until=large_cache.NEWEST.replace(year=2020)),
            Search(text, with_files=True),
        )
    ]
    paged = []
    below: int | None = None
    for _page in range(PAGES):
        began = time.perf_counter()
        page = await cache.read(
            lambda db, below=below: search.find_messages(db, Search("bonjour"), below=below, limit=40)  # type: ignore[misc]
        )
        paged.append((time.perf_counter() - began) * 1000)
        below = page.below
    await cache.close()
    return [
        p95_of("first results among 1,000,000 messages, letter by letter", typed, "ms", bound=50),
        p95_of("first results, the worst queries", worst, "ms", bound=50),
        p95_of("first results, narrowed", narrowed, "ms", bound=50),
        p95_of("a further page of results", paged, "ms", bound=50),
    ]


def _scrolling(path: Path) -> list[Figure]:
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.scrolling", str(path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(answer.stdout.strip().splitlines()[-1])
    said = "conversation of 100,000 messages"
    return [
        Figure("cache of 1,000,000 messages to conversations in sight", told["opened"], "ms"),
        Figure(f"{said}: opened", told["thread"], "ms"),
        _p99(f"{said}, scrolled: a frame", told["slowly"], "by the clock"),
        _p99(f"{said}, scrolled: a frame's own work", told["slow_work"], "by the processor"),
        _p99(f"{said}, to its start and back: a frame", told["quickly"], "by the clock"),
        _p99(f"{said}, to its start and back: a frame's own work", told["quick_work"], "by the processor"),
        Figure(f"{said}: memory grown by scrolling", told["after"] - told["before"], "MB", bound=20),
        Figure(f"{said}: messages held at once", told["held"], ""),
    ]


def _p99(name: str, values: list[float], note: str) -> Figure:
    ordered = sorted(values)
    worst = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    return Figure(name, worst, "ms", 16.7, len(values), (ordered[0], ordered[-1]), f"p99, {note}")


def _opening(path: Path, *, runs: int = 5) -> list[Figure]:
    """The program itself, with a cache of a few messages and with the large one."""
    with signed_in_desk() as desk:
        few = _starts(desk, runs)
        _fill(desk, path)
        many = _starts(desk, runs)
    return [
        median_of("conversations in sight, few messages", few, "ms"),
        median_of("conversations in sight, 1,000,000 messages", many, "ms"),
        Figure("1,000,000 messages / few", sorted(many)[runs // 2] / sorted(few)[runs // 2], "", bound=1.25),
    ]


def _starts(desk: Desk, runs: int) -> list[float]:
    took = []
    for _ in range(runs):
        desk.desktop.quit()
        seen = len(desk.moments("conversations-painted"))
        began = time.monotonic()
        program = desk.desktop.start()
        took.append((desk.next_moment("conversations-painted", after=seen, within=60) - began) * 1000)
        wait_until_ready(program)
    return took


def _fill(desk: Desk, path: Path) -> None:
    """Put the large cache in the place of the desk's own, under its key and for its session."""
    desk.desktop.quit()
    own = next(desk.desktop.folder.rglob("cache*.db"))
    key = next(secret.decode() for name, secret in secrets_kept(desk.session).items() if "cache-key" in name)

    def device_and_cursor(db: Connection) -> tuple[str, int]:
        return facts.device(db) or "", facts.cursor(db) or 0

    device, cursor = asyncio.run(_do(own, key, device_and_cursor))
    for journal in own.parent.glob(f"{own.name}-*"):
        journal.unlink()
    shutil.copy(path, own)
    connection = dbapi2.connect(str(own))
    connection.execute(f"PRAGMA key = \"x'{large_cache.KEY}'\"")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA rekey = \"x'{key}'\"")
    connection.execute("UPDATE facts SET value = ? WHERE name = 'cursor'", (str(cursor),))
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('device', ?)", (device,))
    connection.commit()
    connection.close()


async def _do(path: Path, key: str, work: object) -> tuple[str, int]:
    cache = Database(path, key)
    await cache.open()
    try:
        return await cache.read(work)  # type: ignore[arg-type]
    finally:
        await cache.close()
