"""A caller who is led to voicemail is written down first, with the key of what will be recorded."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from carrier.account import opening
from carrier.answering import tones
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.sip.reception import Guest
from carrier.store.database import Database
from carrier.store.visit_tables import StoredVisit
from carrier.voicemail import spoken
from carrier.voicemail.encoding import for_telephones
from carrier.voicemail.languages import Language, language_of
from carrier.voicemail.leading import Leading
from carrier.voicemail.visit import RATE, Awaited, Visit
from tests.carrier.voicemail.visiting import hum, loudness

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Expecting:
    """Implements `Answering`."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    async def expect(self, visit: Visit) -> Awaited:
        return Awaited("127.0.0.1", 5060, visit.id)

    def forget(self, visit_id: str) -> None:
        self.forgotten.append(visit_id)


@pytest.fixture
def guest(database: Database) -> Guest:
    with database.write() as session:
        account = opening.open_account(
            session,
            email="a@example.org",
            name="A",
            password_hash="",
            plan=schemas.Plan.premium,
            now=utc_now(),
        )
        number = opening.give_number(session, account.id, e164="+33199010001", name="Mine", now=utc_now())
        return Guest(account.id, number.id, "+33199000006", "c" * 36)


def visits(database: Database) -> list[StoredVisit]:
    with database.read() as session:
        return list(session.scalars(select(StoredVisit)))


def leading(database: Database, answering: Expecting) -> Leading:
    return Leading(database, lambda: NOW, answering, lambda number_id, now: f"{number_id} {now}".encode())


async def test_a_visit_is_known_before_the_caller_comes(database: Database, guest: Guest) -> None:
    answering = Expecting()
    led = leading(database, answering)
    visit = await led.begin(guest)
    [row] = await asyncio.to_thread(visits, database)
    assert (row.id, row.key, row.began_at) == (visit.id, visit.key, NOW)
    assert (row.account_id, row.number_id, row.peer) == (guest.account_id, guest.number_id, guest.peer)
    assert row.call_id == guest.call_id
    assert (len(visit.key), visit.records) == (32, True)
    assert visit.words == f"{guest.number_id} {NOW}".encode()
    assert (await led.expect(visit)).user == visit.id
    await led.forget(visit)
    assert answering.forgotten == [visit.id]
    assert await asyncio.to_thread(visits, database) == []


async def test_of_an_owner_who_only_listens_nothing_is_kept(database: Database, guest: Guest) -> None:
    led = leading(database, Expecting())
    visit = await led.begin(Guest(guest.account_id, guest.number_id, "", "", records=False))
    assert not visit.records
    assert visit.words.endswith(tones.speak_now())
    assert await asyncio.to_thread(visits, database) == []
    await led.forget(visit)


async def test_that_nobody_can_be_reached_is_said_as_telephones_have_it(database: Database) -> None:
    said = await leading(database, Expecting()).not_available("fr")
    whole = spoken.sound("not-available", "fr")
    assert abs(len(said) - len(whole) / 2) < 100


def test_what_a_telephone_is_given_sounds_the_same() -> None:
    heard, made = loudness(for_telephones(hum(1.0)), 440), loudness(hum(1.0), 440, rate=RATE)
    assert heard == pytest.approx(made, rel=0.02)


def test_every_language_that_a_number_may_have_is_spoken() -> None:
    assert {language.value for language in Language} == set(spoken.LANGUAGES)
    spoken_in = [language_of(country) for country in ("FR", "AT", "IL", "PR", "NZ")]
    assert spoken_in == ["fr", "de", "he", "es", "en"]
