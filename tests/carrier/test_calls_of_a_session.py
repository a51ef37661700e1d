"""HTTP and SIP together: a call belongs to a session, and stands in the history that HTTP tells."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from carrier.network import people
from carrier.settings import Settings
from carrier.sip.directory import SipDevice
from carrier.sip.message import Response
from carrier.sip.transport import SipPorts
from tests.carrier.running import QUICK, Person, RunningCarrier, Signed, until
from tests.carrier.sip.user_agent import DOMAIN, registered


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    carrier = RunningCarrier(Settings(data=tmp_path_factory.mktemp("carrier"), domain=DOMAIN, **QUICK))
    yield carrier
    carrier.stop()


def ports(running: RunningCarrier) -> SipPorts:
    return SipPorts(**running.ready.sip.model_dump())


def of(device: Signed, person: Person) -> SipDevice:
    return SipDevice(device.device_id, person.account_id, device.answer["sip"]["secret"])


async def soon(fact: Any) -> Any:
    return await asyncio.to_thread(until, fact)


async def test_a_registration_and_its_calls_die_with_the_session(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    async with registered(ports(running), of(device, person)) as [phone]:
        talk = phone.call(people.ECHO, mine=person.numbers[0])
        await phone.answered(talk)
        other = running.sign_in(person)
        await asyncio.to_thread(other.ask, "DELETE", f"/v1/sessions/{device.device_id}")
        bye = await phone.expect("BYE", seconds=1.0)
        assert 'text="session-ended"' in bye.headers.get("reason")
        phone.respond(bye, 200)
        phone.ask_to_register()
        challenge = (await phone.expect(401)).headers.get("www-authenticate")
        phone.ask_to_register(phone.authorization(challenge, method="REGISTER", uri=f"sip:{DOMAIN}"))
        refused = await asyncio.wait_for(phone.inbox.get(), 5)
        assert isinstance(refused, Response)
        assert 400 <= refused.status < 500
    [call] = await soon(lambda: other.get("/v1/calls")["calls"])
    assert (call["peer"], call["direction"], call["outcome"]) == (people.ECHO, "outgoing", "answered")


async def test_a_call_between_two_accounts_stands_in_both_histories(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    async with registered(ports(running), of(hers, anna), of(his, ben)) as [caller, called]:
        talk = caller.call(ben.numbers[0], mine=anna.numbers[0])
        ringing = await called.rung()
        ringing.answer(486)
        await called.expect("ACK")
        await caller.expect(180)
        await caller.refused(talk, 486)
    [mine] = await soon(lambda: hers.get("/v1/calls")["calls"])
    [theirs] = await soon(lambda: his.get("/v1/calls")["calls"])
    assert (mine["peer"], mine["direction"], mine["outcome"]) == (ben.numbers[0], "outgoing", "busy")
    assert (theirs["peer"], theirs["direction"]) == (anna.numbers[0], "incoming")


async def test_robin_calls_back_when_asked_to(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    async with registered(ports(running), of(device, person)) as [phone]:
        await asyncio.to_thread(device.send, person.number_ids[0], people.ROBIN, "Please call me!")
        ringing = await phone.rung()
        assert ringing.invite is not None
        assert people.ROBIN in ringing.invite.headers.get("from")
        assert person.numbers[0] in ringing.invite.headers.get("to")
        ringing.answer(486)
        await phone.expect("ACK")
    [call] = await soon(lambda: device.get("/v1/calls")["calls"])
    assert (call["peer"], call["direction"]) == (people.ROBIN, "incoming")
