"""What a centre delivers a second time, because it has not seen our answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from carrier.messages.smpp.arriving import Arriving
from carrier.messages.smpp.joining import Joining
from carrier.messages.smpp.pdu import ShortMessage, Status
from carrier.store.database import Database
from carrier.store.sms_tables import IncomingText

TEXT = ShortMessage(
    source="33612345678",
    source_ton=1,
    destination="33199020001",
    destination_ton=1,
    esm_class=0,
    coding=0,
    body=b"once",
    tags={},
)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def a_session(database: Database, name: str, at: list[datetime]) -> Arriving:
    joining = Joining(database, lambda: at[0], default_coding="gsm", kept=timedelta(minutes=10))
    return Arriving(database, lambda: at[0], joining, default_coding="gsm", session_id=name)


def texts(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(IncomingText)) or 0


def test_under_its_sequence_number_it_is_the_same_text_and_is_acknowledged(database: Database) -> None:
    arriving = a_session(database, "first", [NOON])
    assert [arriving.take(TEXT, 7), arriving.take(TEXT, 7)] == [Status.OK, Status.OK]
    assert texts(database) == 1
    assert arriving.take(TEXT, 8) == Status.OK
    assert texts(database) == 2, "said again, it is meant"


def test_in_the_next_session_it_is_the_same_text_for_a_minute(database: Database) -> None:
    a_session(database, "first", [NOON]).take(TEXT, 7)
    at = [NOON + timedelta(seconds=30)]
    arriving = a_session(database, "second", at)
    assert arriving.take(TEXT, 1) == Status.OK
    assert texts(database) == 1
    late = a_session(database, "third", at)
    at[0] += timedelta(seconds=61)
    assert late.take(TEXT, 1) == Status.OK
    assert texts(database) == 2
