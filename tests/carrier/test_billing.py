"""A message is paid for once, before it leaves, and what was not delivered is given back (MSG-5, ACC-13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from carrier.account import billing, opening
from carrier.account.tariff import ALLOWANCE, RATES
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.messages.segments import measure
from carrier.network import people
from carrier.problems import Refusal
from carrier.store.tables import Account, Charge, Number
from tests.carrier.running import Person, RunningCarrier, Signed, until, word

LONDON, BERLIN = "+442079460123", "+4930123456"
BERLIN_CENTS = RATES["49"][1]


def credit(running: RunningCarrier, person: Person, cents: int) -> None:
    with running.carrier.database.write() as session:
        opening.set_credit(session, person.email, cents, utc_now())


def used(running: RunningCarrier, person: Person, segments: int, *, month: str = "") -> None:
    with running.carrier.database.write() as session:
        account = session.get_one(Account, person.account_id)
        account.allowance_used = segments
        account.allowance_month = month or utc_now().strftime("%Y-%m")


def charges(running: RunningCarrier, person: Person) -> int:
    with running.carrier.database.read() as session:
        mine = select(func.count()).select_from(Charge).where(Charge.account_id == person.account_id)
        return session.scalar(mine) or 0


def left(device: Signed) -> tuple[int, int | None]:
    balance = device.get("/v1/balance")
    return balance["credit_cents"], (balance["allowance"] or {}).get("left")


def test_between_numbers_of_one_country_it_is_free(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    before = left(device)
    assert device.send(person.number_ids[0], people.ROBIN, "🙂" * 800).status_code == 201
    assert left(device) == before
    assert charges(running, person) == 0


def test_a_french_number_of_premium_writes_abroad_from_the_allowance(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    cents, messages = left(device)
    assert messages == ALLOWANCE
    device.send(person.number_ids[0], LONDON, "a" * 161)
    assert left(device) == (cents, ALLOWANCE - 2)


def test_the_allowance_pays_what_it_can_and_credit_the_rest(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    credit(running, person, 100)
    used(running, person, ALLOWANCE - 1)
    device.send(person.number_ids[0], BERLIN, "م" * 150)
    assert measure("م" * 150).segments == 3
    assert left(device) == (100 - 2 * BERLIN_CENTS, 0)


def test_a_number_of_another_country_pays_with_credit(running: RunningCarrier) -> None:
    person = running.person(numbers=["+442079460811"])
    device = running.sign_in(person)
    credit(running, person, 100)
    device.send(person.number_ids[0], BERLIN, "Hallo")
    assert left(device) == (100 - BERLIN_CENTS, ALLOWANCE)


def test_what_the_credit_does_not_suffice_for_is_refused_and_nothing_is_taken(
    running: RunningCarrier,
) -> None:
    person = running.person()
    device = running.sign_in(person)
    used(running, person, ALLOWANCE - 1)
    credit(running, person, BERLIN_CENTS - 1)
    answer = device.send(person.number_ids[0], BERLIN, "a" * 161)
    assert (answer.status_code, word(answer)) == (402, "no-credit")
    assert left(device) == (BERLIN_CENTS - 1, 1)
    assert device.get("/v1/messages")["messages"] == []
    assert device.send(person.number_ids[0], BERLIN, "a" * 160).status_code == 201
    assert left(device) == (BERLIN_CENTS - 1, 0)


def test_a_message_is_charged_once_however_often_it_is_asked_for(running: RunningCarrier) -> None:
    person = running.person(numbers=["+442079460812"])
    device = running.sign_in(person)
    credit(running, person, 1000)
    message_id = str(uuid4())

    def send(_: int) -> Any:
        return device.send(person.number_ids[0], BERLIN, "once", id=message_id)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert left(device)[0] == 1000 - BERLIN_CENTS


def test_many_at_once_never_spend_more_than_there_is(running: RunningCarrier) -> None:
    person = running.person(numbers=["+442079460813"])
    device = running.sign_in(person)
    credit(running, person, 3 * BERLIN_CENTS + 1)

    def send(_: int) -> int:
        return int(device.send(person.number_ids[0], BERLIN, "quick").status_code)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(answers) == [201] * 3 + [402] * 5
    assert left(device)[0] == 1


def test_what_was_not_delivered_is_given_back_once(running: RunningCarrier) -> None:
    person = running.person(numbers=["+442079460814"])
    device = running.sign_in(person)
    credit(running, person, 100)
    sent = device.send(person.number_ids[0], people.UNREACHABLE, "hello?").json()
    until(lambda: device.get(f"/v1/messages/{sent['id']}")["status"] == "failed")
    assert left(device)[0] == 100
    with running.carrier.database.write() as session:
        billing.give_back(session, person.account_id, sent["id"], utc_now())
    assert left(device)[0] == 100


def test_a_new_month_has_the_whole_allowance_and_gets_nothing_back_from_the_last(
    running: RunningCarrier,
) -> None:
    person = running.person()
    device = running.sign_in(person)
    used(running, person, 700, month="2020-01")
    balance = device.get("/v1/balance")["allowance"]
    assert balance["left"] == ALLOWANCE
    renews = datetime.fromisoformat(balance["renews_at"])
    assert renews.day == 1
    assert timedelta(0) < renews - utc_now() <= timedelta(days=31)
    december = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    with running.carrier.database.write() as session:
        number = session.get_one(Number, person.number_ids[0])
        billing.charge_message(session, number, message_id="old", to=LONDON, segments=5, now=december)
        session.flush()
        january = december + timedelta(minutes=2)
        billing.charge_message(session, number, message_id="new", to=LONDON, segments=1, now=january)
        billing.give_back(session, person.account_id, "old", january)
        session.flush()
        account = session.get_one(Account, person.account_id)
        assert (account.allowance_month, account.allowance_used) == ("2027-01", 1)


def test_every_device_hears_what_is_left(running: RunningCarrier) -> None:
    person = running.person()
    device, other = running.sign_in(person), running.sign_in(person, name="Desk")
    with other.events(other.get("/v1/me")["event_cursor"]) as events:
        device.send(person.number_ids[0], LONDON, "hello")
        told = next(e for e in events if e.data["type"] == "balance.changed").data["balance"]
    assert told == device.get("/v1/balance")


def test_starter_has_no_allowance(running: RunningCarrier) -> None:
    person = running.person()
    with running.carrier.database.write() as session:
        session.get_one(Account, person.account_id).plan = schemas.Plan.starter
        session.flush()
        number = session.get_one(Number, person.number_ids[0])
        billing.charge_message(session, number, message_id="one", to=BERLIN, segments=1, now=utc_now())
        session.flush()
        assert session.get_one(Account, person.account_id).credit_cents == 1000 - BERLIN_CENTS
        with pytest.raises(Refusal, match="no-credit"):
            billing.charge_message(session, number, message_id="two", to=BERLIN, segments=99, now=utc_now())


def test_the_tariff_is_rated_by_the_longest_prefix(running: RunningCarrier) -> None:
    tariff = running.sign_in(running.person()).get("/v1/tariff")
    assert tariff["currency"] == "EUR"
    by_prefix = {rate["prefix"]: rate["country"] for rate in tariff["rates"]}
    assert (by_prefix["1"], by_prefix["1416"], by_prefix["33"]) == ("US", "CA", "FR")
