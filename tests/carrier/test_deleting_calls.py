"""Calls are deleted from the history and taken back (CALL-7)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from carrier.clock import utc_now
from carrier.store.housekeeping import tidy
from tests.carrier.running import Person, RunningCarrier, Signed, word
from tests.carrier.test_account import keep_call


def delete(device: Signed, *call_ids: str) -> str:
    answer = device.ask("DELETE", "/v1/calls?" + "&".join(f"call_id={each}" for each in call_ids))
    return "" if answer.status_code == 204 else word(answer)


def listed(device: Signed) -> list[str]:
    return [call["id"] for call in device.get("/v1/calls")["calls"]]


def with_calls(running: RunningCarrier, count: int) -> tuple[Person, Signed, list[str]]:
    person = running.person()
    calls = [keep_call(running, person, "missed").call_id for _ in range(count)]
    return person, running.sign_in(person), calls


def test_several_calls_are_deleted_at_once_and_told_once(running: RunningCarrier) -> None:
    person, device, calls = with_calls(running, 3)
    other = running.sign_in(person)
    with other.events(other.get("/v1/me")["event_cursor"]) as events:
        for _ in range(2):
            assert delete(device, *calls[:2]) == ""
        keep_call(running, person, "answered")
        told = [next(events) for _ in range(2)]
    assert [event.type for event in told] == ["calls.deleted", "call.changed"]
    assert told[0].data["call_ids"] == calls[:2]
    assert listed(device)[1:] == calls[2:]


def test_what_was_deleted_is_taken_back_as_it_was(running: RunningCarrier) -> None:
    _, device, calls = with_calls(running, 3)
    before = device.get("/v1/calls")
    delete(device, *calls)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        for _ in range(2):
            assert device.ask("PUT", "/v1/calls/restored", {"call_ids": calls}).status_code == 204
        told = [next(events).data["call"]["id"] for _ in calls]
    assert told == calls
    assert device.get("/v1/calls") == before


def test_nobody_deletes_or_takes_back_the_calls_of_others(running: RunningCarrier) -> None:
    _, owner, calls = with_calls(running, 2)
    _, stranger, own = with_calls(running, 1)
    assert delete(stranger, *calls) == "not-found"
    assert delete(stranger, str(uuid4())) == "not-found"
    assert delete(stranger, *own, *calls) == ""
    assert listed(owner) == calls[::-1]
    assert listed(stranger) == []
    delete(owner, *calls)
    assert word(stranger.ask("PUT", "/v1/calls/restored", {"call_ids": calls})) == "not-found"
    assert listed(owner) == []


def test_a_hundred_at_most_and_one_at_least(running: RunningCarrier) -> None:
    _, device, _ = with_calls(running, 0)
    many = [str(uuid4()) for _ in range(101)]
    assert word(device.ask("DELETE", "/v1/calls")) == "invalid-request"
    assert word(device.ask("DELETE", "/v1/calls?call_id=1")) == "invalid-request"
    assert delete(device, *many) == "invalid-request"
    assert delete(device, *many[:100]) == "not-found"
    assert word(device.ask("PUT", "/v1/calls/restored", {"call_ids": []})) == "invalid-request"


def test_what_was_deleted_a_week_ago_is_gone_for_good(running: RunningCarrier) -> None:
    person, device, calls = with_calls(running, 2)
    delete(device, calls[0])
    tidy(running.carrier.database, running.settings, utc_now() + timedelta(days=8))
    device = running.sign_in(person)
    assert word(device.ask("PUT", "/v1/calls/restored", {"call_ids": calls[:1]})) == "not-found"
    assert listed(device) == calls[1:]
