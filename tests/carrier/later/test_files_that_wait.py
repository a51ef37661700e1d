"""A file that leaves later, or to several people: there once, a link for each, made when it leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from carrier.clock import utc_now
from carrier.files.blobs import Blobs
from carrier.files.tidying import UNFINISHED_KEPT, tidy_files
from carrier.files.uploads import UNSENT_AT_ONCE
from tests.carrier.later.test_scheduling import at, body, schedule
from tests.carrier.running import Person, RunningCarrier, Signed, until, word
from tests.carrier.test_links_of_files import link_in
from tests.carrier.uploading import begin, files_kept, upload

CONTENT = b"three o'clock, at the pier " * 400
NOBODY = "+33199000001"


def fetched(running: RunningCarrier, message: dict[str, Any]) -> bytes:
    answer = running.http.get(f"{link_in(message)}/download")
    return answer.content if answer.status_code == 200 else b""


def leave(device: Signed, waiting: dict[str, Any]) -> dict[str, Any]:
    assert device.ask("POST", f"/v1/scheduled-messages/{waiting['id']}/send").status_code == 200
    message: dict[str, Any] = device.get(f"/v1/messages/{waiting['id']}")
    return message


def test_the_link_is_made_when_it_leaves_and_lives_from_then_on(
    running: RunningCarrier, anna: Person, hers: Signed
) -> None:
    file_id = upload(hers, anna.number_ids[0], CONTENT, name="Plan.txt")
    wanted = body(anna, NOBODY, "Here it is", file_id=file_id, when=at(timedelta(days=300)))
    waiting = schedule(hers, wanted)
    assert (waiting["text"], waiting["file"]["name"], waiting["file"]["size"]) == (
        "Here it is",
        "Plan.txt",
        len(CONTENT),
    )
    assert waiting["file"]["expires_at"] is None
    blobs = Blobs(running.settings.files)
    tidy_files(running.carrier.database, blobs, utc_now() + UNFINISHED_KEPT + timedelta(days=250))
    assert hers.ask("POST", "/v1/scheduled-messages", wanted).json() == waiting
    message = leave(hers, waiting)
    assert message["text"].splitlines()[0] == "Here it is"
    assert fetched(running, message) == CONTENT
    expires = datetime.fromisoformat(message["files"][0]["expires_at"])
    assert abs(expires - utc_now() - running.settings.file_life) < timedelta(minutes=1)


def test_it_leaves_by_itself_when_it_is_due(running: RunningCarrier, anna: Person, hers: Signed) -> None:
    ben = running.person()
    his = running.sign_in(ben)
    file_id = upload(hers, anna.number_ids[0], CONTENT)
    schedule(hers, body(anna, ben.numbers[0], "", file_id=file_id, when=at(timedelta())))
    (came,) = until(lambda: his.get("/v1/messages")["messages"])
    assert fetched(running, came) == CONTENT


def test_another_text_or_none_keeps_the_file(running: RunningCarrier, anna: Person, hers: Signed) -> None:
    waiting = schedule(hers, body(anna, NOBODY, "first", file_id=upload(hers, anna.number_ids[0], CONTENT)))
    path = f"/v1/scheduled-messages/{waiting['id']}"
    for revision, text in ((1, "second"), (2, "")):
        changed = hers.ask("PATCH", path, {"revision": revision, "text": text}).json()
        assert (changed["text"], changed["file"]) == (text, waiting["file"])
    message = leave(hers, waiting)
    assert message["text"] == link_in(message)
    assert fetched(running, message) == CONTENT


def test_without_a_file_there_must_be_a_text(anna: Person, hers: Signed) -> None:
    assert hers.ask("POST", "/v1/scheduled-messages", body(anna, NOBODY, "")).status_code == 422
    waiting = schedule(hers, body(anna, NOBODY))
    path = f"/v1/scheduled-messages/{waiting['id']}"
    assert hers.ask("PATCH", path, {"revision": 1, "text": ""}).status_code == 422
    assert hers.get(path) == waiting


def test_cancelled_its_bytes_are_gone_at_once(running: RunningCarrier, anna: Person, hers: Signed) -> None:
    before = files_kept(running)
    file_id = upload(hers, anna.number_ids[0], CONTENT)
    waiting = schedule(hers, body(anna, NOBODY, file_id=file_id))
    assert files_kept(running) == before + 1
    path = f"/v1/scheduled-messages/{waiting['id']}"
    for _ in range(2):
        cancelled = hers.ask("DELETE", path).json()
        assert (cancelled["state"], cancelled["file"]) == ("cancelled", None)
    assert files_kept(running) == before
    assert hers.ask("GET", f"/v1/files/{file_id}").status_code == 404


def test_while_it_waits_it_is_nobody_else_s(anna: Person, hers: Signed) -> None:
    file_id = upload(hers, anna.number_ids[0], CONTENT)
    waiting = schedule(hers, body(anna, NOBODY, file_id=file_id))
    for answer in (
        hers.send(anna.number_ids[0], NOBODY, "", file_id=file_id),
        hers.ask("POST", "/v1/scheduled-messages", body(anna, NOBODY, file_id=file_id)),
        hers.ask("DELETE", f"/v1/files/{file_id}"),
    ):
        assert (answer.status_code, word(answer)) == (409, "file-sent")
    assert hers.ask("GET", f"/v1/files/{file_id}/content").status_code == 404
    assert leave(hers, waiting)["files"][0]["id"] == file_id


def test_only_whole_files_from_french_numbers_wait(running: RunningCarrier) -> None:
    person = running.person(numbers=["+33756999901", "+447400999901"])
    device = running.sign_in(person)
    french, british = person.number_ids
    begun = begin(device, french, CONTENT).json()["id"]
    missing = device.ask("POST", "/v1/scheduled-messages", body(person, NOBODY, file_id=str(uuid4())))
    assert (missing.status_code, word(missing)) == (404, "not-found")
    half = device.ask("POST", "/v1/scheduled-messages", body(person, NOBODY, file_id=begun))
    assert (half.status_code, word(half)) == (409, "file-incomplete")
    whole = upload(device, french, CONTENT)
    wanted = body(person, "+447700900123", file_id=whole, number_id=british)
    refused = device.ask("POST", "/v1/scheduled-messages", wanted)
    assert (refused.status_code, word(refused)) == (403, "not-capable")


def test_files_that_wait_do_not_count_as_unsent(anna: Person, hers: Signed) -> None:
    file_id = upload(hers, anna.number_ids[0], CONTENT)
    schedule(hers, body(anna, NOBODY, file_id=file_id))
    for _ in range(UNSENT_AT_ONCE):
        assert begin(hers, anna.number_ids[0], b"x").status_code == 201
    full = begin(hers, anna.number_ids[0], b"x")
    assert (full.status_code, word(full)) == (413, "no-room")


@pytest.mark.parametrize("waits", [False, True])
def test_each_of_a_group_gets_a_link_of_their_own_to_the_same_bytes(
    running: RunningCarrier, anna: Person, hers: Signed, waits: bool
) -> None:
    before = files_kept(running)
    file_id, group = upload(hers, anna.number_ids[0], CONTENT), str(uuid4())
    people = [f"+3319900000{each}" for each in range(1, 5)]
    messages = []
    if waits:
        each = [schedule(hers, body(anna, to, file_id=file_id, group_id=group)) for to in people]
        gone, *left = each
        hers.ask("DELETE", f"/v1/scheduled-messages/{gone['id']}")  # one cancelled costs the others nothing
        messages = [leave(hers, waiting) for waiting in left]
    else:
        for to in people:
            answer = hers.send(anna.number_ids[0], to, "hello", file_id=file_id, group_id=group)
            assert answer.status_code == 201, answer.text
            messages.append(answer.json())
    assert files_kept(running) == before + 1
    assert len({link_in(message) for message in messages}) == len(messages)
    first, *others = messages
    assert hers.ask("DELETE", f"/v1/files/{first['files'][0]['id']}").status_code == 204
    assert fetched(running, first) == b""
    assert [fetched(running, message) for message in others] == [CONTENT] * len(others)
    for message in others:
        hers.ask("DELETE", f"/v1/files/{message['files'][0]['id']}")
    assert files_kept(running) == before


def test_another_group_does_not_get_the_file(anna: Person, hers: Signed) -> None:
    file_id = upload(hers, anna.number_ids[0], CONTENT)
    number = anna.number_ids[0]
    assert hers.send(number, NOBODY, "", file_id=file_id, group_id=str(uuid4())).status_code == 201
    for more in ({}, {"group_id": str(uuid4())}):
        again = hers.send(number, NOBODY, "", file_id=file_id, **more)
        assert (again.status_code, word(again)) == (409, "file-sent")
