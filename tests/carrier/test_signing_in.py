from __future__ import annotations

import random
import re
import time
from uuid import UUID

import httpx
import pytest

from carrier.account import opening
from carrier.api.routes import sessions
from carrier.clock import utc_now
from carrier.sessions.passwords import Passwords
from tests.carrier.conftest import StartCarrier
from tests.carrier.running import PASSWORD, RunningCarrier, Signed, word


def test_the_right_password_starts_a_session(running: RunningCarrier) -> None:
    person = running.person()
    response = running.try_to_sign_in(person.email.upper())  # an e-mail has no case
    assert response.status_code == 201
    started = response.json()
    assert started["access_token_expires_in"] == 900
    assert started["sip"]["domain"] == "fiveline.example"
    assert started["sip"]["user"] == str(UUID(started["device_id"]))
    assert re.fullmatch("[0-9a-f]{32}", started["sip"]["secret"])
    assert Signed(running.http, started).get("/v1/me")["email"] == person.email


def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(running: RunningCarrier) -> None:
    wrong = running.try_to_sign_in(running.person().email, "Wrong123")
    unknown = running.try_to_sign_in("nobody@example.org", "Wrong123")
    assert word(wrong) == word(unknown) == "invalid-credentials"
    assert wrong.json() == unknown.json()
    assert set(wrong.headers) == set(unknown.headers)


def test_a_wrong_password_and_an_unknown_e_mail_take_the_same_time(start_carrier: StartCarrier) -> None:
    running = start_carrier(cheap_passwords=False, wrong_passwords=1_000)
    person = running.person()
    with running.carrier.database.write() as session:
        opening.set_password(session, person.email, Passwords().hash(PASSWORD), utc_now())
    times: dict[str, list[float]] = {person.email: [], "nobody@example.org": []}
    turns = [*times] * 15
    random.Random(1).shuffle(turns)  # in turn, each would always meet the same thread, and its warm memory
    for email in turns:
        start = time.perf_counter()
        running.try_to_sign_in(email, "Wrong123")
        times[email].append(time.perf_counter() - start)
    known, unknown = (min(taken) for taken in times.values())
    assert abs(known - unknown) < 0.3 * max(known, unknown), (known, unknown)


def test_a_password_that_changes_while_it_is_checked_is_a_wrong_one(
    running: RunningCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = running.person()

    def changed_meanwhile(passwords: Passwords, password_hash: str | None, password: str) -> bool:
        with running.carrier.database.write() as session:
            opening.set_password(session, person.email, "another", utc_now())
        return True

    monkeypatch.setattr(Passwords, "matches", changed_meanwhile)
    assert word(running.try_to_sign_in(person.email)) == "invalid-credentials"


def test_several_wrong_passwords_lock_the_account_and_the_right_one_is_no_use_then(
    running: RunningCarrier,
) -> None:
    person = running.person()
    words = [word(running.try_to_sign_in(person.email, "Wrong123")) for _ in range(7)]
    assert words == ["invalid-credentials"] * 5 + ["account-locked"] * 2
    locked = running.try_to_sign_in(person.email)
    assert (locked.status_code, word(locked)) == (423, "account-locked")
    assert "New password" in running.http.get(locked.json()["reset_url"]).text


def test_an_unknown_e_mail_locks_just_the_same(running: RunningCarrier) -> None:
    words = [word(running.try_to_sign_in("stranger@example.org", "Wrong123")) for _ in range(6)]
    assert words == ["invalid-credentials"] * 5 + ["account-locked"]


def test_the_right_password_forgets_the_wrong_ones_before(running: RunningCarrier) -> None:
    person = running.person()
    for _ in range(2):
        for _ in range(4):
            running.try_to_sign_in(person.email, "Wrong123")
        device = running.sign_in(person)
        device.ask("DELETE", f"/v1/sessions/{device.device_id}")


def test_a_starter_account_is_invited_to_upgrade(running: RunningCarrier) -> None:
    response = running.try_to_sign_in(running.person(plan="starter").email)
    assert (response.status_code, word(response)) == (403, "premium-required")
    page = running.http.get(response.json()["upgrade_url"])
    assert "Premium costs 3.49 EUR a month" in page.text


def test_the_plan_is_told_only_to_those_who_know_the_password(running: RunningCarrier) -> None:
    response = running.try_to_sign_in(running.person(plan="starter").email, "Wrong123")
    assert word(response) == "invalid-credentials"


def test_asked_again_with_the_same_key_no_second_place_is_taken(running: RunningCarrier) -> None:
    person = running.person()
    key = {"Idempotency-Key": "try-1"}
    answers = [running.try_to_sign_in(person.email, **key) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["device_id"] for answer in answers}) == 1
    assert len(Signed(running.http, answers[0].json()).get("/v1/sessions")["devices"]) == 1


def test_a_key_that_was_used_for_another_device_is_a_conflict(running: RunningCarrier) -> None:
    person = running.person()
    running.try_to_sign_in(person.email, name="Laptop", **{"Idempotency-Key": "try-2"})
    again = running.try_to_sign_in(person.email, name="Desktop", **{"Idempotency-Key": "try-2"})
    assert (again.status_code, word(again)) == (422, "idempotency-conflict")


def test_nothing_that_was_given_out_is_kept_as_it_was(start_carrier: StartCarrier) -> None:
    running = start_carrier()
    person = running.person()
    started = running.sign_in(person).answer
    refreshed = running.http.post(
        "/v1/sessions/refresh", json={"refresh_token": started["refresh_token"]}
    ).json()
    running.stop()
    kept = b"".join(path.read_bytes() for path in running.settings.data.iterdir())
    for secret in (
        PASSWORD,
        started["access_token"],
        started["refresh_token"],
        refreshed["access_token"],
        refreshed["refresh_token"],
    ):
        assert secret.encode() not in kept


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi", "bearer x y", "Bearer \xe9"])
def test_without_a_token_there_is_nothing_to_see(running: RunningCarrier, header: str) -> None:
    headers = [(b"authorization", header.encode("latin-1"))] if header else []
    response = running.http.get("/v1/me", headers=httpx.Headers(headers))
    assert response.status_code == 401
    assert word(response) in ("not-signed-in", "access-token-expired")
    assert response.headers["www-authenticate"] == "Bearer"


def test_an_altered_token_is_refused(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    token = device.answer["access_token"]
    altered = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    response = running.http.get("/v1/me", headers={"Authorization": f"Bearer {altered}"})
    assert (response.status_code, word(response)) == (401, "access-token-expired")


def test_where_too_many_wait_to_sign_in_the_next_is_asked_to_come_back(
    running: RunningCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_WAITING_SIGN_INS", 0)
    response = running.try_to_sign_in(running.person().email)
    assert (response.status_code, word(response)) == (429, "too-many-requests")
    assert int(response.headers["retry-after"]) > 0
