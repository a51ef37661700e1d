"""The first listing, catching up, resets and floods."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from desktop.domain.connection import Carrier
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.events import CacheReplaced, CarrierChanged, MessagesChanged, SyncProgressed
from desktop.domain.messages import MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.services import staying
from desktop.services.listing import Listing
from desktop.system import way_out
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.fakes import HostileServer, Request, in_turn, problem, raw, says
from tests.services.accounts import let_arrive
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.running import StoppableCarrier

THEM = "+33612345678"


async def test_the_first_listing_tells_its_progress_and_ends(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    let_arrive(carrier, person, THEM, 420)
    await desk.sign_in(person.email, PASSWORD)
    progress = desk.told(SyncProgressed)
    assert len(progress) >= 3
    assert progress[-1].done == progress[-1].total > 0
    assert [p.done for p in progress] == sorted(p.done for p in progress)
    messages = await desk.messages(desk.thread(THEM))
    assert [m.text for m in messages] == [f"message {n}" for n in range(420)]
    assert desk.state.unread[desk.state.numbers[0].id].messages == 420
    assert not [e for e in desk.told(MessagesChanged) if e.new]  # nothing of the past is announced


async def test_a_listing_that_was_cut_goes_on_where_it_stopped(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    pages = [page(range(300, 100, -1), following=101), raw(b""), page(range(100, 0, -1), following=None)]
    server.answers["/v1/messages"] = in_turn(*pages)
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: desk.state.sync_done == desk.state.sync_total > 0)
    asked = [
        r.path.partition("?")[2].removesuffix("&with_deleted=true") for r in server.asked("/v1/messages")
    ]
    assert asked == ["limit=200", "before=101&limit=200", "before=101&limit=200"]
    assert len(server.asked("/v1/contacts")) == 1
    told = [(p.done, p.total) for p in desk.told(SyncProgressed) if p.total]
    assert told == sorted(told)  # it does not begin again
    assert told[-1] == (300, 300)
    messages = await desk.messages(desk.thread("+33612345678"))
    assert [m.sequence for m in messages] == list(range(1, 301))
    await desk.close()
    await server.close()


async def test_while_all_is_listed_events_come_and_an_open_conversation_is_filled(
    carrier: RunningCarrier, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = carrier.person()
    let_arrive(carrier, person, THEM, 300)
    let_arrive(carrier, person, "+33699999999", 300)
    go_on = asyncio.Event()
    fetch = Listing._fetch

    async def held(listing: Listing, before: int | None) -> Any:
        if before is not None:  # the second page waits, as on a slow line
            await go_on.wait()
        return await fetch(listing, before)

    monkeypatch.setattr(Listing, "_fetch", held)
    desk = await make_desk(carrier.ready.http).open()
    await desk.phone.sessions.sign_in(person.email, PASSWORD)
    await desk.until(lambda: desk.state.carrier is Carrier.UP and desk.state.sync_done > 0)
    thread = desk.thread(THEM)
    page = await desk.phone.messages.load_messages(thread, limit=60)
    assert [m.text for m in page] == [f"message {n}" for n in range(240, 300)]
    older = await desk.phone.messages.load_messages(thread, before=page[0].sequence, limit=60)
    assert [m.text for m in older] == [f"message {n}" for n in range(180, 240)]
    let_arrive(carrier, person, "+33688888888", 1)
    new = desk.thread("+33688888888")

    async def has_come() -> bool:
        return bool(await desk.messages(new))

    await desk.until(has_come)
    await desk.phone.messages.send(thread, "Meanwhile")
    await desk.until(lambda: not desk.state.waiting, "it has left")
    assert desk.state.sync_done < desk.state.sync_total
    go_on.set()
    await desk.is_up()
    assert len(await desk.messages(thread)) == 301
    await desk.close()


async def test_the_same_page_for_ever_is_not_read_for_ever(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    server.answers["/v1/messages"] = page(range(300, 100, -1), following=101)
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    assert len(server.asked("/v1/messages")) <= 3
    await desk.close()
    await server.close()


async def test_a_list_of_voicemails_without_end_costs_none_that_is_here(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    both = {"voicemails": [left("one"), left("two")]}
    server.answers["/v1/voicemails"] = in_turn(
        says(200, both), says(200, {"voicemails": [left("one")], "next": 5})
    )
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    reset = b'id: 99\nevent: reset\ndata: {"type":"reset"}\n\n'
    server.answers["/v1/events"] = in_turn(raw(head + reset, stay=True), raw(head + b": here\n\n", stay=True))
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: len(server.asked("/v1/voicemails")) == 3)
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    assert {each.id for each in await desk.phone.voicemails.load(None)} == {"one", "two"}
    await desk.close()
    await server.close()


async def test_what_happened_meanwhile_is_caught_up_with(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    carrier = stoppable.running
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
    await desk.close()
    let_arrive(carrier, person, THEM, 120)
    await stoppable.stop()
    await stoppable.start()
    await desk.again()
    await desk.phone.sessions.resume()
    thread = desk.thread(THEM)

    async def all_there() -> bool:
        return len(await desk.messages(thread)) == 120

    await desk.until(all_there)
    assert [m.text for m in await desk.messages(thread)] == [f"message {n}" for n in range(120)]
    announced = [m for event in desk.told(MessagesChanged) for m in event.new]
    assert len(announced) == len(set(announced)) == 120
    assert not desk.told(CacheReplaced)  # nothing was listed again


async def test_the_carrier_away_and_back_is_seen(stoppable: StoppableCarrier, make_desk: MakeDesk) -> None:
    desk = await make_desk(stoppable.url).open()
    await desk.sign_in(stoppable.running.person().email, PASSWORD)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    await stoppable.start()
    await desk.until(lambda: desk.state.carrier is Carrier.UP)
    assert [e.carrier for e in desk.told(CarrierChanged)] == [
        Carrier.CONNECTING,
        Carrier.UP,
        Carrier.AWAY,
        Carrier.UP,
    ]


async def test_a_reset_of_the_stream_lists_everything_again_and_drops_what_is_gone(
    make_desk: MakeDesk,
) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    everything, what_is_left = (page(range(20, gone, -1), following=None) for gone in (0, 10))

    async def list_messages(request: Request, writer: asyncio.StreamWriter) -> None:
        first = len(server.asked("/v1/me")) == 1
        await (everything if first else what_is_left)(request, writer)

    server.answers["/v1/messages"] = list_messages
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    reset = b'id: 99\nevent: reset\ndata: {"type":"reset"}\n\n'
    server.answers["/v1/events"] = in_turn(raw(head + reset, stay=True), raw(head + b": here\n\n", stay=True))
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: len(server.asked("/v1/events")) == 2)
    await desk.is_up()
    messages = await desk.messages(desk.thread("+33612345678"))
    assert [m.sequence for m in messages] == list(range(11, 21))
    assert desk.state.carrier is Carrier.UP
    await desk.close()
    await server.close()


@pytest.mark.logs("can't be read")
async def test_an_event_that_can_not_be_read_does_not_hold_up_the_others(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    events = (
        b"id: 8\nevent: message.changed\ndata: {\n\n"
        b'id: 9\nevent: brand.new\ndata: {"type":"brand.new"}\n\n'
        b'id: 10\nevent: contact.changed\ndata: {"type":"contact.changed","contact":'
        b'{"id":"c","name":"Marie","phones":[]}}\n\n'
        b'id: 10\nevent: contact.deleted\ndata: {"type":"contact.deleted","contact_id":"c"}\n\n'
    )
    server.answers["/v1/events"] = in_turn(raw(head + events), raw(head + b": here\n\n", stay=True))
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: len(server.asked("/v1/events")) == 2)
    assert [c.name for c in desk.state.contacts] == ["Marie"]  # told again with the same id: not applied
    assert server.asked("/v1/events")[1].headers["last-event-id"] == "10"
    await desk.close()
    await server.close()


async def test_a_carrier_that_the_engine_has_reached_is_asked_at_once(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    server.answers["/v1/me"] = says(503, b"", kind="text/plain")
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: len(server.asked("/v1/me")) == 4)
    desk.register()  # the next attempt by itself comes after two seconds at least
    await desk.until(lambda: len(server.asked("/v1/me")) == 5, within=1)
    await desk.close()
    await server.close()


@pytest.mark.logs("refuses to be followed")
async def test_a_stream_that_is_refused_is_not_shown_as_up(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    server.answers["/v1/events"] = in_turn(raw(head + b": here\n\n"), problem(422, "invalid-request"))
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")  # listing ends with the stream
    await desk.until(lambda: len(server.asked("/v1/events")) >= 2)
    await desk.until(lambda: desk.state.carrier is Carrier.CONNECTING)
    await desk.close()
    await server.close()


async def test_after_sleep_the_stream_is_opened_anew_from_the_same_place(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = [0.0]
    monkeypatch.setattr(staying, "BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(way_out, "clock_that_counts_sleep", lambda: time.monotonic() + slept[0])
    server = await HostileServer().start()
    server.answers = small_carrier()  # its stream says nothing more, as a half-open one would
    desk = await make_desk(server.url).open()
    await desk.sign_in("a@example.org", "Secret123")
    slept[0] = 3600.0
    await desk.until(lambda: len(server.asked("/v1/events")) >= 2, within=3)
    assert {r.headers["last-event-id"] for r in server.asked("/v1/events")} == {"7"}
    assert desk.engine.told(wire.NetworkChanged) == [wire.NetworkChanged()]
    assert Carrier.AWAY not in [e.carrier for e in desk.told(CarrierChanged)]
    await desk.close()
    await server.close()


async def test_a_stream_cut_in_the_middle_of_an_event_loses_and_repeats_nothing(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    def event(n: int) -> bytes:
        data = json.dumps({"type": "message.changed", "message": message(n) | {"read": False}}).encode()
        return b"id: %d\nevent: message.changed\ndata: %s\n\n" % (n, data)

    def chunk(data: bytes) -> bytes:
        return b"%x\r\n%s\r\n" % (len(data), data)

    server.answers["/v1/events"] = in_turn(
        raw(head + chunk(event(8) + event(9)[:40])),
        raw(head + chunk(event(9)) + b"5\r\n: he"),
        raw(head + chunk(event(9) + event(10)), stay=True),
    )
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    thread = desk.thread(THEM) if desk.state.numbers else ThreadKey(NumberId("n"), Address(THEM))

    async def all_there() -> bool:
        return len(await desk.messages(thread)) == 3

    await desk.until(all_there)
    assert [r.headers["last-event-id"] for r in server.asked("/v1/events")] == ["7", "8", "9"]
    announced = [m for told in desk.told(MessagesChanged) for m in told.new]
    assert sorted(announced) == ["id-10", "id-8", "id-9"]
    await desk.close()
    await server.close()


async def test_a_captive_portal_is_one_visible_state(make_desk: MakeDesk) -> None:
    server = await HostileServer().start()
    server.answers = small_carrier()
    desk = await make_desk(server.url).open()
    await desk.phone.sessions.sign_in("a@example.org", "Secret123")
    await desk.until(lambda: desk.state.carrier is Carrier.UP)
    portal = says(200, b"<html>Terms</html>", kind="text/html")
    server.answers = {"": portal}
    await desk.again()
    await desk.phone.sessions.resume()
    await desk.until(lambda: desk.state.carrier is Carrier.CAPTIVE_PORTAL)
    await desk.phone.messages.send(desk.thread("+33612345678"), "later")
    await desk.until(lambda: len(server.requests) > 8)
    assert desk.state.waiting == 1
    (waiting,) = [m for m in await desk.messages(desk.thread("+33612345678")) if m.text == "later"]
    assert waiting.status is MessageStatus.WAITING
    await desk.close()
    await server.close()


async def test_a_thousand_messages_do_not_hold_up_the_window(carrier: RunningCarrier, desk: Desk) -> None:
    person = carrier.person()
    await desk.sign_in(person.email, PASSWORD)

    spans: list[float] = []
    beating = asyncio.create_task(_beat(spans))
    desk.events.clear()
    await asyncio.get_running_loop().run_in_executor(None, let_arrive, carrier, person, THEM, 1000)
    await desk.until(lambda: _count(desk) >= 1000, within=20)
    beating.cancel()
    assert len(await desk.messages(desk.thread(THEM))) == 1000
    assert len(desk.told(MessagesChanged)) < 60
    assert max(spans) < 0.05


def _count(desk: Desk) -> int:
    return len({m.id for event in desk.told(MessagesChanged) for m in event.messages})


async def _beat(spans: list[float]) -> None:
    """What the loop's thread works between two beats, in its own time: the load of others is not ours."""
    while True:
        began = time.thread_time()
        await asyncio.sleep(0.005)
        spans.append(time.thread_time() - began)


