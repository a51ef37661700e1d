"""Each reason why a call does not come about, apart, from the carrier to the phone (CALL-4)."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from carrier.account import opening
from carrier.admin import _set_credit as set_credit
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.network import people
from carrier.settings import Settings
from carrier.sip.directory import SipDevice
from carrier.sip.transport import SipPorts
from desktop.domain.calls import EndOfCall, Outcome
from desktop.domain.connection import Registration
from desktop.domain.errors import Mendable
from desktop.domain.numbers import Address, NumberStatus
from tests.carrier.running import QUICK, Person, RunningCarrier
from tests.carrier.sip.user_agent import DOMAIN, UserAgent, registered
from tests.services.real_phone import RealPhone
from tests.services.running import StoppableCarrier

ABROAD = "+442079460999"


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    running = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **QUICK))
    yield running
    running.stop()


@pytest.fixture
def person(carrier: RunningCarrier) -> Person:
    return carrier.person(numbers=2)


@pytest_asyncio.fixture
async def phone(carrier: RunningCarrier, person: Person, tmp_path: Path) -> AsyncIterator[RealPhone]:
    opened = await RealPhone.open(carrier, person, "Laptop", tmp_path)
    yield opened
    await opened.close()


async def why(phone: RealPhone, to: str) -> EndOfCall | None:
    call_id = await phone.phone.calls.dial(Address(to), number_id=phone.state.numbers[0].id)
    return (await phone.ended(call_id)).end


@pytest.mark.parametrize(
    ("number", "end"),
    [
        (people.BUSY, EndOfCall.BUSY),
        (people.UNREACHABLE, EndOfCall.UNREACHABLE),
        ("+33199005555", EndOfCall.WRONG_NUMBER),
    ],
)
async def test_the_network_says_why(phone: RealPhone, number: str, end: EndOfCall) -> None:
    assert await why(phone, number) is end
    record = await phone.kept()
    assert (record.reason, record.peer) == (end, number)


async def test_a_call_abroad_needs_credit(carrier: RunningCarrier, person: Person, phone: RealPhone) -> None:
    def credit(cents: int) -> None:
        with carrier.carrier.database.write() as session:
            set_credit(session, Namespace(email=person.email, cents=cents))

    credit(0)
    assert await why(phone, ABROAD) is EndOfCall.NO_CREDIT
    record = await phone.kept()
    assert (record.outcome, record.reason) == (Outcome.FAILED, EndOfCall.NO_CREDIT)
    assert await why(phone, people.BUSY) is EndOfCall.BUSY  # at home it needs none
    credit(500)
    assert await why(phone, ABROAD) is EndOfCall.WRONG_NUMBER  # it got as far as the network


@pytest.mark.parametrize(
    ("status", "shown", "end"),
    [
        ("off", NumberStatus.OFF, EndOfCall.NUMBER_OFF),
        ("expired", NumberStatus.EXPIRED, EndOfCall.NUMBER_EXPIRED),
        ("unverified", NumberStatus.UNVERIFIED, EndOfCall.NOT_VERIFIED),
    ],
)
async def test_my_number_says_why(
    carrier: RunningCarrier,
    person: Person,
    phone: RealPhone,
    status: str,
    shown: NumberStatus,
    end: EndOfCall,
) -> None:
    with carrier.carrier.database.write() as session:
        opening.set_number_status(session, person.numbers[0], schemas.NumberStatus(status), utc_now())
    await phone.until(lambda: phone.state.numbers[0].status is shown, "the carrier's word is here")
    assert await why(phone, people.ECHO) is end


async def test_nobody_there_and_something_wrong_there_are_told_apart(
    carrier: RunningCarrier, phone: RealPhone
) -> None:
    ben = carrier.person()
    assert await why(phone, ben.numbers[0]) is EndOfCall.UNREACHABLE
    his = await asyncio.to_thread(carrier.sign_in, ben)
    device = SipDevice(his.device_id, ben.account_id, his.answer["sip"]["secret"])
    async with registered(SipPorts(**carrier.ready.sip.model_dump()), device) as [called]:
        asked = asyncio.ensure_future(why(phone, ben.numbers[0]))
        await _answers(called, 500)
        assert await asked is EndOfCall.TECHNICAL
        asked = asyncio.ensure_future(why(phone, ben.numbers[0]))
        await _answers(called, 603)
        assert await asked is EndOfCall.DECLINED


async def _answers(phone: UserAgent, status: int) -> None:
    (await phone.rung()).answer(status)
    await phone.expect("ACK")


async def test_emergency_and_premium_numbers_are_refused_here(phone: RealPhone) -> None:
    assert await why(phone, "112") is EndOfCall.EMERGENCY_NOT_SUPPORTED
    with pytest.raises(Mendable, match="premium-rate"):
        await why(phone, "+33899123456")


async def test_while_it_is_not_registered_it_says_so(stoppable: StoppableCarrier, tmp_path: Path) -> None:
    phone = await RealPhone.open(stoppable.running, stoppable.running.person(), "Laptop", tmp_path)
    await stoppable.stop()
    lost = Registration.UNREACHABLE
    await phone.until(lambda: phone.state.registration is lost, "it is registered no longer")
    assert await why(phone, people.ECHO) is EndOfCall.NOT_REGISTERED
    await phone.close()
