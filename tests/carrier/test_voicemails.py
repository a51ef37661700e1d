"""What callers left: paged, listened to, heard or not, deleted and taken back (VM-2)."""

from __future__ import annotations

import io
import os
import statistics
import time
import wave
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from carrier.clock import utc_now
from carrier.demo.seeding import recording
from carrier.files.blobs import Blobs
from carrier.files.tidying import tidy_files
from carrier.store.housekeeping import tidy
from carrier.store.owned import next_voicemail_sequence
from carrier.store.tables import Number, Voicemail
from carrier.voicemail.encoding import from_flac, to_flac
from carrier.voicemail.moving import move_recordings, samples_of_wav
from tests.carrier.running import Person, RunningCarrier, Signed, word
from tests.carrier.uploading import files_kept
from tests.carrier.voicemail.files_of_sound import voice

SAID = samples_of_wav(recording("oliver"))


def leave(
    running: RunningCarrier,
    person: Person,
    *,
    number: int = 0,
    peer: str = "+33199000006",
    said: bytes = SAID,
) -> str:
    voicemail_id, sound = str(uuid4()), to_flac(said)
    blob = blobs_of(running).keep(sound)
    with running.carrier.database.write() as session:
        session.add(
            Voicemail(
                id=voicemail_id,
                account_id=person.account_id,
                number_id=person.number_ids[number],
                peer=peer,
                received_at=utc_now(),
                duration_seconds=len(said) / 32_000,
                heard=False,
                sequence=next_voicemail_sequence(session, person.account_id),
                call_id=str(uuid4()),
                blob=blob.name,
                key=blob.key,
                size=len(sound),
            )
        )
    return voicemail_id


def blobs_of(running: RunningCarrier) -> Blobs:
    return Blobs(running.settings.files)


def ids(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["id"] for each in page["voicemails"]]


def remove(device: Signed, *voicemail_ids: str) -> str:
    named = "&".join(f"voicemail_id={each}" for each in voicemail_ids)
    answer = device.ask("DELETE", f"/v1/voicemails?{named}")
    return "" if answer.status_code == 204 else word(answer)


def restore(device: Signed, *voicemail_ids: str) -> str:
    answer = device.ask("PUT", "/v1/voicemails/restored", {"voicemail_ids": voicemail_ids})
    return "" if answer.status_code == 204 else word(answer)


def with_some(running: RunningCarrier, count: int) -> tuple[Person, Signed, list[str]]:
    person = running.person()
    left = [leave(running, person) for _ in range(count)]
    return person, running.sign_in(person), left


def make_very_old(running: RunningCarrier) -> None:
    """Everything that was deleted, and bytes on the disk, seem to be of long ago."""
    later = utc_now() + timedelta(days=8)
    tidy(running.carrier.database, running.settings, later)
    folder = running.settings.files
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    tidy_files(running.carrier.database, blobs_of(running), utc_now())


def test_pages_go_from_the_newest_to_the_oldest_of_all_numbers_or_one(running: RunningCarrier) -> None:
    person = running.person(numbers=2)
    device = running.sign_in(person)
    left = [leave(running, person, number=turn % 2) for turn in range(5)]
    first = device.get("/v1/voicemails", limit=3)
    second = device.get("/v1/voicemails", limit=3, before=first["next"])
    assert ids(first) + ids(second) == left[::-1]
    assert second["next"] is None
    of_one = device.get("/v1/voicemails", number_id=person.number_ids[1])
    assert ids(of_one) == [left[3], left[1]]
    assert device.get("/v1/voicemails", number_id=str(uuid4()))["voicemails"] == []


