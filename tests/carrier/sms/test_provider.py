"""Texts by a provider's HTTP: a provider in a process of its own, which answers as badly as real ones do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carrier.messages.outside import WrongSettings, sms_settings
from carrier.messages.provider.settings import ProviderSettings
from carrier.settings import Settings
from tests.carrier.conftest import StartCarrier
from tests.carrier.running import QUICK, RunningCarrier
from tests.carrier.sms.bound import THEIRS, Bound
from tests.carrier.sms.outside_process import OutsideProcess
from tests.carrier.sms.provider import SECRET


def settings(provider: OutsideProcess) -> ProviderSettings:
    return ProviderSettings(
        url=f"http://127.0.0.1:{provider.port}/v2",
        secret=SECRET,
        answer_seconds=1.0,
        first_pause_seconds=0.05,
    )


@pytest.fixture(scope="module")
def provider() -> Iterator[OutsideProcess]:
    with OutsideProcess("tests.carrier.sms.provider") as running:
        yield running


@pytest.fixture(scope="module")
def shared(provider: OutsideProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    data = tmp_path_factory.mktemp("carrier")
    running = RunningCarrier(Settings(data=data, sms=settings(provider), **QUICK))
    yield running
    running.stop()


@pytest.fixture
def bound(shared: RunningCarrier, provider: OutsideProcess) -> Bound:
    provider.seen.clear()
    return Bound(shared)


def call(provider: OutsideProcess, bound: Bound, told: Any, **more: Any) -> int:
    """The provider calls back; the status that it is answered."""
    before = len([each for each in provider.seen if each["event"] == "answered"])
    body = told if isinstance(told, str) else json.dumps(told)
    provider.order("call", url=f"{bound.running.ready.http}/sms/callbacks", body=body, **more)
    status: int = provider.wait("answered", before + 1)["status"]
    return status


def received(bound: Bound, text: str, **more: Any) -> dict[str, Any]:
    told = {"id": f"event {text[:20]}", "type": "message.received", "from": THEIRS, "text": text}
    return told | {"to": bound.person.numbers[0]} | more


def test_a_text_is_signed_and_its_status_comes_back(provider: OutsideProcess, bound: Bound) -> None:
    message_id = bound.send("hello €, long enough? " * 10)
    asked = provider.wait("request")
    assert (asked["first"], asked["signed"]) == ("POST /v2/messages HTTP/1.1", True)
    reference = f"{bound.person.account_id}/{message_id}"
    assert asked["body"] == {
        "reference": reference,
        "from": bound.person.numbers[0],
        "to": THEIRS,
        "text": "hello €, long enough? " * 10,
        "segments": 2,
    }
    bound.becomes(message_id, "sent")
    told = {"id": "1", "type": "message.status", "reference": reference}
    assert call(provider, bound, told | {"status": "sent"}) == 204
    assert call(provider, bound, told | {"status": "failed", "reason": "blocked"}) == 204
    bound.becomes(message_id, "failed", "blocked")
    assert call(provider, bound, told | {"status": "delivered"}) == 204
    bound.becomes(message_id, "delivered")
    assert call(provider, bound, told | {"status": "failed"}) == 204
    bound.becomes(message_id, "delivered")


@pytest.mark.logs("is tried again")
@pytest.mark.parametrize("answer", ["drop", "mute", "503", "429", "html", "500", "401", "409 busy", "moved"])
def test_without_a_good_answer_it_is_asked_again_under_the_same_key(
    provider: OutsideProcess, bound: Bound, answer: str
) -> None:
    provider.order("plan", answers=[answer])
    first, second = bound.send("first"), bound.send("second")
    asked = provider.all("request", 3)
    assert [each["body"]["text"] for each in asked] == ["first", "first", "second"]
    assert asked[0]["key"] == asked[1]["key"] == f"{bound.person.account_id}/{first}"
    assert [each["new"] for each in asked] == [answer == "drop", answer != "drop", True]
    bound.becomes(second, "sent")


@pytest.mark.logs("was refused by the provider")
@pytest.mark.parametrize(
    ("answer", "word"),
    [("422 wrong-number", "wrong-number"), ("413 too-long", "too-long"), ("400 <b>odd</b>", "technical")],
)
def test_what_the_provider_refuses_has_failed_with_the_reason(
    provider: OutsideProcess, bound: Bound, answer: str, word: str
) -> None:
    provider.order("plan", answers=[answer])
    bound.becomes(bound.send("hello"), "failed", word)


def test_an_endless_answer_is_read_no_further(provider: OutsideProcess, bound: Bound) -> None:
    provider.order("plan", answers=["huge"])
    message_id = bound.send("hello")
    bound.send("next")
    assert len(provider.all("request", 2)) == 2
    bound.becomes(message_id, "sent")


def test_a_text_comes_in_once_however_often_it_is_told(provider: OutsideProcess, bound: Bound) -> None:
    for text in ("مرحبا 🙂", "x" * 3_000):
        told = received(bound, text)
        assert [call(provider, bound, told) for _ in range(3)] == [204] * 3
    assert bound.texts(2) == ["مرحبا 🙂", "x" * 3_000]
    assert call(provider, bound, received(bound, "parcel", **{"from": "Colis-Point"})) == 204
    assert bound.incoming(3)[2]["peer"] == "Colis-Point"


def test_who_cannot_sign_is_not_believed(provider: OutsideProcess, bound: Bound) -> None:
    told = received(bound, "evil")
    assert call(provider, bound, told, signature="v1=" + "0" * 64) == 401
    assert call(provider, bound, told, sent=json.dumps(told | {"text": "altered"})) == 401
    assert call(provider, bound, told, seconds=-400) == 401  # a replay
    assert call(provider, bound, told, seconds=400) == 401
    assert call(provider, bound, received(bound, "a little late"), seconds=-200) == 204
    assert bound.texts(1) == ["a little late"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("", 422),
        ("[]", 422),
        ("{", 400),
        ("{}", 422),
        ('{"type": "message.received", "id": 7}', 422),
        ('{"type": "message.received", "id": "1", "from": "", "to": "+33", "text": "a"}', 422),
        ('{"type": "message.received", "id": "1", "from": "TwelveLetters", "to": "+33", "text": "a"}', 422),
        ('{"type": "message.status", "reference": "nobody/nothing", "status": "delivered"}', 204),
        ('{"type": "message.status", "reference": "a/b", "status": "eaten"}', 422),
        ('{"type": "invoice"}', 422),
        ('{"type": "\\ud800"}', 422),
        ("[" * 100 + "]" * 100, 400),
        ('"' + "x" * 70_000 + '"', 413),
    ],
)
def test_callbacks_that_cannot_be_are_refused(
    provider: OutsideProcess, bound: Bound, told: str, status: int
) -> None:
    assert call(provider, bound, told) == status


def test_without_a_provider_there_is_no_such_place(
    provider: OutsideProcess, start_carrier: StartCarrier
) -> None:
    bound = Bound(start_carrier())
    assert call(provider, bound, received(bound, "hello")) == 404


@pytest.mark.parametrize(
    ("where", "secret"),
    [
        ("http://sms.example/v2", "a secret of sixteen"),
        ("https://me@sms.example", "a secret of sixteen"),
        ("https://sms.example", "short"),
        ("https://sms.example?ca=/nowhere", "a secret of sixteen"),
        ("https://sms.example?colour=red", "a secret of sixteen"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, where: str, secret: str) -> None:
    file = tmp_path / "secret"
    file.write_text(secret)
    with pytest.raises(WrongSettings):
        sms_settings({"FIVELINE_SMS": where, "FIVELINE_SMS_SECRET_FILE": str(file)})


def test_settings_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("a secret of sixteen\n")
    found = sms_settings(
        {"FIVELINE_SMS": "https://sms.example/v2/?window=3&answer=20", "FIVELINE_SMS_SECRET_FILE": str(file)}
    )
    assert found == ProviderSettings(url="https://sms.example/v2", secret=SECRET, window=3, answer_seconds=20)
