from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx

from tests.carrier.conftest import StartCarrier
from tests.carrier.running import RunningCarrier, word


def refresh(running: RunningCarrier, token: str) -> httpx.Response:
    return running.http.post("/v1/sessions/refresh", json={"refresh_token": token})


def test_an_access_token_expires_and_the_refresh_token_brings_another(start_carrier: StartCarrier) -> None:
    running = start_carrier(access_token_life=timedelta(0))
    device = running.sign_in(running.person())
    assert word(device.ask("GET", "/v1/me")) == "access-token-expired"
    running.stop()
    running = start_carrier()
    tokens = refresh(running, device.answer["refresh_token"]).json()
    assert tokens["access_token_expires_in"] == 900
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert running.http.get("/v1/me", headers=headers).status_code == 200


def test_each_refresh_brings_a_new_refresh_token(running: RunningCarrier) -> None:
    token = running.sign_in(running.person()).answer["refresh_token"]
    seen = {token}
    for _ in range(5):
        token = refresh(running, token).json()["refresh_token"]
        assert token not in seen
        seen.add(token)


def test_a_lost_answer_signs_nobody_out(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    first = device.answer["refresh_token"]
    refresh(running, first)  # this answer is lost, and the next one too
    refresh(running, first)
    third = refresh(running, first)
    assert third.status_code == 201
    assert refresh(running, third.json()["refresh_token"]).status_code == 201
    assert device.get("/v1/me")


def test_an_old_token_that_comes_again_after_its_successor_was_used_ends_the_session(
    running: RunningCarrier,
) -> None:
    device = running.sign_in(running.person())
    first = device.answer["refresh_token"]
    second = refresh(running, first).json()["refresh_token"]
    third = refresh(running, second).json()["refresh_token"]
    reused = refresh(running, first)
    assert (reused.status_code, word(reused), reused.json()["reason"]) == (
        401,
        "session-ended",
        "token_reused",
    )
    for token in (second, third):
        assert refresh(running, token).json()["reason"] == "token_reused"
    assert device.ask("GET", "/v1/me").json()["reason"] == "token_reused"


def test_of_two_who_hold_the_same_token_one_is_found_out(running: RunningCarrier) -> None:
    # A thief presents a copy before the owner's next refresh: it looks like a lost answer at first.
    device = running.sign_in(running.person())
    copied = device.answer["refresh_token"]
    owners = refresh(running, copied).json()["refresh_token"]
    thiefs = refresh(running, copied).json()["refresh_token"]
    assert refresh(running, owners).json()["reason"] == "token_reused"
    assert refresh(running, thiefs).json()["reason"] == "token_reused"


def test_a_token_that_was_never_given_out_is_the_end_of_a_session(running: RunningCarrier) -> None:
    answer = refresh(running, "never-given-out")
    assert word(answer) == "session-ended"
    assert answer.json()["reason"]


def test_refreshes_that_race_leave_the_session_alive(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    token = device.answer["refresh_token"]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: refresh(running, token), range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert device.get("/v1/me")
