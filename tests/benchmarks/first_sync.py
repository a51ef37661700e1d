"""The first listing of a hundred thousand messages, from a carrier in a process of its own."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, insert, select, update

from carrier.store.tables import Account, Message, Number
from desktop.domain.events import SyncProgressed
from tests.benchmarks.figures import Figure
from tests.harness.carrier import CarrierProcess
from tests.services.desk import Desk

THREADS = 500
SLICE = 5000


@contextmanager
def carrier_with(folder: Path, count: int) -> Iterator[tuple[CarrierProcess, dict[str, Any]]]:
    """A carrier, and an account of it that was sent and sent `count` messages."""
    carrier = CarrierProcess(folder / "carrier").start()
    try:
        account = carrier.account("premium", numbers=5)
        fill(folder / "carrier" / "data" / "carrier.sqlite3", account["email"], count)
        yield carrier, account
    finally:
        carrier.close()


def fill(database: Path, email: str, count: int) -> None:
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        owner, last = connection.execute(
            select(Account.id, Account.last_sequence).where(Account.email == email)
        ).one()
        numbers = list(connection.scalars(select(Number.id).where(Number.account_id == owner)))
        rows = _rows(owner, numbers, last, count)
        while part := list(islice(rows, SLICE)):
            connection.execute(insert(Message), part)
        connection.execute(update(Account).where(Account.id == owner).values(last_sequence=last + count))
    engine.dispose()


def _rows(owner: str, numbers: list[str], last: int, count: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for n in range(1, count + 1):
        thread = n * n % THREADS
        yield {
            "account_id": owner,
            "id": str(UUID(int=n << 32, version=4)),
            "number_id": numbers[thread % len(numbers)],
            "peer": f"+336{10_000_000 + thread:08d}",
            "direction": "incoming" if n % 3 else "outgoing",
            "text": f"Message {n}, une phrase comme on en écrit à midi et demi",
            "created_at": now - timedelta(minutes=count - n),
            "status": "received" if n % 3 else "delivered",
            "segments": 1,
            "sequence": last + n,
            "read": True,
        }


def first_sync_figures(count: int = 100_000) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, carrier_with(Path(folder), count) as (carrier, account):
        return asyncio.run(_measure(Path(folder), carrier, account, count))


async def _measure(
    folder: Path, carrier: CarrierProcess, account: dict[str, Any], count: int
) -> list[Figure]:
    desk = await Desk(folder / "desk", carrier.url, ca=carrier.ca).open()
    began = time.monotonic()
    await desk.phone.sessions.sign_in(account["email"], account["password"])
    await desk.until(lambda: desk.state.numbers, within=60)
    usable = time.monotonic() - began
    await desk.until(
        lambda: (told := desk.told(SyncProgressed)) and told[-1].done == told[-1].total, within=1200
    )
    whole = time.monotonic() - began
    wal = sum(f.stat().st_size for f in desk.profile.rglob("*-wal")) / 2**20
    await desk.close()
    return [
        Figure(f"first listing of {count} messages", whole, "s", bound=60),
        Figure("conversations in sight after signing in", usable * 1000, "ms"),
        Figure("journal of the cache after it", wal, "MB"),
    ]
