"""What each device of the called account did, told over HTTP when the call is over."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.carrier.running import Person, RunningCarrier, Signed
from tests.carrier.sip.user_agent import registered
from tests.carrier.test_calls_of_a_session import of, ports, running, soon

__all__ = ["running"]


async def the_call(device: Signed) -> Any:
    [call] = await soon(lambda: device.get("/v1/calls")["calls"])
    return call


def fates(device: Signed, call: Any) -> dict[str, str]:
    report = device.get(f"/v1/calls/{call['id']}/report")
    return {each["name"]: each["fate"] for each in report["devices"]}


def three(running: RunningCarrier) -> tuple[Person, list[Signed]]:
    person = running.person()
    return person, [running.sign_in(person, name=name) for name in ("Laptop", "Desk", "Attic")]


async def test_a_missed_call_tells_where_it_rang_and_where_nobody_was(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers = running.sign_in(anna)
    laptop, desk = running.sign_in(ben, name="Laptop"), running.sign_in(ben, name="Desk")
    async with registered(ports(running), of(hers, anna), of(laptop, ben)) as [caller, called]:
        talk = caller.call(ben.numbers[0], mine=anna.numbers[0])
        await called.rung()
        await caller.expect(180)
        talk.send("CANCEL", seq=talk.seq, branch=talk.branch)
        call = await the_call(desk)
    assert (call["outcome"], call["reason"]) == ("missed", "cancelled")
    report = desk.get(f"/v1/calls/{call['id']}/report")
    assert report["waited_seconds"] > 0
    assert {each["name"]: each["fate"] for each in report["devices"]} == {
        "Laptop": "rang",
        "Desk": "not-registered",
    }
    [rang] = [each for each in report["devices"] if each["fate"] == "rang"]
    assert 0 <= rang["rang_after"] <= report["waited_seconds"]
    mine = await the_call(hers)
    assert hers.get(f"/v1/calls/{mine['id']}/report")["devices"] == []


async def test_a_call_that_was_declined_tells_on_which_device(running: RunningCarrier) -> None:
    anna = running.person()
    ben, [laptop, desk, attic] = three(running)
    hers = running.sign_in(anna)
    async with registered(ports(running), of(hers, anna), of(laptop, ben), of(desk, ben)) as phones:
        caller, first, second = phones
        caller.call(ben.numbers[0], mine=anna.numbers[0])
        rings = await first.rung()
        await second.rung()
        await caller.expect(180)
        rings.answer(603)
        await first.expect("ACK")
        cancel = await second.expect("CANCEL")
        assert 'text="declined"' in cancel.headers.get("reason")
        call = await the_call(attic)
    assert (call["outcome"], call["declined_by"]) == ("declined", laptop.device_id)
    assert fates(attic, call) == {"Laptop": "declined", "Desk": "rang", "Attic": "not-registered"}


async def test_a_device_that_never_says_that_it_rings_was_asked(running: RunningCarrier) -> None:
    anna = running.person()
    ben, [laptop, desk, attic] = three(running)
    hers = running.sign_in(anna)
    phones = (of(hers, anna), of(laptop, ben), of(desk, ben), of(attic, ben))
    async with registered(ports(running), *phones) as [caller, mute, busy, takes]:
        talk = caller.call(ben.numbers[0], mine=anna.numbers[0])
        await mute.expect("INVITE")
        (await busy.rung()).answer(486)
        await busy.expect("ACK")
        ringing = await takes.rung()
        await takes.take(ringing)
        await caller.answered(talk)
        talk.send("BYE")
        call = await the_call(laptop)
    assert call["answered_by"] == attic.device_id
    assert fates(laptop, call) == {"Laptop": "asked", "Desk": "busy", "Attic": "answered"}


async def test_nobody_reads_the_report_of_somebody_elses_call(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    async with registered(ports(running), of(hers, anna), of(his, ben)) as [caller, called]:
        caller.call(ben.numbers[0], mine=anna.numbers[0])
        (await called.rung()).answer(486)
        await called.expect("ACK")
        call = await the_call(his)
    assert his.ask("GET", f"/v1/calls/{call['id']}/report").status_code == 200
    assert hers.ask("GET", f"/v1/calls/{call['id']}/report").status_code == 404
    assert his.ask("GET", f"/v1/calls/{uuid4()}/report").status_code == 404