def test_its_sound_is_flac_as_it_was_left_and_wav_for_a_desktop_of_before(running: RunningCarrier) -> None:
    _, device, [left] = with_some(running, 1)
    path = f"/v1/voicemails/{left}/audio"
    sound = device.ask("GET", path, Accept="audio/flac")
    assert sound.headers["content-type"] == device.ask("GET", path).headers["content-type"] == "audio/flac"
    assert from_flac(sound.content) == SAID
    plain = device.ask("GET", path, Accept="audio/wav")
    assert plain.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(plain.content)) as file:
        assert file.getparams()[:4] == (1, 2, 16_000, len(SAID) // 2)


def test_a_part_of_its_sound_can_be_asked_for(running: RunningCarrier) -> None:
    _, device, [left] = with_some(running, 1)
    path = f"/v1/voicemails/{left}/audio"
    whole = device.ask("GET", path)
    assert whole.headers["accept-ranges"] == "bytes"
    size = len(whole.content)
    for wanted, begin, end in (
        ("bytes=0-9", 0, 10),
        ("bytes=100-", 100, size),
        ("bytes=-50", size - 50, size),
        (f"bytes={size - 5}-{size + 500}", size - 5, size),
    ):
        part = device.ask("GET", path, Range=wanted)
        assert part.status_code == 206
        assert part.headers["content-range"] == f"bytes {begin}-{end - 1}/{size}"
        assert part.content == whole.content[begin:end]


@pytest.mark.parametrize(
    "strange",
    [
        "bytes=9-3",
        "bytes=-",
        "bytes=-0",
        "bytes=a-b",
        "bytes=0-1,5-9",
        "lines=0-1",
        "bytes=9999999-",
        "9" * 500,
    ],
)
def test_a_range_that_is_none_gives_all(running: RunningCarrier, strange: str) -> None:
    _, device, [left] = with_some(running, 1)
    answer = device.ask("GET", f"/v1/voicemails/{left}/audio", Range=strange)
    assert answer.status_code == 200
    assert from_flac(answer.content) == SAID


def test_three_minutes_are_here_in_some_milliseconds(running: RunningCarrier) -> None:
    person = running.person()
    device = running.sign_in(person)
    left = leave(running, person, said=voice(180.0))
    took = []
    for _ in range(15):
        began = time.perf_counter()
        sound = device.ask("GET", f"/v1/voicemails/{left}/audio")
        took.append(time.perf_counter() - began)
        assert len(sound.content) > 1_000_000
    assert statistics.median(took) < 0.02


def test_what_lies_on_the_disk_is_no_sound(running: RunningCarrier) -> None:
    with_some(running, 1)
    kept = max(running.settings.files.iterdir(), key=lambda path: path.stat().st_mtime_ns).read_bytes()
    assert kept
    assert b"fLaC" not in kept


@pytest.mark.logs("can't be read")
def test_sound_that_is_gone_from_the_disk_is_said_and_its_entry_stays(
    running: RunningCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    _, device, [left] = with_some(running, 1)
    newest = max(running.settings.files.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    assert word(device.ask("GET", f"/v1/voicemails/{left}/audio")) == "file-expired"
    assert ids(device.get("/v1/voicemails")) == [left]
    assert left in caplog.text


def test_heard_is_taken_back_and_told_once_each_time(running: RunningCarrier) -> None:
    _, device, [left] = with_some(running, 1)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        for method in ("PUT", "PUT", "DELETE", "DELETE", "PUT"):
            assert device.ask(method, f"/v1/voicemails/{left}/heard").status_code == 204
        told = [next(events) for _ in range(3)]
    assert {event.type for event in told} == {"voicemail.changed"}
    assert [event.data["voicemail"]["heard"] for event in told] == [True, False, True]


def test_several_are_deleted_at_once_and_told_once(running: RunningCarrier) -> None:
    _person, device, left = with_some(running, 3)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        for _ in range(2):
            assert remove(device, *left[:2]) == ""
        device.ask("PUT", f"/v1/voicemails/{left[2]}/heard")
        told = [next(events) for _ in range(2)]
    assert [event.type for event in told] == ["voicemails.deleted", "voicemail.changed"]
    assert told[0].data["voicemail_ids"] == left[:2]
    assert ids(device.get("/v1/voicemails")) == left[2:]
    assert word(device.ask("GET", f"/v1/voicemails/{left[0]}/audio")) == "not-found"


def test_what_was_deleted_is_taken_back_as_it_was_with_what_was_heard_meanwhile(
    running: RunningCarrier,
) -> None:
    _, device, left = with_some(running, 2)
    before = device.get("/v1/voicemails")
    remove(device, *left)
    with device.events(device.get("/v1/me")["event_cursor"]) as events:
        device.ask("PUT", f"/v1/voicemails/{left[0]}/heard")
        for _ in range(2):
            assert restore(device, *left) == ""
        told = [next(events).data["voicemail"] for _ in left]
    assert [(each["id"], each["heard"]) for each in told] == [(left[0], True), (left[1], False)]
    device.ask("DELETE", f"/v1/voicemails/{left[0]}/heard")
    assert device.get("/v1/voicemails") == before


def test_nobody_deletes_or_takes_back_those_of_others(running: RunningCarrier) -> None:
    _, owner, left = with_some(running, 2)
    _, stranger, own = with_some(running, 1)
    assert remove(stranger, *left) == "not-found"
    assert remove(stranger, str(uuid4())) == "not-found"
    assert remove(stranger, *own, *left) == ""
    assert ids(owner.get("/v1/voicemails")) == left[::-1]
    remove(owner, *left)
    assert restore(stranger, *left) == "not-found"
    assert ids(owner.get("/v1/voicemails")) == []


def test_a_hundred_at_most_and_one_at_least(running: RunningCarrier) -> None:
    _, device, _ = with_some(running, 0)
    many = [str(uuid4()) for _ in range(101)]
    assert word(device.ask("DELETE", "/v1/voicemails")) == "invalid-request"
    assert word(device.ask("DELETE", "/v1/voicemails?voicemail_id=1")) == "invalid-request"
    assert remove(device, *many) == "invalid-request"
    assert remove(device, *many[:100]) == "not-found"
    assert restore(device) == "invalid-request"


def test_what_was_deleted_a_week_ago_is_gone_for_good_with_its_sound(running: RunningCarrier) -> None:
    person, device, left = with_some(running, 2)
    remove(device, left[0])
    tidy(running.carrier.database, running.settings, utc_now() + timedelta(days=6))
    device = running.sign_in(person)
    assert restore(device, left[0]) == ""
    remove(device, left[0])
    kept = files_kept(running)
    make_very_old(running)
    device = running.sign_in(person)
    assert restore(device, left[0]) == "not-found"
    assert files_kept(running) < kept
    assert device.ask("GET", f"/v1/voicemails/{left[1]}/audio").status_code == 200


def test_those_of_a_number_that_is_deleted_go_with_it(running: RunningCarrier) -> None:
    person = running.person(numbers=2)
    device = running.sign_in(person)
    gone, stays = leave(running, person, number=0), leave(running, person, number=1)
    with running.carrier.database.write() as session:
        session.execute(delete(Number).where(Number.id == person.number_ids[0]))
    assert ids(device.get("/v1/voicemails")) == [stays]
    assert word(device.ask("GET", f"/v1/voicemails/{gone}/audio")) == "not-found"


def test_those_of_a_caller_who_is_blocked_now_stay(running: RunningCarrier) -> None:
    _person, device, [left] = with_some(running, 1)
    assert device.ask("PUT", "/v1/blocked-numbers/%2B33199000006").is_success
    assert ids(device.get("/v1/voicemails")) == [left]
    assert device.ask("GET", f"/v1/voicemails/{left}/audio").status_code == 200


def keep_as_before(running: RunningCarrier, voicemail_id: str, sound: bytes) -> None:
    """As a carrier did that kept it in the database."""
    with running.carrier.database.write() as session:
        session.execute(
            update(Voicemail)
            .where(Voicemail.id == voicemail_id)
            .values(blob=None, key=None, size=None, recording=sound)
        )


def test_sound_in_the_database_is_heard_before_and_after_it_moved(running: RunningCarrier) -> None:
    _, device, left = with_some(running, 2)
    for each in left:
        keep_as_before(running, each, recording("oliver"))
    path = f"/v1/voicemails/{left[0]}/audio"
    assert from_flac(device.ask("GET", path).content) == SAID
    for _ in range(2):
        move_recordings(running.carrier.database, blobs_of(running))
    for each in left:
        assert from_flac(device.ask("GET", f"/v1/voicemails/{each}/audio").content) == SAID
    with running.carrier.database.read() as session:
        row = session.get_one(Voicemail, left[0])
        assert row.recording is None
        assert row.blob is not None


@pytest.mark.logs("can't be read")
def test_sound_in_the_database_that_can_not_be_read_stays_there(
    running: RunningCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    _, device, [left] = with_some(running, 1)
    keep_as_before(running, left, b"RIFF and no more")
    move_recordings(running.carrier.database, blobs_of(running))
    with running.carrier.database.read() as session:
        assert session.get_one(Voicemail, left).recording == b"RIFF and no more"
    assert word(device.ask("GET", f"/v1/voicemails/{left}/audio")) == "file-expired"
    assert caplog.text.count(left) >= 2
