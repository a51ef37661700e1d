"""The link in the SMS, opened by anybody in any browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from carrier.api.link_page import language_of
from carrier.clock import utc_now
from carrier.files.blobs import Blobs
from carrier.files.links import FORGIVEN_AFTER, WRONG_GUESSES, Links, TooManyGuesses
from carrier.files.tidying import tidy_files
from tests.carrier.running import RunningCarrier, Signed, until
from tests.carrier.uploading import send_file

CONTENT = b"what was sent " * 9000


@pytest.fixture(scope="module")
def device(running: RunningCarrier) -> Signed:
    return running.sign_in(running.person())


@pytest.fixture(scope="module")
def number_id(device: Signed) -> str:
    number: str = device.get("/v1/numbers")["numbers"][0]["id"]
    return number


def link_in(message: dict[str, Any]) -> str:
    found: str = message["text"].splitlines()[-1]
    return found


def test_the_other_side_gets_a_link_that_fetches_the_very_file(running: RunningCarrier) -> None:
    anna, ben = running.person(), running.person()
    hers, his = running.sign_in(anna), running.sign_in(ben)
    send_file(hers, anna.number_ids[0], ben.numbers[0], CONTENT, name='Été "2026" <b>.txt')
    (came,) = until(lambda: his.get("/v1/messages")["messages"])
    assert re.fullmatch(rf"{re.escape(running.ready.http)}/f/[A-Za-z0-9_-]{{32}}", link_in(came))
    assert came["files"] == []
    assert came["segments"] == 1
    browser = running.client()
    page = browser.get(link_in(came), headers={"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.8"})
    assert page.status_code == 200
    assert "Été _2026_ _b_.txt" in page.text
    assert "126\u00a0ko" in page.text
    assert anna.numbers[0] not in page.text
    assert "<script" not in page.text
    way = re.search(r'href="([^"]+)"', page.text)
    assert way is not None
    fetched = browser.get(way[1])
    assert fetched.content == CONTENT
    assert fetched.headers["content-disposition"] == (
        "attachment; filename=\"_t_ _2026_ _b_.txt\"; filename*=UTF-8''%C3%89t%C3%A9%20_2026_%20_b_.txt"
    )


def test_the_page_runs_nothing_loads_nothing_and_tells_nobody(
    running: RunningCarrier, device: Signed, number_id: str
) -> None:
    link = link_in(send_file(device, number_id, "+33199000001", CONTENT))
    for answer in (running.http.get(link), running.http.get(f"{link}/download")):
        headers = answer.headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
    assert running.http.get(f"{link}/download").headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("ar-EG, en;q=0.5", "ar"),
        ("de, fr;q=0.4, en;q=0.6", "en"),
        ("fr;q=0, ar;q=0.1", "ar"),
        ("*;q=x,,;;", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_it_speaks_the_reader_s_language(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_arabic_runs_from_right_to_left(running: RunningCarrier, device: Signed, number_id: str) -> None:
    link = link_in(send_file(device, number_id, "+33199000001", CONTENT))
    page = running.http.get(link, headers={"Accept-Language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "تنزيل" in page


def test_a_month_later_the_page_says_so_and_the_bytes_are_gone(running: RunningCarrier) -> None:
    person = running.person()
    phone = running.sign_in(person)
    message = send_file(phone, person.number_ids[0], "+33199000001", CONTENT)
    tidy_files(running.carrier.database, Blobs(running.settings.files), utc_now() + timedelta(days=29))
    assert running.http.get(link_in(message)).status_code == 200
    tidy_files(running.carrier.database, Blobs(running.settings.files), utc_now() + timedelta(days=31))
    for path in ("", "/download"):
        page = running.http.get(link_in(message) + path)
        assert page.status_code == 410
        assert "no longer there" in page.text
    file_id = message["files"][0]["id"]
    assert phone.ask("GET", f"/v1/files/{file_id}/content").status_code == 410


def test_its_sender_can_take_it_back(running: RunningCarrier, device: Signed, number_id: str) -> None:
    message = send_file(device, number_id, "+33199000001", CONTENT)
    file_id = message["files"][0]["id"]
    assert device.ask("DELETE", f"/v1/files/{file_id}").status_code == 204
    assert running.http.get(f"{link_in(message)}/download").status_code == 410
    assert device.ask("DELETE", f"/v1/files/{file_id}").status_code == 204


def test_an_upload_that_was_not_sent_has_no_page(running: RunningCarrier, device: Signed) -> None:
    answers = [running.http.get(f"/f/{token}") for token in ("x" * 32, "..%2f..%2fetc", "%F0%9F%99%82")]
    assert {answer.status_code for answer in answers} == {404}


def test_whoever_guesses_is_let_in_no_more_for_a_minute(running: RunningCarrier) -> None:
    now = 0.0
    links = Links(running.carrier.database, Blobs(running.settings.files), utc_now, ticks=lambda: now)
    for guess in range(WRONG_GUESSES):
        assert links.find(f"guess{guess}", address="192.0.2.1") is None
    with pytest.raises(TooManyGuesses):
        links.find("guess", address="192.0.2.1")
    assert links.find("guess", address="192.0.2.2") is None
    now = FORGIVEN_AFTER + 1
    assert links.find("guess", address="192.0.2.1") is None


def test_guessing_is_answered_by_a_page_too(start_carrier: Any) -> None:
    carrier = start_carrier()
    answers: list[httpx.Response] = [carrier.http.get(f"/f/guess{n}") for n in range(WRONG_GUESSES + 1)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "60"
    assert "Too many attempts" in answers[-1].text
