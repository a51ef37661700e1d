"""Messages and whole threads are deleted and taken back, on every device (MSG-1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from carrier.clock import utc_now
from carrier.store.file_tables import StoredFile
from carrier.store.housekeeping import tidy
from tests.carrier.running import Person, RunningCarrier, Signed, until, word
from tests.carrier.test_threads import come_in, threads
from tests.carrier.uploading import send_file

PEER = "+33199008101"


def with_messages(running: RunningCarrier, count: int = 3) -> tuple[Person, Signed, list[dict[str, object]]]:
    """Oldest first."""
    person = running.person()
    device = running.sign_in(person)
    come_in(running, person, PEER, *(f"text {each}" for each in range(count)))
    until(lambda: (t := threads(device)) and t[0]["unread"] == count)
    return person, device, device.get("/v1/messages")["messages"][::-1]


def wanted(person: Person, *ids: object, up_to: object = None) -> dict[str, object]:
    return {"number_id": person.number_ids[0], "peer": PEER, "message_ids": list(ids), "up_to": up_to}


def delete(device: Signed, body: dict[str, object], deletion_id: str = "") -> str:
    made = deletion_id or str(uuid4())
    answer = device.ask("PUT", f"/v1/deletions/{made}", body)
    assert answer.status_code == 204, answer.text
    return made


def undo(device: Signed, deletion_id: str) -> int:
    return device.ask("DELETE", f"/v1/deletions/{deletion_id}").status_code


def listed(device: Signed, **query: object) -> list[object]:
    return [message["text"] for message in device.get("/v1/messages", **query)["messages"]][::-1]


def test_what_one_device_deletes_is_told_to_the_other_once(running: RunningCarrier) -> None:
    person, device, kept = with_messages(running)
    other = running.sign_in(person)
    with other.events(other.get("/v1/me")["event_cursor"]) as events:
        made = delete(device, wanted(person, kept[0]["id"], kept[2]["id"]))
        delete(device, wanted(person, kept[1]["id"]), made)  # asked again, whatever it says
        undo(device, made)
        undo(device, made)
        come_in(running, person, "+33199008102", "news")
        told = [next(events) for _ in range(3)]
    assert [event.type for event in told] == ["messages.deleted", "messages.restored", "message.changed"]
    assert told[0].data["message_ids"] == [kept[0]["id"], kept[2]["id"]]
    assert told[1].data["deletion_id"] == made


def test_a_deleted_thread_comes_back_as_it_was_and_a_new_message_stands_alone(
    running: RunningCarrier,
) -> None:
    person, device, kept = with_messages(running)
    before = threads(device)
    made = delete(device, wanted(person, up_to=kept[-1]["sequence"]))
    assert threads(device) == []
    assert listed(device) == []
    assert listed(device, with_deleted=True) == ["text 0", "text 1", "text 2"]
    assert undo(device, made) == 204
    assert threads(device) == before
    delete(device, wanted(person, up_to=kept[-1]["sequence"]))
    come_in(running, person, PEER, *(["seen before"] * 3), "the new one")
    until(lambda: listed(device) == ["the new one"])
    assert [thread["unread"] for thread in threads(device)] == [1]


def test_an_undone_deletion_that_arrives_again_deletes_nothing(running: RunningCarrier) -> None:
    person, device, kept = with_messages(running)
    body = wanted(person, up_to=kept[-1]["sequence"])
    made = delete(device, body)
    undo(device, made)
    delete(device, body, made)
    assert listed(device) == ["text 0", "text 1", "text 2"]


def test_two_devices_that_delete_the_same_and_one_takes_it_back(running: RunningCarrier) -> None:
    """The last word counts, and it is the same for both."""
    person, device, kept = with_messages(running)
    other = running.sign_in(person)
    first = delete(device, wanted(person, kept[0]["id"], kept[1]["id"]))
    second = delete(other, wanted(person, kept[1]["id"], kept[2]["id"]))
    assert undo(other, second) == 204
    assert listed(device) == listed(other) == ["text 2"]
    assert undo(device, first) == 204
    assert listed(device) == ["text 0", "text 1", "text 2"]


def test_a_deleted_message_is_still_known_to_whoever_asks_what_became_of_it(running: RunningCarrier) -> None:
    person, device, kept = with_messages(running)
    made = delete(device, wanted(person, kept[0]["id"]))
    assert device.get(f"/v1/messages/{kept[0]['id']}")["deletion_id"] == made


def test_after_a_week_it_is_gone_for_good_and_what_was_sent_is_not_sent_again(
    running: RunningCarrier,
) -> None:
    person, device, kept = with_messages(running)
    mine = {"id": str(uuid4()), "number_id": person.number_ids[0], "to": PEER, "text": "mine"}
    sent = device.ask("POST", "/v1/messages", mine).json()
    made = delete(device, wanted(person, up_to=sent["sequence"]))
    tidy(running.carrier.database, running.settings, utc_now() + timedelta(days=6))
    device = running.sign_in(person)  # its tokens did not live as long
    assert listed(device, with_deleted=True) == ["text 0", "text 1", "text 2", "mine"]
    tidy(running.carrier.database, running.settings, utc_now() + timedelta(days=8))
    device = running.sign_in(person)
    assert listed(device, with_deleted=True) == []
    assert undo(device, made) == 404
    assert device.ask("GET", f"/v1/messages/{kept[0]['id']}").status_code == 404
    again = device.ask("POST", "/v1/messages", mine)
    assert (again.status_code, again.json()["text"]) == (200, "")
    assert again.json()["sequence"] == sent["sequence"]


def test_a_week_after_its_message_was_deleted_the_bytes_are_gone_and_the_link_says_so(
    running: RunningCarrier,
) -> None:
    person = running.person()
    phone = running.sign_in(person)
    message = send_file(phone, person.number_ids[0], "+33199000001", b"what was sent", name="private.txt")
    file_id = message["files"][0]["id"]
    wanted = {"number_id": person.number_ids[0], "peer": message["peer"], "message_ids": [message["id"]]}
    assert phone.ask("PUT", f"/v1/deletions/{uuid4()}", wanted).status_code == 204
    database = running.carrier.database
    tidy(database, running.settings, utc_now() + timedelta(days=6))
    phone = running.sign_in(person)  # its tokens did not live as long
    assert phone.ask("GET", f"/v1/files/{file_id}/content").status_code == 200
    tidy(database, running.settings, utc_now() + timedelta(days=8))
    phone = running.sign_in(person)
    assert phone.ask("GET", f"/v1/files/{file_id}/content").status_code == 410
    assert running.http.get(message["text"]).status_code == 410
    assert "private" not in phone.ask("GET", f"/v1/messages/{message['id']}").text
    with database.read() as session:
        row = session.get_one(StoredFile, (person.account_id, file_id))
    assert (row.blob, row.name) == (None, "file")


def test_nobody_deletes_or_takes_back_the_messages_of_others(running: RunningCarrier) -> None:
    person, device, kept = with_messages(running)
    other, stranger, own = with_messages(running)
    assert word(stranger.ask("PUT", f"/v1/deletions/{uuid4()}", wanted(person, up_to=99))) == "not-found"
    delete(stranger, wanted(other, kept[0]["id"]))
    assert len(listed(device)) == 3
    made = delete(device, wanted(person, kept[0]["id"]))
    assert undo(stranger, made) == 404
    assert len(listed(device)) == 2
    assert len(listed(stranger)) == len(own)


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"message_ids": [str(uuid4()) for _ in range(101)]},
        {"message_ids": ["1"]},
        {"up_to": -1},
        {"up_to": 2**60},
        {"up_to": 1, "peer": "x" * 33},
        {"up_to": 1, "all": True},
    ],
)
def test_a_deletion_that_names_nothing_or_nonsense_is_refused(
    running: RunningCarrier, spoilt: dict[str, object]
) -> None:
    person = running.person()
    device = running.sign_in(person)
    body = {"number_id": person.number_ids[0], "peer": PEER, **spoilt}
    assert word(device.ask("PUT", f"/v1/deletions/{uuid4()}", body)) == "invalid-request"


def test_the_thread_of_hidden_callers_is_deleted_too(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    come_in(running, person, "", "who is it")
    until(lambda: len(threads(device)) == 1)
    delete(device, {"number_id": person.number_ids[0], "peer": "", "up_to": 99})
    assert threads(device) == []
