"""A message abroad, from its price to its bill, between a real desktop and a real carrier (MSG-5, ACC-13)."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrier.account.opening import set_credit
from carrier.clock import utc_now
from carrier.store.tables import Account
from desktop.api.carrier import CarrierApi
from desktop.domain.messages import MessageFailure, MessageStatus
from desktop.domain.money import Balance
from desktop.services.picking import look_at
from desktop.services.prices import quote
from tests.carrier.running import PASSWORD, Person, RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk
from tests.services.test_sending_files import _cut

LONDON = "+442079460123"


async def british(
    carrier: RunningCarrier, make_desk: MakeDesk, number: str, cents: int
) -> tuple[Person, Desk]:
    """Somebody whose number brings no allowance, with so much credit."""
    person = carrier.person(numbers=[number])
    give(carrier, person, cents)
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    await desk.until(lambda: left(desk) == cents)
    return person, desk


def give(carrier: RunningCarrier, person: Person, cents: int) -> None:
    with carrier.carrier.database.write() as session:
        set_credit(session, person.email, cents, utc_now())


def balance_of(desk: Desk) -> Balance:
    balance = desk.state.money.balance
    assert balance is not None
    return balance


def left(desk: Desk) -> int:
    balance = desk.state.money.balance
    return -1 if balance is None else balance.credit


async def test_the_price_that_was_shown_is_gone_from_the_credit(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, desk = await british(carrier, make_desk, "+442079460821", 100)
    thread = desk.thread("+33199000003")
    shown = quote(desk.state, [thread], "Salut, ça va ?", now=utc_now())
    assert shown.price is not None
    assert shown.price.cents == 9
    await desk.phone.messages.send(thread, "Salut, ça va ?")
    assert left(desk) == 91  # while it waits
    await desk.until(lambda: carrier_says(carrier, person) == left(desk) == 91)
    give(carrier, person, 500)
    await desk.until(lambda: left(desk) == 500)
    await desk.again()
    await desk.phone.sessions.resume()
    await desk.until(lambda: left(desk) == 500)


async def test_a_file_that_is_taken_back_or_gone_takes_nothing(
    carrier: RunningCarrier, make_desk: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    await desk.until(lambda: desk.state.money.balance)
    before, thread = balance_of(desk), desk.thread(LONDON)
    path = tmp_path / "photo.png"
    path.write_bytes(b"x" * 1000)
    monkeypatch.setattr(CarrierApi, "append_file", _cut)
    await desk.phone.files.send(thread, [look_at(str(path))])
    [waiting] = await desk.messages(thread)
    assert balance_of(desk) != before  # while it waits
    await desk.phone.files.cancel(waiting.id)
    assert balance_of(desk) == before
    await desk.phone.files.send(thread, [look_at(str(path))])
    assert balance_of(desk) != before
    await desk.until(lambda: any(each.paused for each in desk.state.uploads.values()))
    path.unlink()
    desk.phone.messages._present.uploading.carrier_is_back()
    await desk.until(lambda: desk.state.waiting == 0)
    await desk.until(lambda: balance_of(desk) == before)


async def test_without_credit_it_fails_with_the_reason_and_nothing_is_taken(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person, desk = await british(carrier, make_desk, "+442079460822", 5)
    thread = desk.thread("+33199000003")
    assert not quote(desk.state, [thread], "Salut", now=utc_now()).suffices
    await desk.phone.messages.send(thread, "Salut")

    async def failed() -> bool:
        return [(m.status, m.failure) for m in await desk.messages(thread)] == [
            (MessageStatus.FAILED, MessageFailure.NO_CREDIT)
        ]

    await desk.until(failed)
    assert carrier_says(carrier, person) == 5
    await desk.until(lambda: left(desk) == 5)


async def test_a_french_number_sees_its_allowance_shrink(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    await desk.until(lambda: desk.state.money.balance)
    before = balance_of(desk)
    assert before.allowance is not None
    thread = desk.thread(LONDON)
    await desk.phone.messages.send(thread, "a" * 161)

    async def delivered() -> bool:
        return [m.status for m in await desk.messages(thread)] == [MessageStatus.DELIVERED]

    await desk.until(delivered)
    allowance = balance_of(desk).allowance
    assert allowance is not None
    assert (before.allowance.left - allowance.left, before.credit) == (2, left(desk))


def carrier_says(carrier: RunningCarrier, person: Person) -> int:
    with carrier.carrier.database.read() as session:
        return session.get_one(Account, person.account_id).credit_cents
