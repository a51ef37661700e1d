"""Every device is told which calls of its account go on, and on which device (HTTP and events)."""

from __future__ import annotations

from typing import Any

from carrier.clock import utc_now
from carrier.sip.directory import ActiveCall
from tests.carrier.conftest import StartCarrier
from tests.carrier.running import RunningCarrier, Signed
from tests.carrier.sip.user_agent import DOMAIN, registered
from tests.carrier.test_calls_of_a_session import of, ports, running, soon

__all__ = ["running"]


def active(device: Signed) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = device.get("/v1/active-calls")["calls"]
    return calls


async def on(device: Signed, *device_ids: str) -> list[dict[str, Any]]:
    """Waits until the account's calls go on on these devices."""
    await soon(lambda: [call["device_id"] for call in active(device)] == list(device_ids))
    return active(device)


async def test_a_call_that_goes_on_is_told_to_each_device_until_it_is_over(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers = running.sign_in(anna)
    laptop, desk = running.sign_in(ben, name="Laptop"), running.sign_in(ben, name="Desk")
    cursor = desk.get("/v1/me")["event_cursor"]
    async with registered(ports(running), of(hers, anna), of(laptop, ben)) as [caller, called]:
        talk = caller.call(ben.numbers[0], mine=anna.numbers[0])
        await called.take(await called.rung())
        await caller.answered(talk)
        [call] = await on(desk, laptop.device_id)
        assert (call["peer"], call["direction"]) == (anna.numbers[0], "incoming")
        assert (call["number_id"]) == ben.number_ids[0]
        [mine] = await on(hers, hers.device_id)
        assert mine["direction"] == "outgoing"
        talk.send("BYE")
        await called.expect("BYE")
        await on(desk)
        [kept] = await soon(lambda: desk.get("/v1/calls")["calls"])
        assert kept["id"] == call["id"]
    with desk.events(cursor) as events:
        told = [next(events) for _ in range(3)]
    lists = [event.data["calls"] for event in told if event.type == "active-calls.changed"]
    assert lists == [[call], []]


def test_no_call_goes_on_after_the_carrier_was_started_anew(start_carrier: StartCarrier) -> None:
    carrier = start_carrier(domain=DOMAIN)
    person = carrier.person()
    device = carrier.sign_in(person)
    left = ActiveCall(
        "5b0e0c49-31e1-4d39-b6fd-1c7d2ab1b2ba",
        person.account_id,
        person.number_ids[0],
        "+33612345678",
        "incoming",
        device.device_id,
        utc_now(),
    )
    carrier.run(carrier.carrier.directory.keep_active(person.account_id, (left,)))
    assert len(active(device)) == 1
    carrier.stop()
    again = start_carrier(domain=DOMAIN)
    device.http = again.client()
    assert active(device) == []
    with device.events(0) as events:
        told = (event for event in events if event.type == "active-calls.changed")
        assert [len(next(told).data["calls"]) for _ in range(2)] == [1, 0]
