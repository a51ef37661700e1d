"""What runs each second or hour reads what it is about and not the whole of a large table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from carrier.account.opening import open_account
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.later.leaving import Leaving
from carrier.messages.delivery import Delivery
from carrier.messages.sending import Sending
from carrier.messages.sms import Delivered, OutgoingText
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.housekeeping import tidy
from carrier.store.thread_tables import Deletion

LARGE = ("messages", "charges", "incoming_texts")


class Nowhere:
    async def send(self, text: OutgoingText) -> Delivered:
        raise AssertionError("nothing is sent")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'db'}", Signals())
    made.migrate()
    with made.write() as session:
        account = open_account(
            session,
            email="a@example.org",
            name="A",
            password_hash="-",
            plan=schemas.Plan.premium,
            now=utc_now(),
        )
        session.add(
            Deletion(
                account_id=account.id,
                id=str(uuid4()),
                number_id=str(uuid4()),
                peer="+33612345678",
                made_at=utc_now() - timedelta(days=8),
            )
        )
    yield made
    made.close()


@contextmanager
def plans(database: Database) -> Iterator[list[str]]:
    """Of all that is asked meanwhile."""
    found: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(row[3] for row in rows)

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)


def test_no_job_scans_a_large_table(database: Database, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with plans(database) as found:
        tidy(database, settings, utc_now())
        asyncio.run(Delivery(database, Signals(), Nowhere(), utc_now).deliver_due())
        Leaving(database, Signals(), Sending(database, settings, utc_now), utc_now).send_due()
    assert any("messages USING" in step for step in found), found
    assert [step for step in found if step.removeprefix("SCAN ").split()[0] in LARGE and "SCAN" in step] == []
    waiting = [step for step in found if "incoming_texts" in step and "done=?" in step]
    assert waiting, "by what is done first: most is"
