"""What nobody should send. The answer is a problem with a 4xx status, at once, and nothing has changed."""

from __future__ import annotations

import gzip
import json
import socket
import time
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrier import http_connection
from carrier.network import people
from tests.carrier.conftest import StartCarrier
from tests.carrier.running import RunningCarrier, Signed, word

JSON = {"Content-Type": "application/json"}
NOBODYS = "0b0d1e5c-0000-4000-8000-000000000001"
"""An id of nothing."""
SIGN_IN = b'{"email":"a@example.org","password":"x","device":{"name":"n","platform":"p"}}'


@pytest.fixture(scope="module")
def device(running: RunningCarrier) -> Signed:
    return running.sign_in(running.person())


def post(running: RunningCarrier, content: bytes, **headers: str) -> httpx.Response:
    return running.http.post("/v1/sessions", content=content, headers=JSON | headers)


@pytest.mark.parametrize(
    ("content", "status", "expected"),
    [
        (b"", 422, "invalid-request"),
        (b"{", 400, "malformed-body"),
        (b"\xff\xfe", 400, "malformed-body"),
        (b"\xef\xbb\xbf{}", 400, "malformed-body"),
        (b"null", 422, "invalid-request"),
        (b"[]", 422, "invalid-request"),
        (b'"text"', 422, "invalid-request"),
        (b"1e400", 422, "invalid-request"),
        (b"NaN", 400, "malformed-body"),
        (b'{"email":NaN}', 400, "malformed-body"),
        (b'{"email":-Infinity}', 400, "malformed-body"),
        (b"1" * 5_000, 400, "malformed-body"),
        (b"[" * 10_000 + b"]" * 10_000, 400, "malformed-body"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "malformed-body"),
        (b"[" * 60_000, 400, "malformed-body"),
        (SIGN_IN.replace(b"a@example.org", b"\\ud800"), 422, "invalid-request"),
        (SIGN_IN.replace(b'"email"', b'"\\udfff"'), 422, "invalid-request"),
        (SIGN_IN.replace(b"a@example.org", b"\\u0000"), 422, "invalid-request"),
        (SIGN_IN.replace(b"a@example.org", b"\xed\xa0\x80"), 400, "malformed-body"),
        (SIGN_IN.replace(b'"x"', b"1"), 422, "invalid-request"),
        (SIGN_IN.replace(b'"x"', b"null"), 422, "invalid-request"),
        (SIGN_IN.replace(b'"x"', b'["x"]'), 422, "invalid-request"),
        (SIGN_IN.replace(b'"x"', b'""'), 422, "invalid-request"),
        (SIGN_IN.replace(b'"x"', b'"' + b"x" * 257 + b'"'), 422, "invalid-request"),
        (SIGN_IN.replace(b'"password"', b'"passwrod"'), 422, "invalid-request"),
        (SIGN_IN.replace(b'"device"', b'"more":1,"device"'), 422, "invalid-request"),
        (b" " * 65_537, 413, "too-large"),
        (b'"' + b"x" * 10_000_000 + b'"', 413, "too-large"),
    ],
)
def test_a_body_that_is_not_as_agreed_is_refused_at_once(
    running: RunningCarrier, content: bytes, status: int, expected: str
) -> None:
    start = time.monotonic()
    with closing(running.client()) as http:
        try:
            response = http.post("/v1/sessions", content=content, headers=JSON)
        except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
            assert status == 413  # cut while it was still writing: refused all the same
        else:
            assert (response.status_code, word(response)) == (status, expected)
    assert time.monotonic() - start < 1.0


def test_what_was_sent_is_not_said_back(running: RunningCarrier) -> None:
    response = post(running, SIGN_IN.replace(b'"x"', b'["my secret password"]'))
    assert "secret" not in response.text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip"])
