from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from carrier.account import opening
from carrier.clock import utc_now
from tests.carrier.running import PASSWORD, RunningCarrier, Signed, word


def test_the_fourth_device_is_shown_the_three_and_gets_a_ticket(running: RunningCarrier) -> None:
    person = running.person()
    for name in ("One", "Two", "Three"):
        running.sign_in(person, name=name)
    response = running.try_to_sign_in(person.email, name="Four")
    assert (response.status_code, word(response)) == (409, "device-limit")
    problem = response.json()
    assert [device["name"] for device in problem["devices"]] == ["One", "Two", "Three"]
    assert problem["ticket"]


def test_with_the_ticket_one_is_signed_out_and_the_fourth_takes_its_place(running: RunningCarrier) -> None:
    person = running.person()
    first = running.sign_in(person, name="One")
    for name in ("Two", "Three"):
        running.sign_in(person, name=name)
    ticket = running.try_to_sign_in(person.email, name="Four").json()["ticket"]
    body = {"ticket": ticket, "sign_out": first.device_id}
    replaced = running.http.post("/v1/sessions/replace", json=body)
    assert replaced.status_code == 201
    names = [each["name"] for each in Signed(running.http, replaced.json()).get("/v1/sessions")["devices"]]
    assert names == ["Two", "Three", "Four"]
    ended = first.ask("GET", "/v1/me")
    assert word(ended) == "session-ended"
    assert ended.json()["reason"] == "signed_out_elsewhere"


def test_a_ticket_is_good_once(running: RunningCarrier) -> None:
    person = running.person()
    devices = [running.sign_in(person) for _ in range(3)]
    ticket = running.try_to_sign_in(person.email).json()["ticket"]
    answers = [
        running.http.post("/v1/sessions/replace", json={"ticket": ticket, "sign_out": device.device_id})
        for device in devices[:2]
    ]
    assert [answer.status_code for answer in answers] == [201, 410]
    assert word(answers[1]) == "ticket-expired"


def test_a_lost_answer_to_a_ticket_is_given_again_to_the_same_key(running: RunningCarrier) -> None:
    person = running.person()
    devices = [running.sign_in(person) for _ in range(3)]
    ticket = running.try_to_sign_in(person.email).json()["ticket"]
    body = {"ticket": ticket, "sign_out": devices[0].device_id}
    answers = [
        running.http.post("/v1/sessions/replace", json=body, headers={"Idempotency-Key": "again"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["device_id"] == answers[1].json()["device_id"]


def test_a_ticket_signs_nobody_else_out(running: RunningCarrier) -> None:
    person, stranger = running.person(), running.sign_in(running.person())
    for _ in range(3):
        running.sign_in(person)
    ticket = running.try_to_sign_in(person.email).json()["ticket"]
    body = {"ticket": ticket, "sign_out": stranger.device_id}
    assert word(running.http.post("/v1/sessions/replace", json=body)) == "not-found"
    assert stranger.get("/v1/me")


def test_an_invented_ticket_is_no_ticket(running: RunningCarrier) -> None:
    body = {"ticket": "invented", "sign_out": str(uuid4())}
    assert word(running.http.post("/v1/sessions/replace", json=body)) == "ticket-expired"


def test_a_device_is_renamed_and_signed_out_from_another(running: RunningCarrier) -> None:
    person = running.person()
    here, there = running.sign_in(person, name="Here"), running.sign_in(person, name="There")
    renamed = here.ask("PATCH", f"/v1/sessions/{there.device_id}", {"name": "Studio"})
    assert renamed.json()["name"] == "Studio"
    assert [(d["name"], d["current"]) for d in here.get("/v1/sessions")["devices"]] == [
        ("Here", True),
        ("Studio", False),
    ]
    for _ in range(2):  # asked again after a lost answer, it stays signed out
        assert here.ask("DELETE", f"/v1/sessions/{there.device_id}").status_code == 204
    assert word(there.ask("GET", "/v1/me")) == "session-ended"
    assert len(here.get("/v1/sessions")["devices"]) == 1


@pytest.mark.parametrize("round_", range(3))
def test_never_a_fourth_device_however_200_sign_ins_race(running: RunningCarrier, round_: int) -> None:
    race(running)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_never_a_fourth_device_in_the_long_run(running: RunningCarrier) -> None:
    for _ in range(100):
        race(running)


def race(running: RunningCarrier) -> None:
    person = running.person()
    body = {"email": person.email, "password": PASSWORD, "device": {"name": "x", "platform": "linux"}}
    with ThreadPoolExecutor(64) as pool:
        answers = list(
            pool.map(lambda _: running.http.post("/v1/sessions", json=body, timeout=60), range(200))
        )
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses == {201: 3, 409: 197}
    assert len(_active(running, answers)) == 3


def test_never_a_fourth_device_however_tickets_race(running: RunningCarrier) -> None:
    person = running.person()
    devices = [running.sign_in(person) for _ in range(3)]
    tickets = [running.try_to_sign_in(person.email).json()["ticket"] for _ in range(30)]

    def replace(index: int) -> httpx.Response:
        body = {"ticket": tickets[index], "sign_out": devices[index % 3].device_id}
        return running.http.post("/v1/sessions/replace", json=body)

    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(replace, range(30)))
    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 27}
    assert len(_active(running, answers)) == 3


def _active(running: RunningCarrier, answers: list[httpx.Response]) -> list[object]:
    winner = next(answer for answer in answers if answer.status_code == 201)
    devices: list[object] = Signed(running.http, winner.json()).get("/v1/sessions")["devices"]
    return devices


def test_a_ticket_of_an_old_password_takes_no_place(running: RunningCarrier) -> None:
    person = running.person()
    devices = [running.sign_in(person) for _ in range(3)]
    ticket = running.try_to_sign_in(person.email).json()["ticket"]
    with running.carrier.database.write() as session:
        opening.set_password(session, person.email, "unusable", utc_now())
    body = {"ticket": ticket, "sign_out": devices[0].device_id}
    assert word(running.http.post("/v1/sessions/replace", json=body)) == "ticket-expired"
