"""MMS that come in: pictures, sounds and other parts, safely kept and only for whose number it is."""

from __future__ import annotations

import asyncio
import struct
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.clock import utc_now
from carrier.files.blobs import Blobs
from carrier.files.kinds import kind_of
from carrier.messages.delivery import StoredInbox
from carrier.messages.sms import LARGEST_MMS, MOST_PARTS, Part
from carrier.network import people
from carrier.network.pictures import chime, landscape
from tests.carrier.running import Person, RunningCarrier, Signed, until


def receive(running: RunningCarrier, person: Person, text: str, *parts: Part, origin: str = "") -> str:
    inbox = StoredInbox(running.carrier.database, Blobs(running.settings.files))
    origin = origin or f"test:{uuid4()}"
    asyncio.run(
        inbox.put(
            origin=origin,
            sender="+33199019999",
            recipient=person.numbers[0],
            text=text,
            due_at=utc_now(),
            parts=parts,
        )
    )
    return origin


def test_a_picture_and_a_sound_come_with_their_text(running: RunningCarrier) -> None:
    person = running.person()
    phone = running.sign_in(person)
    receive(running, person, "Look", Part("a/b.jpg", landscape(0)), Part("\u202e", chime()))
    (message,) = until(lambda: phone.get("/v1/messages")["messages"])
    picture, sound = message["files"]
    assert (message["text"], message["status"]) == ("Look", "received")
    assert (picture["name"], picture["type"]) == ("b.jpg", "image/png")
    assert (picture["width"], picture["height"], picture["size"]) == (480, 320, len(landscape(0)))
    assert (sound["name"], sound["type"], sound["seconds"]) == ("file.wav", "audio/wav", 1.5)
    assert "expires_at" not in picture or picture["expires_at"] is None
    assert phone.ask("GET", f"/v1/files/{picture['id']}/content").content == landscape(0)
    assert phone.get(f"/v1/messages/{message['id']}") == message
    assert phone.get("/v1/conversations")["conversations"][0]["last_message"] == message
    assert phone.ask("DELETE", f"/v1/files/{picture['id']}").status_code == 404  # it is no link


def test_robin_sends_a_film_when_asked(running: RunningCarrier) -> None:
    person = running.person()
    phone = running.sign_in(person)
    phone.send(person.number_ids[0], people.ROBIN, "Do you have a video?")
    answer = until(lambda: next((m for m in phone.get("/v1/messages")["messages"] if m["files"]), None))
    (sent,) = answer["files"]
    assert (sent["name"], sent["type"]) == ("dusk.mp4", "video/mp4")


def test_it_comes_once_however_often_the_network_hands_it_over(running: RunningCarrier) -> None:
    person = running.person()
    phone = running.sign_in(person)
    origin = receive(running, person, "once", Part("a.png", landscape(1)))
    receive(running, person, "once", Part("a.png", landscape(1)), origin=origin)
    until(lambda: phone.get("/v1/messages")["messages"])
    receive(running, person, "once", Part("a.png", landscape(1)), origin=origin)
    receive(running, person, "last")
    messages = until(lambda: (m := phone.get("/v1/messages")["messages"]) and m[0]["text"] == "last" and m)
    assert [(m["text"], len(m["files"])) for m in messages] == [("last", 0), ("once", 1)]


@pytest.mark.logs("an MMS had")
def test_what_is_too_much_is_left_out(running: RunningCarrier, caplog: pytest.LogCaptureFixture) -> None:
    person = running.person()
    phone = running.sign_in(person)
    parts = [Part("large", bytes(LARGEST_MMS // 2 + 1))] * 2
    receive(running, person, "large", *parts)
    receive(running, person, "many", *[Part("x", b"x")] * (MOST_PARTS + 5))
    messages = until(lambda: len(m := phone.get("/v1/messages")["messages"]) == 2 and m)
    assert {m["text"]: len(m["files"]) for m in messages} == {"large": 1, "many": MOST_PARTS}
    assert "an MMS had 15 parts, 10 are kept" in caplog.text


def test_a_number_without_mms_gets_the_text_alone(running: RunningCarrier) -> None:
    person = running.person(numbers=["+442079460456"])
    phone = running.sign_in(person)
    receive(running, person, "text only", Part("a.png", landscape(1)))
    (message,) = until(lambda: phone.get("/v1/messages")["messages"])
    assert (message["text"], message["files"]) == ("text only", [])


@pytest.mark.parametrize(
    ("wish", "kind"),
    [("Send me a picture", "image/png"), ("un son ?", "audio/wav"), ("your card?", "text/vcard")],
)
def test_robin_sends_what_is_asked_for(running: RunningCarrier, wish: str, kind: str) -> None:
    person = running.person()
    phone: Signed = running.sign_in(person)
    phone.send(person.number_ids[0], people.ROBIN, wish)
    answer = until(
        lambda: next((m for m in phone.get("/v1/messages")["messages"] if m["direction"] == "incoming"), None)
    )
    assert [file["type"] for file in answer["files"]] == [kind]


@pytest.mark.parametrize(
    ("head", "kind", "size"),
    [
        (landscape(2), "image/png", (480, 320)),
        (b"GIF89a" + struct.pack("<HH", 3, 4), "image/gif", (3, 4)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x05\x00\x07\x03", "image/jpeg", (7, 5)),
        (b"\xff\xd8\xff\xe0\x00\x00", "image/jpeg", (None, None)),
        (b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + b"\x09\x00\x00\x13\x00\x00", "image/webp", (10, 20)),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff", "image/png", (None, None)),
        (b"#!AMR\n\x3c", "audio/amr", (None, None)),
        (b"\x00\x00\x00\x18ftyp3gp4", "video/3gpp", (None, None)),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4", (None, None)),
        (b"MZ\x90\x00", "application/octet-stream", (None, None)),
        (b"", "application/octet-stream", (None, None)),
    ],
)
def test_a_file_is_what_its_first_bytes_say(
    head: bytes, kind: str, size: tuple[int | None, int | None]
) -> None:
    told = kind_of(head)
    assert (told.type, (told.width, told.height)) == (kind, size)


@given(st.sampled_from([landscape(0)[:40], b"RIFF....WEBPVP8 ", b"\xff\xd8\xff", chime()[:60]]), st.binary())
def test_whatever_follows_the_first_bytes_is_no_trouble(begin: bytes, rest: bytes) -> None:
    for cut in range(len(begin)):
        kind_of(begin[:cut] + rest)
