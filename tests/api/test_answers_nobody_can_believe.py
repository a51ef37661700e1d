"""HTTP out of the desktop: captive portals, floods, drips, redirects, cuts. One clear word for each."""

from __future__ import annotations

import asyncio
import ssl
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api import transport as transport_module
from desktop.api.backoff import Backoff, read_retry_after
from desktop.api.carrier import CarrierApi
from desktop.api.transport import Transport
from desktop.domain.errors import Refused, Unanswered
from tests.fakes import Answer, HostileServer, in_turn, problem, raw, says

ME = {"email": "a@example.org", "name": "A", "plan": "premium", "event_cursor": 7}
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


async def test_a_good_answer_is_read(server: HostileServer, api: CarrierApi) -> None:
    server.answers["/v1/me"] = says(200, {**ME, "something_new": [1]})
    assert (await api.me()).event_cursor == 7
    assert server.requests[0].headers["authorization"] == "Bearer a0"


@pytest.mark.parametrize(
    "answer",
    [
        says(200, b"<html>Please accept the terms</html>", kind="text/html; charset=utf-8"),
        says(200, ME, kind="text/plain"),
        says(302, b"", kind="text/html", location="http://portal.example/"),
        says(307, b"", kind="application/json", location="https://elsewhere.example/v1/me"),
    ],
    ids=["html", "json that says it is text", "redirect", "redirect of the request"],
)
async def test_a_captive_portal_is_seen_for_what_it_is(
    server: HostileServer, api: CarrierApi, answer: Answer
) -> None:
    server.answers["/v1/me"] = answer
    with pytest.raises(Unanswered) as caught:
        await api.me()
    assert caught.value.captive_portal
    assert len(server.requests) == 1  # nothing followed a redirect


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"email": 7}',
        b"[" * 100_000,
        b'{"email": "\xff"}',
        b"NaN",
        b"\x00" * 100,
    ],
    ids=["empty", "cut", "list", "text", "wrong type", "deep", "not utf-8", "nan", "zeros"],
)
async def test_a_body_that_is_not_as_agreed_is_no_answer(
    server: HostileServer, api: CarrierApi, body: bytes
) -> None:
    server.answers["/v1/me"] = says(200, body)
    with pytest.raises(Unanswered) as caught:
        await api.me()
    assert caught.value.reached


@pytest.mark.parametrize(
    "answer",
    [
        raw(OK + b"content-length: 104857600\r\n\r\n" + b" " * 1000),
        raw(OK + b"transfer-encoding: chunked\r\n\r\n", *([b"100000\r\n" + b" " * 0x100000 + b"\r\n"] * 20)),
    ],
    ids=["announced", "in chunks"],
)
async def test_a_hundred_megabytes_are_not_read(
    server: HostileServer, api: CarrierApi, answer: Answer
) -> None:
    server.answers["/v1/me"] = answer
    with pytest.raises(Unanswered, match="too large"):
        await api.me()


@pytest.mark.parametrize(
    "answer",
    [
        raw(b""),
        raw(b"\x00\xff" * 50),
        raw(b"HTTP/1.1 2"),
        raw(OK + b"content-length: 500\r\n\r\n{"),
        raw(OK + b"content-length: -1\r\n\r\n{}"),
        raw(OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 300_000 + b"\r\n\r\n"),
        raw(b"HTTP/9.9 999 ?\r\n\r\n"),
    ],
    ids=["nothing", "noise", "cut status", "cut body", "negative length", "bad chunk", "long header", "odd"],
)
async def test_a_broken_answer_is_no_answer_and_may_have_arrived(
    server: HostileServer, api: CarrierApi, answer: Answer
) -> None:
    server.answers["/v1/me"] = answer
    with pytest.raises(Unanswered) as caught:
        await api.me()
    assert caught.value.reached