def test_compressed_bodies_are_not_opened(running: RunningCarrier, encoding: str) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    response = post(running, bomb, **{"Content-Encoding": encoding})
    assert (response.status_code, word(response)) == (415, "unsupported-media-type")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_only_json_is_taken(running: RunningCarrier, kind: str) -> None:
    response = running.http.post("/v1/sessions", content=SIGN_IN, headers={"Content-Type": kind})
    assert (response.status_code, word(response)) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/", 404, "not-found"),
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/me/", 404, "not-found"),
        ("POST", "/v1/me", 405, "method-not-allowed"),
        ("TRACE", "/v1/me", 405, "method-not-allowed"),
        ("PUT", "/v1/messages", 405, "method-not-allowed"),
        ("GET", "/v1/../../etc/passwd", 404, "not-found"),
        ("GET", "/v1/messages/not-a-uuid", 422, "invalid-request"),
        ("GET", "/v1/messages/%00", 422, "invalid-request"),
        ("GET", "/v1/messages?peer=%00", 422, "invalid-request"),
        ("GET", "/v1/messages?limit=0", 422, "invalid-request"),
        ("GET", "/v1/messages?limit=201", 422, "invalid-request"),
        ("GET", "/v1/messages?limit=1e2", 422, "invalid-request"),
        ("GET", "/v1/messages?before=-1", 422, "invalid-request"),
        ("GET", "/v1/messages?before=9223372036854775808", 422, "invalid-request"),
        ("GET", "/v1/messages?number_id=1", 422, "invalid-request"),
        ("GET", f"/v1/messages?peer={'1' * 33}", 422, "invalid-request"),
        ("GET", f"/v1/voicemails/{NOBODYS}/audio", 404, "not-found"),
        ("GET", f"/v1/calls/{NOBODYS}/report", 404, "not-found"),
        ("GET", "/v1/calls/1/report", 422, "invalid-request"),
    ],
)
def test_a_path_that_is_not_as_agreed_is_a_problem(
    device: Signed, method: str, path: str, status: int, expected: str
) -> None:
    response = device.ask(method, path)
    assert (response.status_code, word(response)) == (status, expected)


@pytest.mark.parametrize(
    "peer", ["%F0%9F%99%82", "%E2%80%AE123", "a%2Fb", "..", "%ff", "x" * 33, "%27%20OR%201=1--"]
)
def test_a_thread_with_a_strange_name_does_no_harm(device: Signed, peer: str) -> None:
    number = device.get("/v1/numbers")["numbers"][0]["id"]
    response = device.ask("PUT", f"/v1/conversations/{number}/{peer}/read", {"up_to": 1})
    assert response.status_code in (204, 404, 405, 422)


@pytest.mark.parametrize("up_to", [-1, 2**53, 2**64, 10**30, 1.5, "1", None, True])
def test_a_mark_out_of_bounds_is_refused(device: Signed, up_to: object) -> None:
    number = device.get("/v1/numbers")["numbers"][0]["id"]
    for method, path, body in (
        ("PUT", f"/v1/conversations/{number}/+33199000006/read", {"up_to": up_to}),
        ("PUT", "/v1/calls/seen", {"number_id": number, "up_to": up_to}),
    ):
        response = device.ask(method, path, body)
        if response.status_code != 204:  # "1" is read as 1, as pydantic does
            assert word(response) == "invalid-request"
        else:
            assert up_to in ("1", True)


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "\xe9", "a\tb"])
def test_a_key_that_is_none_is_refused(device: Signed, key: str) -> None:
    said = [(name.encode(), value.encode()) for name, value in device.headers.items()]
    headers = httpx.Headers([(b"idempotency-key", key.encode("latin-1")), *said])
    body = {"id": str(uuid4()), "number_id": str(uuid4()), "to": people.ROBIN, "text": "x"}
    response = device.http.post("/v1/messages", json=body, headers=headers)
    assert (response.status_code, word(response)) == (422, "invalid-request")


def test_a_body_that_comes_too_slowly_is_given_up(start_carrier: StartCarrier) -> None:
    running = start_carrier(body_timeout=timedelta(milliseconds=200))
    host, port = running.ready.http.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        answer = b""
        while chunk := connection.recv(4096):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"/problems/request-timeout" in answer


@pytest.mark.parametrize(
    "head",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    ],
)
@pytest.mark.logs("Invalid HTTP request received.")
def test_what_is_not_http_is_cut_and_the_others_are_served(running: RunningCarrier, head: bytes) -> None:
    host, port = running.ready.http.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        try:
            connection.sendall(head)
            answer = connection.recv(4096)
        except ConnectionError:
            answer = b""
    if answer:
        assert answer.startswith(b"HTTP/1.1 4")
        assert b"application/problem+json" in answer
    assert running.http.get("/v1/openapi.json").status_code == 200


@pytest.mark.logs("Invalid HTTP request received.")
def test_garbage_after_an_answer_only_cuts_the_connection(running: RunningCarrier) -> None:
    host, port = running.ready.http.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Encoding: gzip\r\n\r\n"
        )
        answer = connection.recv(4096)
        try:
            connection.sendall(b"ZZ\r\n")
            while chunk := connection.recv(4096):
                answer += chunk
        except ConnectionError:
            pass
    assert answer.startswith(b"HTTP/1.1 415 ")