async def _follows(desk: Desk, *, order: tuple[NumberId, ...], work: NumberId, contact: Contact) -> None:
    def renamed() -> bool:
        number = desk.state.number(work)
        return number is not None and (number.name, number.colour) == ("Work", 5)

    await desk.until(lambda: tuple(n.id for n in desk.state.numbers) == order)
    await desk.until(renamed)
    await desk.until(lambda: desk.state.contacts == (contact,))


async def test_people_and_numbers_change_at_once_and_follow_on_the_other_device(
    carrier: RunningCarrier, make_desk: MakeDesk, desk: Desk
) -> None:
    person = carrier.person(numbers=3)
    other = await make_desk(carrier.ready.http).open()
    for each in (desk, other):
        await each.sign_in(person.email, PASSWORD)
    first, second, third = (n.id for n in desk.state.numbers)
    await desk.phone.numbers.rename(first, "  Work ")
    await desk.phone.numbers.recolour(first, 5)
    await desk.phone.numbers.reorder((third, first, second))
    her_id = ContactId("7d4b1a34-0000-4000-8000-000000000001")
    marie = Contact(her_id, "Marie", (phone("+33612345678"),), first)
    await desk.phone.contacts.save(marie)
    for each in (desk, other):  # here at once, there soon
        await _follows(each, order=(third, first, second), work=first, contact=marie)
        assert each.state.names == {"+33612345678": "Marie"}
    await other.phone.contacts.delete(marie.id)
    await desk.until(lambda: desk.state.contacts == ())


