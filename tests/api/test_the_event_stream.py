from __future__ import annotations

import asyncio
import os
import socket
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api import stream as stream_module
from desktop.api import transport as transport_module
from desktop.api.carrier import CarrierApi
from desktop.api.stream import EventParser, EventStream, SentEvent
from desktop.api.transport import Transport
from desktop.api.wire.events import Reset, SessionEnded, Undecodable, decode_event
from desktop.domain.errors import Unanswered
from tests.api.test_answers_nobody_can_believe import make_certificate
from tests.fakes import Answer, HostileServer, problem, raw, says

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
WRITTEN = (
    b": hello\n\nid: 5\nevent: a\ndata: {}\n\nid: 6\nevent: b\ndata: one\ndata: two\n\n"
    b"event: c\ndata:x\n\nid: nine\ndata: y\n\nevent: nothing\n\n"
)
READ = [
    SentEvent(5, "a", b"{}"),
    SentEvent(6, "b", b"one\ntwo"),
    SentEvent(None, "c", b"x"),
    SentEvent(None, "", b"y"),
]


@given(st.lists(st.integers(1, 30), max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r"]))
@settings(max_examples=100)
def test_events_are_the_same_however_the_network_cuts_them(cuts: list[int], end: bytes) -> None:
    parser = EventParser()
    rest = WRITTEN.replace(b"\n", end)
    events: list[SentEvent] = []
    for cut in cuts:
        events += parser.feed(rest[:cut])
        rest = rest[cut:]
    events += parser.feed(rest)
    assert events == READ


@pytest.mark.parametrize(
    "flood",
    [b"data: " + b"x" * 2_000_000, b"data: xxxxxxxx\n" * 200_000],
    ids=["one line", "one event of many lines"],
)
def test_a_flood_is_refused(flood: bytes) -> None:
    parser = EventParser()

    def feed_all() -> None:
        for start in range(0, len(flood), 65536):
            parser.feed(flood[start : start + 65536])

    with pytest.raises(Unanswered):
        feed_all()


def test_comments_for_ever_hold_nothing() -> None:
    parser = EventParser()
    for _ in range(10_000):
        assert parser.feed(b": still here, and quite long is this comment\n\n") == []
    assert not parser._data
    assert len(parser._rest) == 0


async def test_it_goes_on_after_the_cursor_and_ends_with_the_carrier(
    server: HostileServer, api: CarrierApi
) -> None:
    server.answers["/v1/events"] = raw(HEAD + WRITTEN)
    stream = await api.open_events(4)
    events = [event async for batch in stream.batches() for event in batch]
    assert events == READ
    assert server.requests[0].headers["last-event-id"] == "4"


async def test_a_stream_without_a_sign_of_life_is_given_up(
    server: HostileServer, api: CarrierApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "HEARTBEAT", 0.2)
    server.answers["/v1/events"] = raw(HEAD + b": here\n\n", stay=True)
    stream = await api.open_events(4)
    with pytest.raises(Unanswered):
        async for _ in stream.batches():
            pass


async def test_a_broken_tls_record_cuts_the_stream_and_is_no_surprise(tmp_path: Path) -> None:
    authority = make_certificate(tmp_path, "ours")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    gone = asyncio.Event()

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + WRITTEN)
        await writer.drain()
        # Past the encryption: a record of the right form that nobody with the key has written.
        wire = socket.socket(fileno=os.dup(writer.get_extra_info("socket").fileno()))
        with wire:
            wire.send(b"\x17\x03\x03\x00\x20" + bytes(32))
        with suppress(OSError):
            await reader.read()
        writer.close()
        gone.set()

    server = await asyncio.start_server(welcome, "127.0.0.1", 0, ssl=context)
    way = Transport(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", authority)
    stream = EventStream(await way.open_stream("/v1/events", headers={}))
    batches = stream.batches()
    assert await anext(batches) == READ
    with pytest.raises(Unanswered):
        await anext(batches)
    await way.close()
    await gone.wait()
    server.close()


async def test_leaving_in_the_middle_closes_the_connection(server: HostileServer, api: CarrierApi) -> None:
    gone = asyncio.Event()

    async def until_gone(request: object, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"id: 1\ndata: {}\n\n")
        try:
            while True:
                writer.write(b": here\n\n")
                await writer.drain()
                await asyncio.sleep(0.01)
        except OSError:
            gone.set()
            raise

    server.answers["/v1/events"] = until_gone
    stream = await api.open_events(0)
    async for _ in stream.batches():
        break
    await stream.close()
    await asyncio.wait_for(gone.wait(), 5)


@pytest.mark.parametrize(
    "answer",
    [says(200, b"<html>", kind="text/html"), says(200, {}), says(302, b"", kind="text/html", location="/x")],
)
async def test_something_else_instead_of_events_is_a_captive_portal(
    server: HostileServer, api: CarrierApi, answer: Answer
) -> None:
    server.answers["/v1/events"] = answer
    with pytest.raises(Unanswered) as caught:
        await api.open_events(0)
    assert caught.value.captive_portal


async def test_a_stream_for_a_session_that_has_ended_says_so(
    server: HostileServer, api: CarrierApi, ended: list[str]
) -> None:
    server.answers["/v1/events"] = problem(401, "session-ended", reason="signed_out_elsewhere")
    with pytest.raises(Exception, match="session-ended"):
        await api.open_events(0)
    assert ended == ["signed_out_elsewhere"]


def test_events_of_a_newer_carrier_are_passed_over() -> None:
    assert decode_event("something.new", b'{"type":"something.new"}') is None
    assert decode_event("reset", b'{"type":"reset","more":1}') == Reset()
    assert decode_event("session.ended", b'{"type":"session.ended","reason":"x"}') == SessionEnded("x")


@pytest.mark.parametrize("data", [b"", b"{}", b'{"type":"message.changed"}', b"[" * 100_000, b"\xff"])
def test_an_event_that_is_not_as_agreed_is_told_apart(data: bytes) -> None:
    with pytest.raises(Undecodable):
        decode_event("message.changed", data)


def test_bounds_are_as_documented() -> None:
    assert stream_module.LONGEST_LINE == stream_module.LARGEST_EVENT == 1024 * 1024
