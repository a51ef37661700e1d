from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta
from itertools import islice
from uuid import uuid4

import pytest

from carrier.clock import utc_now
from carrier.network import people
from carrier.store.database import Database
from carrier.store.events import forget_events
from carrier.store.housekeeping import tidy
from tests.carrier.conftest import StartCarrier
from tests.carrier.running import Event, Person, RunningCarrier, Signed, until, word


def say(device: Signed, person: Person, text: str) -> str:
    answer = device.send(person.number_ids[0], "+33199009999", text)
    message_id: str = answer.json()["id"]
    return message_id


def cursor(device: Signed) -> int:
    value: int = device.get("/v1/me")["event_cursor"]
    return value


def settle(device: Signed, message_id: str) -> None:
    until(lambda: device.get(f"/v1/messages/{message_id}")["status"] == "delivered")


def test_the_stream_goes_on_strictly_after_the_cursor(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    start = cursor(device)
    for text in ("one", "two", "three"):
        settle(device, say(device, person, text))
    with device.events(start) as events:
        everything = list(islice(events, 9))
    assert [event.id for event in everything] == list(range(start + 1, start + 10))
    for at in range(8):
        with device.events(everything[at].id) as events:
            assert next(events) == everything[at + 1]


def test_nothing_is_lost_or_repeated_over_a_restart(start_carrier: StartCarrier) -> None:
    running = start_carrier()
    person = running.person()
    device = running.sign_in(person)
    start = cursor(device)
    seen: list[Event] = []
    for round_ in range(3):
        settle(device, say(device, person, f"before {round_}"))
        with device.events(seen[-1].id if seen else start) as events:
            seen += islice(events, 2)  # gone in the middle of what there is
        settle(device, say(device, person, f"unread {round_}"))
        running.stop()
        running = start_carrier()
        device = Signed(running.http, device.answer)
    last = cursor(device)
    with device.events(seen[-1].id) as events:
        for event in events:
            seen.append(event)
            if event.id == last:
                break
    assert [event.id for event in seen] == list(range(start + 1, last + 1))
    assert len(seen) == 18  # six messages, three states each


def test_a_reader_that_was_there_all_the_time_sees_a_change_at_once(running: RunningCarrier) -> None:
    person = running.person()
    here, there = running.sign_in(person), running.sign_in(person)
    with here.events(cursor(here)) as events:
        begun = time.monotonic()
        contact = str(uuid4())
        there.ask("PUT", f"/v1/contacts/{contact}", {"name": "New", "phones": []})
        assert next(events).data["contact"]["id"] == contact
        assert time.monotonic() - begun < 1.0


@pytest.mark.parametrize("unknown", ["99999", "-1", "x", "9" * 30, "1e3", "0x1", ""])
def test_a_cursor_that_was_never_given_out_resets_the_reader(running: RunningCarrier, unknown: str) -> None:
    person = running.person()
    device = running.sign_in(person)
    with device.events(unknown) as events:
        reset = next(events)
        assert (reset.type, reset.id) == ("reset", cursor(device))
        message_id = say(device, person, "after")
        assert next(events).data["message"]["id"] == message_id


def test_a_cursor_that_is_too_old_resets_the_reader(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    start = cursor(device)
    settle(device, say(device, person, "one"))
    forget(running.carrier.database, person.account_id, kept=1)
    with device.events(start) as events:
        assert next(events).type == "reset"
    with device.events(cursor(device) - 1) as events:
        assert next(events).id == cursor(device)


def forget(database: Database, account_id: str, *, kept: int) -> None:
    with database.write() as session:
        forget_events(session, account_id, kept=kept)


def test_old_events_are_dropped_by_housekeeping(start_carrier: StartCarrier) -> None:
    running = start_carrier(events_kept=5)
    person = running.person()
    device = running.sign_in(person)
    for index in range(4):
        settle(device, say(device, person, str(index)))
    tidy(running.carrier.database, running.settings, utc_now())
    with device.events(cursor(device) - 6) as events:
        assert next(events).type == "reset"
    with device.events(cursor(device) - 5) as events:
        assert len(list(islice(events, 5))) == 5


def test_a_heartbeat_keeps_a_silent_stream_alive(start_carrier: StartCarrier) -> None:
    running = start_carrier(heartbeat=timedelta(milliseconds=50))
    device = running.sign_in(running.person())
    headers = device.headers | {"Last-Event-ID": str(cursor(device))}
    with running.http.stream("GET", "/v1/events", headers=headers) as response:
        comments = list(islice((line for line in response.iter_lines() if line.startswith(":")), 4))
    assert comments == [": here", ": still here", ": still here", ": still here"]


def test_events_of_writers_that_race_come_through_in_order(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    start = cursor(device)
    writers = [
        threading.Thread(
            target=lambda: [
                device.ask("PUT", f"/v1/contacts/{uuid4()}", {"name": "n", "phones": []}) for _ in range(60)
            ]
        )
        for _ in range(5)
    ]
    with device.events(start) as events:
        for writer in writers:
            writer.start()
        ids = [event.id for event in islice(events, 300)]
        for writer in writers:
            writer.join()
    assert ids == list(range(start + 1, start + 301))


def test_a_device_does_not_read_more_than_four_streams(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    at = cursor(device)
    with device.events(at), device.events(at), device.events(at), device.events(at):
        refused = device.ask("GET", "/v1/events")
        assert (refused.status_code, word(refused)) == (429, "too-many-requests")
    until(lambda: _opens(device))


def _opens(device: Signed) -> bool:
    with device.http.stream("GET", "/v1/events", headers=device.headers) as response:
        return response.status_code == 200


def test_a_reader_that_vanishes_is_forgotten(running: RunningCarrier) -> None:
    device = running.sign_in(running.person())
    host, port = running.ready.http.removeprefix("http://").split(":")
    for _ in range(12):
        with socket.create_connection((host, int(port))) as connection:
            lines = ["GET /v1/events HTTP/1.1", "Host: x"]
            lines += [f"{name}: {value}" for name, value in device.headers.items()]
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            until(lambda: b"200" in connection.recv(100))
    until(lambda: _opens(device))


def test_what_another_account_does_is_not_heard(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    with hers.events(cursor(hers)) as events:
        settle(his, say(his, ben, "secret"))
        his.send(ben.number_ids[0], people.ROBIN, "secret")
        mine = say(hers, anna, "mine")
        assert next(events).data["message"]["id"] == mine