def phone(address: str) -> ContactPhone:
    return ContactPhone(Address(address), "mobile")


# --- a carrier made of a few answers ----------------------------------------------------------------------
STARTED = {
    "access_token": "a0",
    "access_token_expires_in": 900,
    "refresh_token": "r0",
    "device_id": "d",
    "sip": {"domain": "x", "user": "d", "secret": "s", "ports": {"tls": 1, "tcp": 2, "udp": 3}},
}
NUMBER = {
    "id": "n",
    "e164": "+33199010001",
    "name": "Mine",
    "country": "FR",
    "colour": 0,
    "position": 0,
    "capabilities": ["calls", "messages"],
    "status": "active",
}


def message(sequence: int) -> dict[str, Any]:
    return {
        "id": f"id-{sequence}",
        "number_id": "n",
        "peer": "+33612345678",
        "direction": "incoming",
        "text": f"message {sequence}",
        "created_at": "2026-11-01T12:00:00Z",
        "status": "received",
        "segments": 1,
        "sequence": sequence,
        "read": True,
    }


def left(name: str = "vm-1", **more: Any) -> dict[str, Any]:
    """A voicemail of so long ago that it is not fetched unasked."""
    return {
        "id": name,
        "number_id": "n",
        "peer": "",
        "received_at": "2026-01-01T12:00:00Z",
        "duration_seconds": 3.0,
        "heard": False,
        **more,
    }


