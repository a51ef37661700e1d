"""Threads are muted, pinned and marked as unread, for all devices of the account (MSG-1)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.carrier.running import Person, RunningCarrier, Signed, word
from tests.carrier.test_threads import come_in

PEER = "ParcelCo"


def change(device: Signed, person: Person, peer: str = PEER, **flags: object) -> dict[str, object]:
    body = {"number_id": person.number_ids[0], "peer": peer, **flags}
    answer = device.ask("PATCH", "/v1/thread-flags", body)
    assert answer.status_code == 200, answer.text
    changed: dict[str, object] = answer.json()
    return changed


def kept(device: Signed) -> list[tuple[object, ...]]:
    return [
        (each["peer"], each["muted"], each["pinned"], each["marked_unread"])
        for each in device.get("/v1/thread-flags")["threads"]
    ]


def test_a_flag_is_told_to_the_other_device_once_and_listed_while_it_is_set(running: RunningCarrier) -> None:
    person = running.person()
    device, other = running.sign_in(person), running.sign_in(person)
    with other.events(other.get("/v1/me")["event_cursor"]) as events:
        change(device, person, muted=True)
        change(device, person, muted=True)
        change(device, person, pinned=True)
        told = [next(events) for _ in range(2)]
    assert [event.type for event in told] == ["thread.changed", "thread.changed"]
    assert told[1].data["thread"] == {
        "number_id": person.number_ids[0],
        "peer": PEER,
        "muted": True,
        "pinned": True,
        "marked_unread": False,
    }
    assert kept(other) == [(PEER, True, True, False)]
    change(other, person, muted=False, pinned=False)
    assert kept(device) == []


def test_two_devices_that_change_different_flags_lose_neither(running: RunningCarrier) -> None:
    person = running.person()
    device, other = running.sign_in(person), running.sign_in(person)
    change(device, person, muted=True)
    change(other, person, pinned=True)
    change(device, person, pinned=False)
    assert kept(device) == kept(other) == [(PEER, True, False, False)]


def test_reading_a_thread_anywhere_takes_its_mark_away(running: RunningCarrier) -> None:
    person = running.person()
    device, other = running.sign_in(person), running.sign_in(person)
    come_in(running, person, PEER, "hello")
    change(device, person, marked_unread=True)
    path = f"/v1/conversations/{person.number_ids[0]}/{PEER}/read"
    assert other.ask("PUT", path, {"up_to": 0}).status_code == 204
    assert kept(device) == []


def test_the_thread_of_hidden_callers_can_be_muted(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    change(device, person, "", muted=True)
    assert kept(device) == [("", True, False, False)]


def test_nobody_sees_or_changes_the_flags_of_others(running: RunningCarrier) -> None:
    person, stranger = running.person(), running.person()
    device, other = running.sign_in(person), running.sign_in(stranger)
    change(device, person, pinned=True)
    assert kept(other) == []
    body = {"number_id": person.number_ids[0], "peer": PEER, "pinned": False}
    assert word(other.ask("PATCH", "/v1/thread-flags", body)) == "not-found"
    assert word(other.ask("PATCH", "/v1/thread-flags", {**body, "number_id": str(uuid4())})) == "not-found"


@pytest.mark.parametrize(
    "spoilt", [{"muted": "perhaps"}, {"pinned": 2}, {"peer": "x" * 33}, {"starred": True}]
)
def test_nonsense_is_refused(running: RunningCarrier, spoilt: dict[str, object]) -> None:
    person = running.person()
    device = running.sign_in(person)
    body = {"number_id": person.number_ids[0], "peer": PEER, **spoilt}
    assert word(device.ask("PATCH", "/v1/thread-flags", body)) == "invalid-request"