async def test_a_body_that_drips_does_not_hold_us(
    server: HostileServer, api: CarrierApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "WHOLE", 0.3)
    server.answers["/v1/me"] = raw(OK + b"content-length: 500\r\n\r\n", *([b" "] * 400), pause=0.05)
    began = time.monotonic()
    with pytest.raises(Unanswered, match="too long"):
        await api.me()
    assert time.monotonic() - began < 3


async def test_nobody_there_means_that_nothing_left() -> None:
    way = Transport("http://127.0.0.1:1", None)
    with pytest.raises(Unanswered) as caught:
        await way.request("GET", "/v1/me", headers={})
    assert not caught.value.reached
    await way.close()


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_after_a_server_error_nobody_knows_what_happened(
    server: HostileServer, api: CarrierApi, status: int
) -> None:
    server.answers["/v1/me"] = says(status, b"oops", kind="text/html", retry_after="20")
    with pytest.raises(Unanswered) as caught:
        await api.me()
    assert (caught.value.reached, caught.value.retry_after) == (True, 20.0)


async def test_a_problem_is_a_refusal_with_its_word(server: HostileServer, api: CarrierApi) -> None:
    server.answers["/v1/me"] = problem(403, "premium-required", upgrade_url="https://x.example/up")
    with pytest.raises(Refused) as caught:
        await api.me()
    assert (caught.value.status, caught.value.word) == (403, "premium-required")
    assert caught.value.fields["upgrade_url"] == "https://x.example/up"


async def test_how_long_to_wait_is_said_by_the_header_alone(server: HostileServer, api: CarrierApi) -> None:
    body = {"type": "/problems/too-many-requests", "retry_after": 315_360_000}
    kind = "application/problem+json"
    server.answers["/v1/me"] = in_turn(
        says(429, body, kind=kind, retry_after="12"), says(429, body, kind=kind)
    )
    for seconds in (12.0, None):
        with pytest.raises(Refused) as caught:
            await api.me()
        assert caught.value.retry_after == seconds


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"type": 5}', b'{"type": {"a": []}}', b"{}"])
async def test_a_strange_problem_is_still_an_answer_or_none(
    server: HostileServer, api: CarrierApi, body: bytes
) -> None:
    server.answers["/v1/me"] = says(422, body, kind="application/problem+json")
    with pytest.raises((Refused, Unanswered)):
        await api.me()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("5", 5.0),
        (" 5 ", 5.0),
        ("-5", 0.0),
        ("315360000", 300.0),
        ("9" * 500, 300.0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", None),
        ("1e9", None),
        ("٥", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_bounded(header: str | None, seconds: float | None) -> None:
    assert read_retry_after(header) == seconds


@given(st.integers(0, 200), st.one_of(st.none(), st.floats(0, 300)))
@settings(max_examples=50)
def test_waiting_grows_and_is_never_endless(tries: int, asked: float | None) -> None:
    backoff = Backoff()
    for _ in range(tries):
        backoff.next()
    assert 0.25 <= backoff.next(asked) <= max(30.0, asked or 0.0)


async def test_a_carrier_with_a_strangers_certificate_is_not_spoken_to(tmp_path: Path) -> None:
    ours, theirs = make_certificate(tmp_path, "ours"), make_certificate(tmp_path, "theirs")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(theirs)
    heard = bytearray()

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(1000))
        writer.close()

    tls = await asyncio.start_server(welcome, "127.0.0.1", 0, ssl=context)
    way = Transport(f"https://127.0.0.1:{tls.sockets[0].getsockname()[1]}", ours)
    with pytest.raises(Unanswered) as caught:
        await way.request("GET", "/v1/me", headers={"Authorization": "Bearer canary"})
    assert caught.value.certificate
    assert not caught.value.reached
    assert not heard
    await way.close()
    tls.close()


def make_certificate(folder: Path, name: str) -> Path:
    """A certificate of its own authority for 127.0.0.1, with its key, as one PEM file."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path