def page(sequences: range, *, following: int | None) -> Any:
    return says(200, {"messages": [message(n) for n in sequences], "next": following})


def small_carrier() -> dict[str, Any]:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"

    async def devices(request: Request, writer: asyncio.StreamWriter) -> None:
        good = request.method == "POST"
        await (says(201, STARTED) if good else problem(404, "not-found"))(request, writer)

    return {
        "/v1/sessions": devices,
        "/v1/me": says(200, {"email": "a@example.org", "name": "A", "plan": "premium", "event_cursor": 7}),
        "/v1/numbers": says(200, {"numbers": [NUMBER]}),
        "/v1/contacts": says(200, {"contacts": []}),
        "/v1/blocked-numbers": says(200, {"blocked": []}),
        "/v1/scheduled-messages": says(200, {"scheduled": [], "next": None}),
        "/v1/thread-flags": says(200, {"threads": []}),
        "/v1/voicemails": says(200, {"voicemails": []}),
        "/v1/conversations": says(200, {"conversations": [], "next": None}),
        "/v1/calls": says(200, {"calls": [], "next": None}),
        "/v1/messages": says(200, {"messages": [], "next": None}),
        "/v1/events": raw(head + b": here\n\n", stay=True),
        "/v1/sessions/refresh": says(
            201, {"access_token": "a1", "access_token_expires_in": 900, "refresh_token": "r1"}
        ),
    }
