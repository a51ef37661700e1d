from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from carrier.clock import utc_now
from carrier.sip.directory import CallEntry
from tests.carrier.running import Person, RunningCarrier, Signed, word


def test_a_number_is_renamed_recoloured_and_moved(running: RunningCarrier) -> None:
    person = running.person(numbers=4)
    device = running.sign_in(person)
    third = person.number_ids[2]
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        body = {"name": "Work", "colour": 7, "position": 0}
        changed = device.ask("PATCH", f"/v1/numbers/{third}", body).json()
        told = next(events)
    assert (changed["name"], changed["colour"], changed["position"]) == ("Work", 7, 0)
    numbers = device.get("/v1/numbers")["numbers"]
    order = [person.number_ids[index] for index in (2, 0, 1, 3)]
    assert [number["id"] for number in numbers] == order
    assert [number["position"] for number in numbers] == [0, 1, 2, 3]
    assert told.data == {"type": "numbers.changed", "numbers": numbers}


def test_what_becomes_of_calls_that_nobody_answers_is_changed_piece_by_piece(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    path = f"/v1/numbers/{person.number_ids[0]}"
    [number] = device.get("/v1/numbers")["numbers"]
    before = {"on": True, "answer_after_seconds": 20, "off_says": "rings-out", "language": "fr"}
    assert (number["country"], number["voicemail"]) == ("FR", before)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        device.ask("PATCH", path, {"voicemail": {}})  # nothing changes: no news
        device.ask("PATCH", path, {"voicemail": {"answer_after_seconds": 35, "language": "ar"}})
        device.ask("PATCH", path, {"voicemail": {"on": False, "off_says": "not-available"}})
        told = [next(events).data["numbers"][0]["voicemail"] for _ in range(2)]
    first = {**before, "answer_after_seconds": 35, "language": "ar"}
    assert told == [first, {**first, "on": False, "off_says": "not-available"}]
    assert device.get("/v1/numbers")["numbers"][0]["voicemail"] == told[1]


@pytest.mark.parametrize(
    "body",
    [
        {"colour": 8},
        {"position": 5},
        {"name": ""},
        {"name": "x" * 81},
        {"status": "off"},
        [],
        {"voicemail": {"answer_after_seconds": 4}},
        {"voicemail": {"answer_after_seconds": 61}},
        {"voicemail": {"language": "xx"}},
        {"voicemail": {"off_says": "busy"}},
        {"voicemail": {"speaks": "fr"}},
        {"voicemail": "off"},
    ],
)
def test_a_change_out_of_bounds_changes_nothing(running: RunningCarrier, body: object) -> None:
    person = running.person()
    device = running.sign_in(person)
    before = device.get("/v1/numbers")
    assert word(device.ask("PATCH", f"/v1/numbers/{person.number_ids[0]}", body)) == "invalid-request"
    assert device.get("/v1/numbers") == before


def test_a_contact_is_kept_changed_and_forgotten(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    path = f"/v1/contacts/{uuid4()}"
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        body = {
            "name": "ليلى",
            "phones": [{"address": "+33199000006", "label": "home"}, {"address": "3179"}],
            "assigned_number": person.number_ids[0],
        }
        kept = device.ask("PUT", path, body).json()
        assert kept["phones"][1] == {"address": "3179", "label": "mobile"}
        assert device.get("/v1/contacts")["contacts"] == [kept]
        device.ask("PUT", path, body)  # again, the same: no news
        device.ask("PUT", path, {"name": "Leila", "phones": []})
        assert device.ask("DELETE", path).status_code == 204
        told = [next(events) for _ in range(3)]
    assert [each.type for each in told] == ["contact.changed", "contact.changed", "contact.deleted"]
    assert device.get("/v1/contacts")["contacts"] == []
    assert word(device.ask("DELETE", path)) == "not-found"


def keep_call(running: RunningCarrier, person: Person, outcome: str, **more: Any) -> CallEntry:
    entry = CallEntry(
        call_id=str(uuid4()),
        account_id=person.account_id,
        number_id=person.number_ids[0],
        peer="+33199000006",
        direction="incoming",
        outcome=outcome,
        reason=None,
        started_at=utc_now(),
        duration_seconds=0.0,
        answered_by=None,
    )
    entry = replace(entry, **more)
    running.run(running.carrier.directory.keep_call(entry))
    return entry


def test_a_call_stands_in_the_history_and_is_told_of(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        entry = keep_call(running, person, "answered", duration_seconds=12.5, answered_by=device.device_id)
        told = next(events)
    [call] = device.get("/v1/calls")["calls"]
    assert told.data == {"type": "call.changed", "call": call}
    assert (call["id"], call["duration_seconds"], call["seen"]) == (entry.call_id, 12.5, True)
    assert call["answered_by"] == device.device_id


def test_a_call_is_written_once(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    entry = keep_call(running, person, "missed")
    running.run(running.carrier.directory.keep_call(entry))
    assert len(device.get("/v1/calls")["calls"]) == 1


def test_missed_calls_are_new_until_they_were_seen(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    for _ in range(3):
        keep_call(running, person, "missed")
    calls = device.get("/v1/calls")["calls"]
    assert [call["seen"] for call in calls] == [False] * 3
    body = {"number_id": person.number_ids[0], "up_to": calls[1]["sequence"]}
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        assert device.ask("PUT", "/v1/calls/seen", body).status_code == 204
        assert next(events).data == {"type": "calls.seen"} | body
    assert [call["seen"] for call in device.get("/v1/calls")["calls"]] == [False, True, True]


def test_the_account_says_where_its_events_stand(running: RunningCarrier) -> None:
    person = running.person()
    device: Signed = running.sign_in(person)
    me = device.get("/v1/me")
    assert (me["email"], me["plan"]) == (person.email, "premium")
    device.ask("PUT", f"/v1/contacts/{UUID(int=1)}", {"name": "x", "phones": []})
    assert device.get("/v1/me")["event_cursor"] == me["event_cursor"] + 1