def test_a_head_that_never_ends_is_given_up(running: RunningCarrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "HEAD_SECONDS", 0.1)
    host, port = running.ready.http.removeprefix("http://").split(":")
    whole = b"GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
    for before, begun in ((b"", b""), (b"", b"GET / HTTP/1.1\r\nHo"), (whole, b"GET / HTTP/1.1\r\nHo")):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            if before:
                connection.sendall(before)
                assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")
            connection.sendall(begun)
            with suppress(ConnectionError):
                while connection.recv(65536):
                    pass


@pytest.mark.parametrize(
    "text",
    [
        "<img src=file:///etc/passwd>",
        "\u202eevil\u202c",
        "a" + "\u0301" * 1_000,
        "\u200b\u200d",
        "line\r\nline\u2028line",
        "👩🏽‍👩🏽‍👧🏽‍👦🏽" * 30,
        "x" * 1_600,
    ],
)
def test_any_text_comes_back_as_it_was_sent(device: Signed, text: str) -> None:
    number = device.get("/v1/numbers")["numbers"][0]["id"]
    sent = device.send(number, people.BUSY, text)
    assert sent.status_code == 201
    assert device.get(f"/v1/messages/{sent.json()['id']}")["text"] == text


@pytest.mark.parametrize("text", ["", "x" * 1_601, "a\x00b"])
def test_no_text_too_much_text_and_nul_are_refused(device: Signed, text: str) -> None:
    number = device.get("/v1/numbers")["numbers"][0]["id"]
    assert word(device.send(number, people.BUSY, text)) == "invalid-request"


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
field_names = st.sampled_from(
    [
        "id",
        "number_id",
        "to",
        "text",
        "email",
        "password",
        "device",
        "name",
        "phones",
        "up_to",
        "ticket",
        "call_ids",
    ]
)
routes = st.sampled_from(
    [
        ("POST", "/v1/sessions"),
        ("POST", "/v1/sessions/replace"),
        ("POST", "/v1/sessions/refresh"),
        ("PATCH", f"/v1/sessions/{NOBODYS}"),
        ("PATCH", f"/v1/numbers/{NOBODYS}"),
        ("POST", "/v1/messages"),
        ("POST", "/v1/me/ring-check"),
        ("PUT", "/v1/calls/seen"),
        ("PUT", "/v1/calls/restored"),
        ("DELETE", f"/v1/calls?call_id={NOBODYS}"),
        ("PUT", "/v1/blocked-numbers/+33612345678"),
        ("PUT", f"/v1/contacts/{NOBODYS}"),
        ("PUT", f"/v1/conversations/{NOBODYS}/+33199000006/read"),
    ]
)


def check_any_json(device: Signed, route: tuple[str, str], body: Any) -> None:
    method, path = route
    content = json.dumps(body).encode()
    response = device.http.request(method, path, content=content, headers=device.headers | JSON)
    assert response.status_code < 500
    if response.status_code >= 400:
        word(response)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(route=routes, body=json_values | st.dictionaries(field_names, json_values, max_size=5))
def test_no_json_breaks_a_route(device: Signed, route: tuple[str, str], body: Any) -> None:
    check_any_json(device, route, body)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(route=routes, body=json_values | st.dictionaries(field_names, json_values, max_size=5))
def test_no_json_breaks_a_route_in_the_long_run(device: Signed, route: tuple[str, str], body: Any) -> None:
    check_any_json(device, route, body)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(to=st.text(max_size=32, min_size=1))
def test_no_recipient_breaks_sending(device: Signed, to: str) -> None:
    number = device.get("/v1/numbers")["numbers"][0]["id"]
    body = {"id": str(uuid4()), "number_id": number, "to": to, "text": "x"}
    response = device.http.post(
        "/v1/messages", content=json.dumps(body).encode(), headers=device.headers | JSON
    )
    assert response.status_code in (201, 403, 422)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.text(max_size=40, min_size=1))
def test_no_address_breaks_blocking(device: Signed, address: str) -> None:
    path = f"/v1/blocked-numbers/{quote(address, safe='')}"
    blocked = device.ask("PUT", path)
    assert blocked.status_code in (200, 404, 405, 422)
    if blocked.status_code == 200:
        assert blocked.json()["address"] == address
        assert device.ask("DELETE", path).status_code == 204
