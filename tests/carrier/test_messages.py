from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.files.blobs import Blobs
from carrier.messages.delivery import Delivery, StoredInbox
from carrier.messages.sms import OutgoingText
from carrier.network import people
from tests.carrier.running import Event, RunningCarrier, until, word


def statuses(events: Iterator[Event], message_id: str, last: str) -> list[str]:
    seen = []
    for event in events:
        message = event.data.get("message", {})
        if message.get("id") == message_id:
            seen.append(message["status"])
            if seen[-1] == last:
                return seen
    return seen


def test_a_message_between_two_accounts_arrives_and_its_writer_is_told(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    with (
        hers.events(hers.get("/v1/me")["event_cursor"]) as her_events,
        his.events(his.get("/v1/me")["event_cursor"]) as his_events,
    ):
        answer = hers.send(anna.number_ids[0], ben.numbers[0], "مرحبا, ça va? 🙂")
        assert answer.status_code == 201
        sent = answer.json()
        assert (sent["status"], sent["direction"], sent["read"]) == ("queued", "outgoing", True)
        assert statuses(her_events, sent["id"], "delivered") == ["queued", "sent", "delivered"]
        came = next(his_events).data["message"]
    assert came["text"] == "مرحبا, ça va? 🙂"
    assert (came["status"], came["direction"], came["read"]) == ("received", "incoming", False)
    assert (came["peer"], came["number_id"]) == (anna.numbers[0], ben.number_ids[0])
    assert came["id"] != sent["id"]
    assert his.get("/v1/messages")["messages"] == [came]


def test_a_message_between_ones_own_numbers_stands_in_both_threads(running: RunningCarrier) -> None:
    person = running.person(numbers=2)
    device = running.sign_in(person)
    device.send(person.number_ids[0], person.numbers[1], "to myself")
    threads = until(
        lambda: (found := device.get("/v1/conversations")["conversations"]) and len(found) == 2 and found
    )
    assert {each["number_id"] for each in threads} == set(person.number_ids)


def test_asked_again_with_the_same_id_nothing_is_sent_twice(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    message_id = str(uuid4())

    def send(_: int) -> Any:
        return hers.send(anna.number_ids[0], ben.numbers[0], "once", id=message_id)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    until(lambda: hers.get(f"/v1/messages/{message_id}")["status"] == "delivered")
    assert (
        hers.send(anna.number_ids[0], ben.numbers[0], "once", id=message_id).json()["status"] == "delivered"
    )
    assert len(his.get("/v1/messages")["messages"]) == 1
    assert len(hers.get("/v1/messages")["messages"]) == 1


def test_the_same_id_with_another_text_is_a_conflict(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    device = running.sign_in(anna)
    first = device.send(anna.number_ids[0], ben.numbers[0], "one").json()
    again = device.send(anna.number_ids[0], ben.numbers[0], "two", id=first["id"])
    assert (again.status_code, word(again)) == (422, "idempotency-conflict")
    assert device.get(f"/v1/messages/{first['id']}")["text"] == "one"


def test_the_same_key_with_another_body_is_a_conflict(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    device = running.sign_in(anna)
    body = {"number_id": anna.number_ids[0], "to": ben.numbers[0], "text": "one"}
    key = {"Idempotency-Key": "key-1"}
    one = body | {"id": str(uuid4())}
    assert [device.ask("POST", "/v1/messages", one, **key).status_code for _ in range(2)] == [201, 200]
    other = device.ask("POST", "/v1/messages", body | {"id": str(uuid4())}, **key)
    assert (other.status_code, word(other)) == (422, "idempotency-conflict")
    assert len(device.get("/v1/messages")["messages"]) == 1


def test_an_id_belongs_to_the_account_that_made_it(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    message_id = str(uuid4())
    for sender, other in ((anna, ben), (ben, anna)):
        answer = running.sign_in(sender).send(
            sender.number_ids[0], other.numbers[0], sender.email, id=message_id
        )
        assert answer.status_code == 201


@pytest.mark.parametrize(
    ("to", "status", "expected"),
    [
        ("ParcelCo", 422, "wrong-number"),
        ("+3312", 422, "wrong-number"),
        ("+33899701234", 403, "premium-rate"),
        ("0899701234", 403, "premium-rate"),
        ("112", 403, "emergency-not-supported"),
        ("911", 403, "emergency-not-supported"),
        ("+٣٣١٩٩٠٠٩٩٩", 422, "wrong-number"),
        ("*#06#", 422, "wrong-number"),
        (" ", 422, "wrong-number"),
    ],
)
def test_what_can_not_be_reached_is_refused_with_the_reason(
    running: RunningCarrier, to: str, status: int, expected: str
) -> None:
    person = running.person()
    answer = running.sign_in(person).send(person.number_ids[0], to, "hello?")
    assert (answer.status_code, word(answer)) == (status, expected)


@pytest.mark.parametrize("to", ["01 99 00 00 06", "+33 1 99 00 00 06", "+٣٣١٩٩٠٠٠٠٠٦", "+33199000006\u200b"])
def test_a_number_is_read_as_people_write_it(running: RunningCarrier, to: str) -> None:
    person = running.person()
    assert running.sign_in(person).send(person.number_ids[0], to, "hi").json()["peer"] == people.ROBIN


def test_a_number_of_a_calls_only_country_sends_no_messages(running: RunningCarrier) -> None:
    person = running.person(numbers=["+46701740601"])
    device = running.sign_in(person)
    assert device.get("/v1/numbers")["numbers"][0]["capabilities"] == ["calls", "voicemail"]
    answer = device.send(person.number_ids[0], people.ROBIN, "hej")
    assert (answer.status_code, word(answer)) == (403, "not-capable")


@pytest.mark.parametrize(
    ("status", "expected"),
    [("off", "number-off"), ("expired", "number-expired"), ("unverified", "not-verified")],
)
def test_a_number_that_is_not_in_use_sends_nothing(
    running: RunningCarrier, status: str, expected: str
) -> None:
    person, friend = running.person(), running.person()
    device = running.sign_in(person)
    with running.carrier.database.write() as session:
        opening.set_number_status(session, person.numbers[0], schemas.NumberStatus(status), utc_now())
    assert word(device.send(person.number_ids[0], people.ROBIN, "hello")) == expected
    theirs = running.sign_in(friend)
    sent = theirs.send(friend.number_ids[0], person.numbers[0], "are you there?").json()
    until(lambda: theirs.get(f"/v1/messages/{sent['id']}")["failure"] == "unreachable")


def test_the_unreachable_one_fails_with_the_reason(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    sent = device.send(person.number_ids[0], people.UNREACHABLE, "hello?").json()
    failed = until(lambda: (m := device.get(f"/v1/messages/{sent['id']}"))["status"] == "failed" and m)
    assert failed["failure"] == "unreachable"


def test_robin_texts_back(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        device.send(person.number_ids[0], people.ROBIN, "hello Robin")
        answer = next(e for e in events if e.data["message"]["direction"] == "incoming").data["message"]
    assert (answer["peer"], answer["status"]) == (people.ROBIN, "received")
    assert answer["text"]


def test_a_message_costs_what_its_text_takes(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    for text, segments in (("a" * 160, 1), ("a" * 161, 2), ("م" * 71, 2), ("🙂" * 800, 25)):
        sent = device.send(person.number_ids[0], people.ECHO, text).json()
        assert sent["segments"] == segments


@pytest.mark.logs("an incoming text stumbled")
def test_an_incoming_text_that_can_not_be_taken_holds_up_no_other(
    running: RunningCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = running.person()
    device = running.sign_in(person)
    take = Delivery._take

    def stumbles(delivery: Delivery, origin: str) -> None:
        if origin == "broken":
            raise ValueError(origin)
        take(delivery, origin)

    monkeypatch.setattr(Delivery, "_take", stumbles)
    inbox = StoredInbox(running.carrier.database, Blobs(running.settings.files))
    for origin in ("broken", "whole"):
        running.run(
            inbox.put(
                origin=origin,
                sender=people.ROBIN,
                recipient=person.numbers[0],
                text=origin,
                due_at=utc_now(),
            )
        )
    [came] = until(lambda: device.get("/v1/messages")["messages"])
    assert came["text"] == "whole"
    sent = device.send(person.number_ids[0], people.NO_ANSWER, "goes out all the same").json()
    until(lambda: device.get(f"/v1/messages/{sent['id']}")["status"] == "delivered")


@pytest.mark.logs("stumbled and is tried again")
def test_what_stumbles_is_not_overtaken_in_its_thread_and_holds_up_no_other(
    running: RunningCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = running.person(numbers=2), running.person()
    device, other = running.sign_in(writer), running.sign_in(reader)
    begin, stumbled = Delivery._begin, threading.Event()

    def stumbles(delivery: Delivery, key: tuple[str, str]) -> OutgoingText | None:
        if not stumbled.is_set():
            stumbled.set()
            raise ValueError("once")
        return begin(delivery, key)

    monkeypatch.setattr(Delivery, "_begin", stumbles)
    monkeypatch.setattr("carrier.messages.delivery._RETRY_AFTER", timedelta(seconds=1))
    for number_id, text in ((0, "first"), (0, "second"), (1, "elsewhere"), (0, "third")):
        device.send(writer.number_ids[number_id], reader.numbers[0], text)
    came = until(lambda: [m for m in [other.get("/v1/messages")["messages"]] if len(m) == 4])[0]
    texts = [message["text"] for message in sorted(came, key=lambda message: message["sequence"])]
    assert texts[0] == "elsewhere"
    assert texts[1:] == ["first", "second", "third"]
