"""What callers of a number hear before the tone: whose words, when, and what the owner's devices are told."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import Any

import httpx
import numpy as np
import psutil
import pytest
from sqlalchemy import select

from carrier.clock import utc_now
from carrier.files.blobs import Blob
from carrier.files.tidying import tidy_files
from carrier.store.tables import Number, StoredGreeting
from carrier.voicemail import spoken
from carrier.voicemail.encoding import from_flac
from carrier.voicemail.greetings import Greetings
from carrier.voicemail.visit import RATE
from tests.carrier.conftest import StartCarrier
from tests.carrier.process import CarrierProcess
from tests.carrier.running import RunningCarrier, Signed, word
from tests.carrier.voicemail.files_of_sound import likeness, sound_file, voice, wav

MINE, AWAY = voice(3, "de"), voice(3, "sv")
MP3 = sound_file("mp3", MINE)
DAY = timedelta(days=1)


class Owner:
    """Somebody with two devices and one number."""

    def __init__(self, running: RunningCarrier) -> None:
        self.running = running
        self.person = running.person()
        self.device, self.other = running.sign_in(self.person), running.sign_in(self.person, name="Desk")
        self.number_id = self.person.number_ids[0]
        self.path = f"/v1/numbers/{self.number_id}/greetings"

    def put(self, kind: str, body: bytes, **params: str) -> httpx.Response:
        return self.device.http.put(
            f"{self.path}/{kind}", content=body, params=params, headers=self.device.headers
        )

    def now(self) -> dict[str, Any]:
        found: dict[str, Any] = self.other.get(self.path)
        return found

    def heard(self, at: datetime | None = None) -> bytes:
        return self.greetings.sound_for(self.number_id, at or utc_now())

    @property
    def greetings(self) -> Greetings:
        return self.running.carrier.greetings

    def rows(self) -> dict[str, StoredGreeting]:
        with self.running.carrier.database.read() as session:
            rows = session.scalars(select(StoredGreeting).where(StoredGreeting.number_id == self.number_id))
            return {row.kind: row for row in rows}

    def there(self, blob: str) -> bool:
        return (self.running.settings.files / blob).exists()


@pytest.fixture
def owner(running: RunningCarrier) -> Owner:
    return Owner(running)


def told(device: Signed, after: int) -> dict[str, Any]:
    with device.events(after) as events:
        for event in events:
            if event.type == "greetings.changed":
                return event.data
    raise AssertionError


def dates(begin: timedelta, end: timedelta) -> dict[str, str]:
    now = utc_now()
    return {"from": (now + begin).isoformat(), "until": (now + end).isoformat()}


def test_at_first_the_carrier_speaks_in_the_language_of_the_number(owner: Owner) -> None:
    language = owner.device.get("/v1/numbers")["numbers"][0]["voicemail"]["language"]
    seconds = len(spoken.sound("greeting", language)) / 2 / RATE
    assert owner.now() == {
        "default": {"language": language, "seconds": pytest.approx(seconds, abs=0.001)},
        "own": None,
        "away": None,
        "speaking": "default",
    }
    assert owner.heard() == spoken.sound("greeting", language)
    changed = owner.device.ask("PATCH", f"/v1/numbers/{owner.number_id}", {"voicemail": {"language": "he"}})
    assert changed.status_code == 200
    assert owner.now()["default"]["language"] == "he"
    assert owner.heard() == spoken.sound("greeting", "he")


def test_a_given_file_speaks_at_once_and_every_device_is_told(owner: Owner) -> None:
    cursor = owner.device.get("/v1/me")["event_cursor"]
    answer = owner.put("own", MP3)
    assert answer.status_code == 200
    greetings = answer.json()
    assert greetings["speaking"] == "own"
    assert greetings["own"]["seconds"] == pytest.approx(3, abs=0.2)
    assert greetings == owner.now()
    for device in (owner.device, owner.other):
        assert told(device, cursor) == {
            "type": "greetings.changed",
            "number_id": owner.number_id,
            "greetings": greetings,
        }
    assert likeness(MINE, owner.heard()) > 0.99


def test_what_callers_hear_can_be_listened_to(owner: Owner) -> None:
    owner.put("own", MP3)
    answer = owner.other.http.get(f"{owner.path}/own/audio", headers=owner.other.headers)
    assert answer.headers["content-type"] == "audio/flac"
    assert from_flac(answer.content) == owner.heard()
    default = owner.other.http.get(f"{owner.path}/default/audio", headers=owner.other.headers)
    language = owner.now()["default"]["language"]
    assert from_flac(default.content) == spoken.sound("greeting", language)
    assert word(owner.device.ask("GET", f"{owner.path}/away/audio")) == "not-found"


def test_that_for_an_absence_speaks_between_its_dates(owner: Owner) -> None:
    owner.put("own", MP3)
    now = utc_now()
    answer = owner.put("away", wav(AWAY), **dates(DAY, 3 * DAY))
    assert answer.json()["speaking"] == "own"
    away = answer.json()["away"]
    assert datetime.fromisoformat(away["from"]) == pytest.approx(now + DAY, abs=timedelta(seconds=5))
    begins, ends = (datetime.fromisoformat(away[name]) for name in ("from", "until"))
    second = timedelta(seconds=1)
    for at in (begins - second, ends, ends + DAY):
        assert likeness(MINE, owner.heard(at)) > 0.99
    for at in (begins, begins + DAY, ends - second):
        assert likeness(AWAY, owner.heard(at)) > 0.99
    owner.device.ask("DELETE", f"{owner.path}/own")
    assert owner.heard(ends) == spoken.sound("greeting", owner.now()["default"]["language"])


def test_its_dates_can_be_changed_alone(owner: Owner) -> None:
    owner.put("away", wav(AWAY), **dates(DAY, 3 * DAY))
    cursor = owner.device.get("/v1/me")["event_cursor"]
    wanted = dates(-DAY, DAY)
    changed = owner.device.ask("PUT", f"{owner.path}/away/dates", wanted)
    assert changed.json()["speaking"] == "away"
    assert told(owner.other, cursor)["greetings"] == changed.json()
    assert likeness(AWAY, owner.heard()) > 0.99
    again = owner.device.get("/v1/me")["event_cursor"]
    assert owner.device.ask("PUT", f"{owner.path}/away/dates", wanted).json() == changed.json()
    assert owner.device.get("/v1/me")["event_cursor"] == again, "nothing changed, nothing is told"


def test_dates_in_any_zone_mean_the_same_instants(owner: Owner) -> None:
    day = utc_now() + DAY
    wanted = {"from": f"{day:%Y-%m-%d}T18:00:00+14:00", "until": f"{day + 7 * DAY:%Y-%m-%d}T18:00:00-09:30"}
    away = owner.put("away", wav(AWAY), **wanted).json()["away"]
    for name, text in wanted.items():
        assert datetime.fromisoformat(away[name]) == datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "wanted",
    [
        dates(2 * DAY, DAY),
        {"from": "2026-12-24T18:00:00Z", "until": "2026-12-24T18:00:00Z"},
        dates(-3 * DAY, -DAY),
        dates(DAY, 400 * DAY),
        dates(-400 * DAY, DAY),
        {"from": "9999-12-31T23:59:59-01:00", "until": "9999-12-31T23:59:59-02:00"},
    ],
    ids=[
        "turned round",
        "no time between",
        "in the past",
        "in more than a year",
        "began long ago",
        "year 10000",
    ],
)
def test_dates_that_can_not_be_are_refused(owner: Owner, wanted: dict[str, str]) -> None:
    refused = owner.put("away", wav(AWAY), **wanted)
    assert (refused.status_code, word(refused)) == (422, "wrong-dates")
    owner.put("away", wav(AWAY), **dates(DAY, 3 * DAY))
    refused = owner.device.ask("PUT", f"{owner.path}/away/dates", wanted)
    assert (refused.status_code, word(refused)) == (422, "wrong-dates")


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({}, "wrong-dates"),
        ({"from": "2026-12-24T18:00:00Z"}, "wrong-dates"),
        ({"from": "2026-12-24T18:00:00", "until": "2026-12-25T18:00:00"}, "invalid-request"),
        ({"from": "soon", "until": "later"}, "invalid-request"),
    ],
)
def test_an_absence_needs_both_its_instants(owner: Owner, params: dict[str, str], why: str) -> None:
    refused = owner.put("away", wav(AWAY), **params)
    assert (refused.status_code, word(refused)) == (422, why)


def test_there_are_no_dates_without_a_greeting(owner: Owner) -> None:
    refused = owner.device.ask("PUT", f"{owner.path}/away/dates", dates(DAY, 2 * DAY))
    assert (refused.status_code, word(refused)) == (404, "not-found")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "sound-unreadable"),
        (b"<!doctype html>" * 100, "sound-unreadable"),
        (wav(bytes(2 * RATE * 3)), "sound-silent"),
        (sound_file("flac", bytes(2 * RATE * 61)), "sound-too-long"),
    ],
    ids=["nothing", "HTML", "silence", "too long"],
)
def test_an_upload_that_fails_leaves_the_old_one_speaking(owner: Owner, body: bytes, why: str) -> None:
    before = owner.put("own", MP3).json()
    refused = owner.put("own", body)
    assert (refused.status_code, word(refused)) == (422, why)
    assert owner.now() == before
    assert likeness(MINE, owner.heard()) > 0.99


def test_given_again_it_is_the_same_greeting(owner: Owner) -> None:
    first = owner.put("own", MP3).json()
    cursor = owner.device.get("/v1/me")["event_cursor"]
    assert owner.put("own", MP3).json() == first
    assert owner.device.get("/v1/me")["event_cursor"] == cursor


def test_a_new_one_takes_the_place_of_the_old_whose_bytes_are_gone(owner: Owner) -> None:
    owner.put("own", MP3)
    old = owner.rows()["own"].blob
    assert owner.there(old)
    owner.put("own", wav(AWAY))
    assert not owner.there(old)
    assert likeness(AWAY, owner.heard()) > 0.99


def test_deleted_the_default_speaks_again_and_deleting_twice_is_no_mistake(owner: Owner) -> None:
    owner.put("own", MP3)
    blob = owner.rows()["own"].blob
    cursor = owner.device.get("/v1/me")["event_cursor"]
    for _ in range(2):
        assert owner.device.ask("DELETE", f"{owner.path}/own").status_code == 204
    assert owner.now()["speaking"] == "default"
    assert told(owner.other, cursor)["greetings"]["own"] is None
    assert owner.device.get("/v1/me")["event_cursor"] == cursor + 1
    assert not owner.there(blob)


def test_it_lies_encrypted_on_the_disk(owner: Owner) -> None:
    owner.put("own", MP3)
    row = owner.rows()["own"]
    lying = (owner.running.settings.files / row.blob).read_bytes()
    assert b"fLaC" not in lying
    assert np.bincount(np.frombuffer(lying, np.uint8), minlength=256).std() < len(lying) / 256 * 0.2


def test_housekeeping_leaves_what_speaks_and_drops_what_nobody_owns(owner: Owner) -> None:
    owner.put("own", MP3)
    blobs = owner.greetings._blobs
    row = owner.rows()["own"]
    with owner.running.carrier.database.write() as session:
        session.delete(session.get_one(Number, owner.number_id))
    assert owner.rows() == {}, "they go with their number"
    assert owner.there(row.blob)
    old = Owner(owner.running)
    old.put("own", MP3)
    kept = old.rows()["own"].blob
    for name in (row.blob, kept):
        path = owner.running.settings.files / name
        hour_ago = path.stat().st_mtime - 7200
        os.utime(path, (hour_ago, hour_ago))
    tidy_files(owner.running.carrier.database, blobs, utc_now())
    assert not owner.there(row.blob)
    assert owner.there(kept)


@pytest.mark.logs("greeting of number")
def test_where_its_bytes_are_lost_callers_hear_the_default(owner: Owner) -> None:
    owner.put("own", MP3)
    row = owner.rows()["own"]
    owner.greetings._blobs.write(Blob(row.blob, row.key), 0, b"nonsense" * 100)
    default = spoken.sound("greeting", owner.now()["default"]["language"])
    assert owner.heard() == default
    owner.greetings._blobs.drop([row.blob])
    assert owner.heard() == default
    lost = owner.device.ask("GET", f"{owner.path}/own/audio")
    assert (lost.status_code, word(lost)) == (410, "file-expired")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "/own", MP3),
        ("PUT", "/away?from=2027-01-01T00:00:00Z&until=2027-01-02T00:00:00Z", MP3),
        ("DELETE", "/own", None),
        ("DELETE", "/away", None),
        ("GET", "/own/audio", None),
        ("GET", "/default/audio", None),
    ],
)
def test_that_of_somebody_else_does_not_exist(
    owner: Owner, running: RunningCarrier, method: str, path: str, body: bytes | None
) -> None:
    owner.put("own", MP3)
    before = owner.now()
    stranger = running.sign_in(running.person())
    refused = stranger.http.request(method, owner.path + path, content=body, headers=stranger.headers)
    assert (refused.status_code, word(refused)) == (404, "not-found")
    assert owner.now() == before


def test_whoever_is_not_signed_in_is_heard_out_and_told_so(owner: Owner) -> None:
    refused = owner.device.http.put(f"{owner.path}/own", content=bytes(9_000_000))
    assert (refused.status_code, word(refused)) == (401, "not-signed-in")
    assert owner.now()["speaking"] == "default"


def test_more_than_ten_megabytes_are_refused_whether_announced_or_not(owner: Owner) -> None:
    refused = owner.put("own", bytes(10 * 1024 * 1024 + 1))
    assert (refused.status_code, word(refused)) == (413, "too-large")

    def pieces() -> Any:
        for _ in range(11):
            yield bytes(1024 * 1024)

    refused = owner.device.http.put(f"{owner.path}/own", content=pieces(), headers=owner.device.headers)
    assert (refused.status_code, word(refused)) == (413, "too-large")


def test_whatever_is_no_kind_of_greeting_is_refused(owner: Owner) -> None:
    for path in ("default", "OWN", "%2e%2e"):
        refused = owner.device.http.put(f"{owner.path}/{path}", content=MP3, headers=owner.device.headers)
        assert refused.status_code in (404, 405, 422)


def test_killed_before_the_new_one_counts_the_old_one_speaks_and_the_decoder_ends(
    start_carrier: StartCarrier,
) -> None:
    first = start_carrier()
    owner = Owner(first)
    old = owner.put("own", MP3).json()
    first.stop()
    with CarrierProcess(first.settings.data, FIVELINE_CRASH_AT="greeting.kept") as killed:
        way = f"{owner.path}/own"
        silent = killed.http.put(way, content=wav(bytes(2 * RATE)), headers=owner.device.headers)
        assert word(silent) == "sound-silent"
        decoders = psutil.Process(killed.process.pid).children()
        assert any("carrier.voicemail.decoder" in each.cmdline() for each in decoders)
        with pytest.raises(httpx.TransportError):
            killed.http.put(way, content=wav(AWAY), headers=owner.device.headers)
        assert killed.wait() == -signal.SIGKILL
        _, alive = psutil.wait_procs(decoders, timeout=10)
        assert not alive
    again = start_carrier()
    assert again.http.get(owner.path, headers=owner.device.headers).json() == old
    assert likeness(MINE, again.carrier.greetings.sound_for(owner.number_id, utc_now())) > 0.99
