"""A file on its way to the carrier: in pieces, once, by whoever may, and not more than there is room for."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.clock import utc_now
from carrier.files import uploads
from carrier.files.blobs import Blob, Blobs
from carrier.files.names import LONGEST_NAME, disposition, safe_name
from carrier.files.tidying import tidy_files
from carrier.store.file_tables import StoredFile
from tests.carrier.running import RunningCarrier, Signed, until, word
from tests.carrier.uploading import append, begin, send_file, upload

CONTENT = bytes(range(256)) * 300


@pytest.fixture(scope="module")
def device(running: RunningCarrier) -> Signed:
    return running.sign_in(running.person())


@pytest.fixture(scope="module")
def number_id(device: Signed) -> str:
    number: str = device.get("/v1/numbers")["numbers"][0]["id"]
    return number


def test_after_a_cut_it_goes_on_where_it_stopped(device: Signed, number_id: str) -> None:
    file_id = begin(device, number_id, CONTENT).json()["id"]
    assert append(device, file_id, 0, CONTENT[:1001]).json()["offset"] == 1001
    there = device.http.head(f"/v1/files/{file_id}", headers=device.headers).headers
    assert (there["upload-offset"], there["upload-length"]) == ("1001", str(len(CONTENT)))
    assert word(append(device, file_id, 0, CONTENT[:1001])) == "offset-conflict"
    assert word(append(device, file_id, 2000, CONTENT[2000:])) == "offset-conflict"
    last = append(device, file_id, 1001, CONTENT[1001:])
    assert last.json() == {
        "id": file_id,
        "name": "Notes.txt",
        "size": len(CONTENT),
        "offset": len(CONTENT),
        "complete": True,
    }


def test_an_upload_goes_on_after_a_restart_of_the_carrier(running: RunningCarrier) -> None:
    person = running.person()
    phone = running.sign_in(person)
    file_id = begin(phone, person.number_ids[0], CONTENT).json()["id"]
    append(phone, file_id, 0, CONTENT[:7])
    again = Blobs(running.settings.files)  # nothing of it is in memory only
    with running.carrier.database.read() as session:
        row = session.get_one(StoredFile, (person.account_id, file_id))
    assert row.blob is not None
    assert b"".join(again.read(Blob(row.blob, row.key), size=7)) == CONTENT[:7]
    assert append(phone, file_id, 7, CONTENT[7:]).json()["complete"]


def test_begun_again_with_the_same_id_it_is_the_same_upload(device: Signed, number_id: str) -> None:
    first = begin(device, number_id, CONTENT)
    file_id = first.json()["id"]
    append(device, file_id, 0, CONTENT[:10])
    again = begin(device, number_id, CONTENT, id=file_id)
    assert (again.status_code, again.json()["offset"]) == (200, 10)
    assert word(begin(device, number_id, b"another", id=file_id)) == "idempotency-conflict"


def test_what_arrives_damaged_is_not_kept(device: Signed, number_id: str) -> None:
    file_id = begin(device, number_id, CONTENT).json()["id"]
    answer = append(device, file_id, 0, CONTENT[:-1] + b"!")
    assert (answer.status_code, word(answer)) == (422, "file-damaged")
    assert device.ask("GET", f"/v1/files/{file_id}").status_code == 404


def test_more_than_was_announced_is_refused(device: Signed, number_id: str) -> None:
    file_id = begin(device, number_id, b"four").json()["id"]
    assert word(append(device, file_id, 0, b"fiver")) == "too-large"
    large = append(device, file_id, 0, bytes(1024 * 1024 + 1))
    assert (large.status_code, word(large)) == (413, "too-large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size", 0),
        ("size", 100 * 1024 * 1024 + 1),
        ("size", -1),
        ("size", 1.5),
        ("sha256", "A" * 64),
        ("sha256", ""),
        ("name", ""),
        ("name", "x" * 256),
        ("type", "text/html"),
    ],
)
def test_a_wrong_announcement_is_refused(device: Signed, number_id: str, field: str, value: object) -> None:
    assert word(begin(device, number_id, CONTENT, **{field: value})) == "invalid-request"


def test_only_a_french_number_sends_files(running: RunningCarrier) -> None:
    person = running.person(numbers=["+442079460123"])
    phone = running.sign_in(person)
    refused = begin(phone, person.number_ids[0], CONTENT)
    assert (refused.status_code, word(refused)) == (403, "not-capable")
    (number,) = phone.get("/v1/numbers")["numbers"]
    assert "files" not in number["capabilities"]


def test_nobody_else_sees_it(running: RunningCarrier, device: Signed, number_id: str) -> None:
    file_id = begin(device, number_id, CONTENT).json()["id"]
    message = send_file(device, number_id, "+33199000001", b"secret")
    stranger = running.sign_in(running.person())
    sent = message["files"][0]["id"]
    for answer in (
        stranger.ask("GET", f"/v1/files/{file_id}"),
        append(stranger, file_id, 0, b"x"),
        stranger.ask("DELETE", f"/v1/files/{file_id}"),
        stranger.ask("GET", f"/v1/files/{sent}/content"),
    ):
        assert (answer.status_code, word(answer)) == (404, "not-found")
    assert running.http.get(f"/v1/files/{sent}/content").status_code == 401


def test_an_account_has_only_so_much_room(running: RunningCarrier, monkeypatch: pytest.MonkeyPatch) -> None:
    person = running.person()
    phone = running.sign_in(person)
    monkeypatch.setattr(uploads, "ROOM", 100_000)
    first = begin(phone, person.number_ids[0], CONTENT).json()["id"]
    refused = begin(phone, person.number_ids[0], CONTENT)
    assert (refused.status_code, word(refused)) == (413, "no-room")
    assert phone.ask("DELETE", f"/v1/files/{first}").status_code == 204
    assert begin(phone, person.number_ids[0], CONTENT).status_code == 201


def test_a_message_takes_a_file_once_and_only_a_whole_one(device: Signed, number_id: str) -> None:
    half = begin(device, number_id, CONTENT).json()["id"]
    assert word(device.send(number_id, "+33199000001", "", file_id=half)) == "file-incomplete"
    assert word(device.send(number_id, "+33199000001", "", file_id=str(uuid4()))) == "not-found"
    assert word(device.send(number_id, "+33199000001", "")) == "invalid-request"
    whole = upload(device, number_id, CONTENT)
    body = {"id": str(uuid4()), "number_id": number_id, "to": "+33199000001", "text": "", "file_id": whole}
    first, second = (device.ask("POST", "/v1/messages", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["files"] == second.json()["files"]
    until(lambda: device.get(f"/v1/messages/{body['id']}")["status"] == "delivered")
    assert len([m for m in device.get("/v1/messages")["messages"] if m["id"] == body["id"]]) == 1
    assert word(device.send(number_id, "+33199000001", "again", file_id=whole)) == "file-sent"


def test_the_type_is_told_from_the_content_and_nothing_lies_on_the_disk_in_plain(
    running: RunningCarrier, device: Signed, number_id: str
) -> None:
    page = b"<!doctype html><script>alert(1)</script>" * 50
    message = send_file(device, number_id, "+33199000001", page, name="photo.jpg")
    (file,) = message["files"]
    assert (file["name"], file["type"], file["size"]) == (
        "photo.jpg",
        "application/octet-stream",
        len(page),
    )
    answer = device.ask("GET", f"/v1/files/{file['id']}/content")
    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    kept = list(running.settings.files.iterdir())
    assert kept
    assert all(b"script" not in path.read_bytes() and "photo" not in path.name for path in kept)


def test_uploads_that_were_given_up_are_dropped_after_a_week(running: RunningCarrier) -> None:
    person = running.person()
    phone = running.sign_in(person)
    file_id = begin(phone, person.number_ids[0], CONTENT).json()["id"]
    append(phone, file_id, 0, CONTENT[:100])
    blobs = Blobs(running.settings.files)
    tidy_files(running.carrier.database, blobs, utc_now() + timedelta(days=6))
    assert phone.get(f"/v1/files/{file_id}")["offset"] == 100
    tidy_files(running.carrier.database, blobs, utc_now() + timedelta(days=8))
    assert phone.ask("GET", f"/v1/files/{file_id}").status_code == 404


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie_ x.txt"),
        ("  .. ", "file"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("été 🏖️.jpeg", "été 🏖️.jpeg"),
        ('a"b<c>|?*.png', "a_b_c____.png"),
        ("", "file"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_whatever_a_file_is_called_its_name_is_no_path_and_fits_a_header(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|\r\n\x00')
    assert safe == safe_name(safe)
    assert disposition(safe).encode("ascii").startswith(b"attachment; ")


@given(content=st.binary(min_size=1, max_size=400), cuts=st.lists(st.integers(0, 400), max_size=6))
def test_what_is_enciphered_in_pieces_is_read_as_one(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, cuts: list[int]
) -> None:
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    blob = blobs.new()
    places = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    for start, end in pairwise(places):
        blobs.write(blob, start, content[start:end])
    assert b"".join(blobs.read(blob, size=len(content))) == content
    for start in places[:-1]:
        assert b"".join(blobs.read(blob, size=3, offset=start)) == content[start : start + 3]
    assert blobs.digest(blob, size=len(content)) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Offset": "-1"}, 422),
        ({"Upload-Offset": "9" * 30}, 422),
        ({"Upload-Offset": "zero"}, 422),
        ({"Upload-Offset": "5"}, 409),
        ({"Content-Type": "application/json"}, 400),
        ({"Content-Type": "image/png"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
    ],
)
def test_a_piece_that_is_not_as_agreed_changes_nothing(
    device: Signed, number_id: str, headers: dict[str, str], status: int
) -> None:
    file_id = begin(device, number_id, CONTENT).json()["id"]
    agreed = device.headers | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    answer = device.http.patch(f"/v1/files/{file_id}", content=CONTENT[:10], headers=agreed | headers)
    assert answer.status_code == status
    assert word(answer)
    assert device.get(f"/v1/files/{file_id}")["offset"] == 0
    assert device.ask("DELETE", f"/v1/files/{file_id}").status_code == 204
