"""A file as the body of one request: nobody fills the memory with it, hangs it up, or loses the answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import httpx
import pytest

from tests.carrier.conftest import StartCarrier
from tests.carrier.running import RunningCarrier, Signed, until, word

SIZE = 5_000_000


@pytest.fixture
def running(start_carrier: StartCarrier) -> RunningCarrier:
    return start_carrier(body_timeout=timedelta(milliseconds=100))


@pytest.fixture
def device(running: RunningCarrier) -> Signed:
    return running.sign_in(running.person())


@pytest.fixture
def path(device: Signed) -> str:
    return greeting_of(device)


def greeting_of(device: Signed) -> str:
    return f"/v1/numbers/{device.get('/v1/numbers')['numbers'][0]['id']}/greetings/own"


@contextmanager
def uploading(running: RunningCarrier, path: str, token: str) -> Iterator[socket.socket]:
    """A request whose body has begun and does not go on."""
    host, port = running.ready.http.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length: {SIZE}\r\n\r\n"
        connection.sendall(head.encode() + b"RIFF")
        yield connection


def answer_of(connection: socket.socket) -> bytes:
    answer = b""
    while chunk := connection.recv(4096):
        answer += chunk
    return answer


def test_one_that_stops_is_given_up(running: RunningCarrier, device: Signed, path: str) -> None:
    with uploading(running, path, device.headers["Authorization"]) as connection:
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"/problems/request-timeout" in answer
    assert b"connection: close" in answer.lower()


def test_a_stranger_is_not_waited_for_long(running: RunningCarrier, path: str) -> None:
    with uploading(running, path, "Bearer nonsense") as connection:
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"connection: close" in answer.lower()


def test_who_is_refused_while_sending_hears_so_and_goes_on(device: Signed, path: str) -> None:
    for _ in range(2):  # on the same connection
        refused = device.http.put(path, content=bytes(SIZE))
        assert (refused.status_code, word(refused)) == (401, "not-signed-in")
    assert device.get("/v1/me")


def put(device: Signed, path: str) -> httpx.Response:
    return device.http.put(path, content=b"RIFF", headers=device.headers)


def test_no_more_than_a_few_are_read_at_a_time_and_each_leaves_its_place(start_carrier: StartCarrier) -> None:
    running = start_carrier(body_timeout=timedelta(seconds=10))
    device = running.sign_in(running.person())
    path = greeting_of(device)
    with ExitStack() as ways:

        def one_more_finds_no_place() -> bool:
            ways.enter_context(uploading(running, path, device.headers["Authorization"]))
            return put(device, path).status_code == 429

        until(one_more_finds_no_place)
        assert device.get("/v1/me"), "whoever sends no file is served"
    until(lambda: put(device, path).status_code == 422)
