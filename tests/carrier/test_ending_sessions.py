from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.store.tables import Device
from tests.carrier.running import Person, RunningCarrier, Signed, until, word

End = Callable[[RunningCarrier, Person, Signed], None]


def by_another_device(running: RunningCarrier, person: Person, device: Signed) -> None:
    running.sign_in(person).ask("DELETE", f"/v1/sessions/{device.device_id}")


def by_a_change_of_plan(running: RunningCarrier, person: Person, device: Signed) -> None:
    with running.carrier.database.write() as session:
        opening.set_plan(session, person.email, schemas.Plan.starter, utc_now())


def by_a_new_password(running: RunningCarrier, person: Person, device: Signed) -> None:
    with running.carrier.database.write() as session:
        opening.set_password(session, person.email, "unusable", utc_now())


def by_a_reused_token(running: RunningCarrier, person: Person, device: Signed) -> None:
    token = first = device.answer["refresh_token"]
    for _ in range(2):
        answer = running.http.post("/v1/sessions/refresh", json={"refresh_token": token})
        token = answer.json()["refresh_token"]
    running.http.post("/v1/sessions/refresh", json={"refresh_token": first})


def by_staff_in_another_process(running: RunningCarrier, person: Person, device: Signed) -> None:
    command = [sys.executable, "-m", "carrier", "admin", "--data", str(running.settings.data)]
    subprocess.run([*command, "set-plan", person.email, "starter"], check=True, timeout=30)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (by_another_device, "signed_out_elsewhere"),
        (by_a_change_of_plan, "premium_ended"),
        (by_a_new_password, "password_changed"),
        (by_a_reused_token, "token_reused"),
        (by_staff_in_another_process, "premium_ended"),
    ],
)
def test_the_stream_says_why_within_a_second_and_closes(
    running: RunningCarrier, end: End, reason: str
) -> None:
    person = running.person()
    device = running.sign_in(person)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        end(running, person, device)
        start = time.monotonic()
        *_, last = events
        assert time.monotonic() - start < 1.0
    assert (last.type, last.data["reason"], last.id) == ("session.ended", reason, None)
    ended = device.ask("GET", "/v1/me")
    assert (word(ended), ended.json()["reason"]) == ("session-ended", reason)
    assert ("upgrade_url" in ended.json()) == (reason == "premium_ended")


def test_a_stream_is_not_opened_for_a_session_that_has_ended(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    device.ask("DELETE", f"/v1/sessions/{device.device_id}")
    assert word(device.ask("GET", "/v1/events")) == "session-ended"


def test_the_sip_secret_dies_with_the_session(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    known = running.run(running.carrier.directory.device(device.device_id))
    assert known is not None
    assert known.secret == device.answer["sip"]["secret"]
    device.ask("DELETE", f"/v1/sessions/{device.device_id}")
    assert running.run(running.carrier.directory.device(device.device_id)) is None
    with running.carrier.database.read() as session:
        assert session.get_one(Device, device.device_id).sip_secret is None


def test_the_others_of_the_account_hear_that_the_devices_changed(running: RunningCarrier) -> None:
    person = running.person()
    here, there = running.sign_in(person), running.sign_in(person)
    with here.events(here.get("/v1/me")["event_cursor"]) as events:
        there.ask("DELETE", f"/v1/sessions/{there.device_id}")
        assert next(events).type == "devices.changed"


def test_premium_again_signs_in_again_and_nothing_was_lost(running: RunningCarrier) -> None:
    person = running.person(numbers=2)
    device = running.sign_in(person)
    sent = device.send(person.number_ids[0], person.numbers[1], "kept").json()
    until(lambda: device.get(f"/v1/messages/{sent['id']}")["status"] == "delivered")
    by_a_change_of_plan(running, person, device)
    assert word(running.try_to_sign_in(person.email)) == "premium-required"
    with running.carrier.database.write() as session:
        opening.set_plan(session, person.email, schemas.Plan.premium, utc_now())
    again = running.sign_in(person)
    assert len(again.get("/v1/messages")["messages"]) == 2
