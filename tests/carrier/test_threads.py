from __future__ import annotations

from urllib.parse import quote

from carrier.clock import utc_now
from carrier.files.blobs import Blobs
from carrier.messages.delivery import StoredInbox
from tests.carrier.running import Person, RunningCarrier, Signed, until, word


def come_in(running: RunningCarrier, person: Person, sender: str, *texts: str) -> None:
    inbox = StoredInbox(running.carrier.database, Blobs(running.settings.files))
    for index, text in enumerate(texts):
        origin = f"test:{person.account_id}:{sender}:{index}"
        put = inbox.put(
            origin=origin, sender=sender, recipient=person.numbers[0], text=text, due_at=utc_now()
        )
        running.run(put)


def threads(device: Signed) -> list[dict[str, object]]:
    found: list[dict[str, object]] = device.get("/v1/conversations")["conversations"]
    return found


def test_threads_are_listed_by_their_newest_message_with_what_is_unread(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    come_in(running, person, "+33199008001", "a", "b")
    come_in(running, person, "ParcelCo", "code 1234")

    def both() -> list[dict[str, object]] | None:
        there = threads(device)
        return there if len(there) == 2 and there[1]["unread"] == 2 else None

    found = until(both)
    assert [(each["peer"], each["unread"]) for each in found] == [("ParcelCo", 1), ("+33199008001", 2)]


def test_reading_up_to_a_message_leaves_the_later_ones_unread(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    come_in(running, person, "+33199008002", "a", "b", "c")
    until(lambda: (t := threads(device)) and t[0]["unread"] == 3)
    newest_first = device.get("/v1/messages")["messages"]
    path = f"/v1/conversations/{person.number_ids[0]}/{quote('+33199008002')}/read"
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        assert device.ask("PUT", path, {"up_to": newest_first[1]["sequence"]}).status_code == 204
        told = next(events)
    assert (told.type, told.data["up_to"]) == ("conversation.read", newest_first[1]["sequence"])
    assert threads(device)[0]["unread"] == 1
    assert [m["read"] for m in device.get("/v1/messages")["messages"]] == [False, True, True]


def test_reading_what_was_read_is_no_news(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    before = device.get("/v1/me")["event_cursor"]
    path = f"/v1/conversations/{person.number_ids[0]}/{quote('+33199008003')}/read"
    assert device.ask("PUT", path, {"up_to": 5}).status_code == 204
    assert device.get("/v1/me")["event_cursor"] == before


def test_the_thread_of_hidden_senders_can_be_read_too(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    come_in(running, person, "", "boo")
    until(lambda: (t := threads(device)) and t[0]["unread"] == 1)
    assert device.get("/v1/messages", peer="")["messages"][0]["text"] == "boo"
    path = f"/v1/conversations/{person.number_ids[0]}//read"
    assert device.ask("PUT", path, {"up_to": 1}).status_code == 204
    assert threads(device)[0]["unread"] == 0


def test_pages_cover_everything_once(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    for peer in range(7):
        come_in(running, person, f"+3319900810{peer}", "a", "b", "c")
    until(lambda: len(device.get("/v1/messages", limit=200)["messages"]) == 21)
    for path, kind, total in (("/v1/messages", "messages", 21), ("/v1/conversations", "conversations", 7)):
        whole = device.get(path, limit=200)
        assert whole["next"] is None
        paged: list[object] = []
        before: dict[str, int] = {}
        while True:
            page = device.get(path, limit=3, **before)
            paged += page[kind]
            if page["next"] is None:
                break
            before = {"before": page["next"]}
        assert paged == whole[kind]
        assert len(paged) == total


def test_a_page_can_be_of_one_number_and_one_thread(running: RunningCarrier) -> None:
    person = running.person(numbers=2)
    device = running.sign_in(person)
    come_in(running, person, "+33199008201", "first")
    come_in(running, person, "+33199008202", "second")
    until(lambda: len(device.get("/v1/messages")["messages"]) == 2)
    assert device.get("/v1/messages", number_id=person.number_ids[1])["messages"] == []
    assert device.get("/v1/conversations", number_id=person.number_ids[1])["conversations"] == []
    [only] = device.get("/v1/messages", number_id=person.number_ids[0], peer="+33199008201")["messages"]
    assert only["text"] == "first"


def test_a_message_that_never_arrived_is_not_found(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    answer = device.ask("GET", "/v1/messages/6b7c3b9e-43a4-4a5f-b2a3-000000000000")
    assert (answer.status_code, word(answer)) == (404, "not-found")


def test_what_comes_in_twice_is_kept_once(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    for _ in range(3):
        come_in(running, person, "+33199008301", "again")
    come_in(running, person, "+33199008302", "end")
    until(lambda: any(m["text"] == "end" for m in device.get("/v1/messages")["messages"]))
    assert len(device.get("/v1/messages", peer="+33199008301")["messages"]) == 1
