"""The carrier calls the device that asks, and no other: "Will I ring?"."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.sip import ring_check
from carrier.sip.ring_check import SERVICE_NUMBER
from tests.carrier.running import Person, RunningCarrier, Signed, word
from tests.carrier.sip.user_agent import registered, sdp
from tests.carrier.test_calls_of_a_session import of, ports, running

__all__ = ["running"]


def ask(device: Signed, person: Person, check_id: str = "") -> tuple[str, int, str]:
    check_id = check_id or str(uuid4())
    body = {"id": check_id, "number_id": person.number_ids[0]}
    answer = device.ask("POST", "/v1/me/ring-check", body, **{"Idempotency-Key": check_id})
    return check_id, answer.status_code, answer.json()["caller"] if answer.is_success else word(answer)


async def test_only_the_device_that_asks_is_called_and_no_history_has_it(
    running: RunningCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring_check, "RINGS_SECONDS", 0.4)
    ben = running.person()
    laptop, desk = running.sign_in(ben, name="Laptop"), running.sign_in(ben, name="Desk")
    async with registered(ports(running), of(laptop, ben), of(desk, ben)) as [asks, other]:
        check_id, status, caller = await asyncio.to_thread(ask, laptop, ben)
        assert (status, caller) == (202, SERVICE_NUMBER)
        ringing = await asks.rung()
        assert ringing.invite is not None
        assert ringing.invite.headers.get("session-id") == check_id.replace("-", "")
        assert SERVICE_NUMBER in ringing.invite.headers.get("from")
        assert ben.numbers[0] in ringing.invite.headers.get("to")
        await asks.expect("CANCEL")  # it gives up by itself
        assert other.silent()
        again, status, _ = await asyncio.to_thread(ask, laptop, ben, check_id)
        assert (again, status) == (check_id, 202)
        assert asks.silent()
    assert laptop.get("/v1/calls")["calls"] == []


async def test_whoever_answers_it_is_hung_up_on(running: RunningCarrier) -> None:
    ben = running.person()
    laptop = running.sign_in(ben)
    async with registered(ports(running), of(laptop, ben)) as [phone]:
        await asyncio.to_thread(ask, laptop, ben)
        ringing = await phone.rung()
        assert ringing.invite is not None
        secure = b"a=crypto" in ringing.invite.body
        crypto = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A" * 40 + "\r\n" if secure else ""
        await phone.take(ringing, sdp(proto="RTP/SAVP" if secure else "RTP/AVP", extra=crypto))
        await phone.expect("BYE")
    assert laptop.get("/v1/calls")["calls"] == []
    assert laptop.get("/v1/active-calls")["calls"] == []


async def test_why_no_call_comes_is_said_before_one_is_tried(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    laptop = running.sign_in(ben)
    assert ask(laptop, ben)[1:] == (409, "not-registered")
    assert ask(laptop, anna)[1:] == (404, "not-found")
    with running.carrier.database.write() as session:
        opening.set_number_status(session, ben.numbers[0], schemas.NumberStatus.off, utc_now())
    assert ask(laptop, ben)[1:] == (403, "number-off")


async def test_a_device_is_not_called_all_the_time(running: RunningCarrier) -> None:
    ben = running.person()
    laptop = running.sign_in(ben)
    async with registered(ports(running), of(laptop, ben)) as [phone]:
        for _ in range(6):
            assert (await asyncio.to_thread(ask, laptop, ben))[1] == 202
            (await phone.rung()).answer(486)
            await phone.expect("ACK")
        assert (await asyncio.to_thread(ask, laptop, ben))[1:] == (429, "too-many-requests")


async def test_one_id_is_for_one_number(running: RunningCarrier) -> None:
    ben = running.person(numbers=2)
    laptop = running.sign_in(ben)
    async with registered(ports(running), of(laptop, ben)) as [phone]:
        check_id, _, _ = await asyncio.to_thread(ask, laptop, ben)
        (await phone.rung()).answer(486)
        await phone.expect("ACK")
        body = {"id": check_id, "number_id": ben.number_ids[1]}
        answer = await asyncio.to_thread(laptop.ask, "POST", "/v1/me/ring-check", body)
        assert (answer.status_code, word(answer)) == (422, "idempotency-conflict")
