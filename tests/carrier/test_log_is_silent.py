"""Logs carry ids, never bodies, full numbers, tokens or secrets: not even when something breaks."""

from __future__ import annotations

import logging

import pytest

from carrier.messages import sending
from carrier.network import people
from carrier.store.events import append_event
from tests.carrier.running import PASSWORD, RunningCarrier, until, word

TEXT = "the-body-of-a-message"


@pytest.mark.logs("/v1/messages failed")
def test_a_mistake_of_ours_is_a_problem_and_its_log_holds_no_content(
    running: RunningCarrier, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = running.person()
    device = running.sign_in(person)

    def break_the_database(session: object, account_id: str, event: object, now: object) -> None:
        append_event(session, account_id, event, now, event_id=1)  # type: ignore[arg-type]
        append_event(session, account_id, event, now, event_id=1)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "append_event", break_the_database)
    answer = device.send(person.number_ids[0], people.ROBIN, TEXT)
    assert (answer.status_code, word(answer)) == (500, "technical")
    assert "IntegrityError" in caplog.text
    assert_silent(caplog, device.answer["access_token"], person.numbers[0], people.ROBIN, TEXT)
    monkeypatch.undo()
    assert device.get("/v1/messages")["messages"] == []  # nothing half-written
    assert device.send(person.number_ids[0], people.ROBIN, TEXT).status_code == 201


def test_everyday_work_leaves_no_content_in_the_log(
    running: RunningCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="carrier")
    person, friend = running.person(), running.person()
    device = running.sign_in(person)
    sent = device.send(person.number_ids[0], friend.numbers[0], TEXT).json()
    until(lambda: device.get(f"/v1/messages/{sent['id']}")["status"] == "delivered")
    device.ask("PUT", f"/v1/conversations/{person.number_ids[0]}/{friend.numbers[0]}/read", {"up_to": 9})
    tokens = running.http.post(
        "/v1/sessions/refresh", json={"refresh_token": device.answer["refresh_token"]}
    ).json()
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    text = "\n".join(record.getMessage() for record in ours)
    for secret in (
        TEXT,
        PASSWORD,
        person.email,
        person.numbers[0],
        friend.numbers[0],
        device.answer["sip"]["secret"],
        *tokens.values(),
    ):
        assert str(secret) not in text


def assert_silent(caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    formatter = logging.Formatter()
    text = "\n".join(formatter.format(record) for record in ours)
    for secret in secrets:
        assert secret not in text
