"""Whatever bytes come back: a value, `Refused` or `Unanswered`, never anything else. Long form: `--long`."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.carrier import CarrierApi
from desktop.api.operations import decode
from desktop.api.signing_in import devices_of
from desktop.api.stream import EventParser
from desktop.api.wire.account import Me, Numbers
from desktop.api.wire.contacts import Contacts
from desktop.api.wire.events import Undecodable, decode_event
from desktop.api.wire.history import CallPage, Voicemails
from desktop.api.wire.messages import ConversationPage, MessagePage
from desktop.api.wire.sessions import Devices, SessionStarted
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.messages import Message
from desktop.storage.instants import to_microseconds
from tests.fakes import HostileServer, raw
from tests.services.test_following_the_carrier import NUMBER, STARTED, message

SHAPES: list[Any] = [
    Me,
    Numbers,
    Contacts,
    CallPage,
    Voicemails,
    ConversationPage,
    MessagePage,
    Devices,
    SessionStarted,
]
GOOD: list[Any] = [
    {"messages": [message(1), message(2)], "next": 1},
    {"numbers": [NUMBER]},
    STARTED,
    {"type": "message.changed", "message": message(3)},
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["messages", "numbers", "id", "type", "next", "devices"]) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def keep(message: Message) -> None:
    """What comes through fits into the cache: SQLite's integers, an instant, UTF-8."""
    assert 0 <= message.sequence < 2**52
    to_microseconds(message.created_at)
    message.text.encode()


def try_all(body: bytes) -> None:
    for shape in SHAPES:
        try:
            made = decode(body, shape)
        except Unanswered:
            continue
        for part in ("messages", "numbers", "contacts", "calls", "voicemails", "devices"):
            for each in getattr(made, part, []):
                kept = each.to_domain()
                if isinstance(kept, Message):
                    keep(kept)
    for kind in ("message.changed", "reset", "numbers.changed"):
        try:
            decode_event(kind, body)
        except Undecodable:
            pass


@given(ANYTHING)
@settings(max_examples=150, deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try_all(json.dumps(value).encode())
    if isinstance(value, dict):
        devices_of(value)


INSERTED = [b"null", b"1e999", b'"', b"[", b"-1", b"9" * 400, b"9" * 15, b"\\ud800"]


def mutated(chance: random.Random) -> bytes:
    body = bytearray(json.dumps(chance.choice(GOOD)).encode())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[at] = chance.randrange(256)
            case 1:
                del body[at : at + chance.randint(1, 20)]
            case 2:
                body[at:at] = body[at : at + chance.randint(1, 40)]
            case _:
                body[at:at] = chance.choice(
                    [b"null", b"1e999", b'"', b"[", b"-1", b"9" * 400, b"\\ud800", b"9" * 15]
                )
        if not body:
            body = bytearray(b"{}")
    return bytes(body)


def test_mutated_answers_are_read_or_refused() -> None:
    chance = random.Random(20)
    for _ in range(2_000):
        try_all(mutated(chance))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_more_mutated_answers_are_read_or_refused() -> None:
    chance = random.Random(21)
    for _ in range(500_000):
        try_all(mutated(chance))


@given(st.lists(st.binary(max_size=80), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_bytes_in_the_stream_are_events_or_refused(chunks: list[bytes]) -> None:
    parser = EventParser()
    for chunk in chunks:
        for event in parser.feed(chunk):
            assert event.data is not None


async def throw(server: HostileServer, api: CarrierApi, chance: random.Random) -> None:
    head = bytearray(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")
    for _ in range(chance.randint(0, 4)):
        head[chance.randrange(len(head))] = chance.randrange(256)
    server.answers["/v1/messages"] = raw(bytes(head) + mutated(chance))
    try:
        await api.messages(before=None)
    except (Refused, Unanswered):
        pass


async def test_mutated_heads_are_read_or_refused(server: HostileServer, api: CarrierApi) -> None:
    chance = random.Random(22)
    for _ in range(150):
        await throw(server, api, chance)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_many_more_mutated_heads_are_read_or_refused(server: HostileServer, api: CarrierApi) -> None:
    chance = random.Random(23)
    for _ in range(20_000):
        await throw(server, api, chance)
