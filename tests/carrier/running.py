"""A real carrier in a thread with its own loop, and people who talk to it over real HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from carrier.account.opening import give_number, open_account
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.service import Carrier, Ready
from carrier.sessions.passwords import Passwords
from carrier.settings import Settings

PASSWORD = "Secret123"
QUICK: dict[str, Any] = {
    "insecure_http": True,
    "cheap_passwords": True,
    "reply_delay": timedelta(milliseconds=20),
    "answering_processes": 0,
}
"""Settings with which a test need not wait."""
ANSWERING = QUICK | {"answering_processes": 1}
"""And voicemail answers."""
T = TypeVar("T")
_HASH = Passwords(cheap=True).hash(PASSWORD)


def until(fact: Callable[[], T | None], *, within: float = 10.0) -> T:
    """The first truthy answer; fails with the last one when there is none in time."""
    deadline = time.monotonic() + within
    while True:
        answer = fact()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {within} s"
        time.sleep(0.01)


def word(response: httpx.Response) -> str:
    """The problem's word; fails unless the answer is a problem in every respect."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["title"]
    kind: str = problem["type"]
    assert kind.startswith("/problems/")
    return kind.rpartition("/")[2]


@dataclass
class Signed:
    """A device that is signed in."""

    http: httpx.Client
    answer: dict[str, Any]

    @property
    def device_id(self) -> str:
        device_id: str = self.answer["device_id"]
        return device_id

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.answer['access_token']}"}

    def get(self, path: str, **params: Any) -> Any:
        response = self.http.get(path, headers=self.headers, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.http.request(method, path, json=body, headers=self.headers | headers)

    def send(self, number_id: str, to: str, text: str, **more: Any) -> httpx.Response:
        body = {"id": str(uuid4()), "number_id": number_id, "to": to, "text": text} | more
        return self.ask("POST", "/v1/messages", body)

    @contextmanager
    def events(self, after: int | str | None = None) -> Iterator[Iterator[Event]]:
        headers = self.headers | ({} if after is None else {"Last-Event-ID": str(after)})
        with self.http.stream("GET", "/v1/events", headers=headers, timeout=20.0) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield read_events(response)


@dataclass(frozen=True)
class Event:
    id: int | None
    type: str
    data: dict[str, Any]


def read_events(response: httpx.Response) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            number = fields.get("id")
            yield Event(int(number) if number else None, fields["event"], json.loads(fields["data"]))
            fields = {}


@dataclass
class Person:
    """An account with its numbers."""

    email: str
    account_id: str
    numbers: list[str]
    number_ids: list[str] = field(default_factory=list)


class RunningCarrier:
    """Started in `__init__`; `stop` ends it. Use `restarted` to go on with the same data."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.carrier = Carrier(settings)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="carrier")
        self._thread.start()
        try:
            self.ready: Ready = self.run(self.carrier.start())
        except BaseException:
            self._end_loop()
            raise
        self._clients: list[httpx.Client] = []
        self._numbers = itertools.count(1)
        self.http = self.client()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    def client(self) -> httpx.Client:
        client = httpx.Client(
            base_url=self.ready.http,
            trust_env=False,
            timeout=30.0,
            limits=httpx.Limits(max_connections=300),
        )
        self._clients.append(client)
        return client

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        for client in self._clients:
            client.close()
        self.run(self.carrier.stop())
        self._end_loop()

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def person(self, *, numbers: int | list[str] = 1, plan: str = "premium") -> Person:
        """A new account with a new e-mail and numbers that nobody else has."""
        wanted = [self.number() for _ in range(numbers)] if isinstance(numbers, int) else numbers
        email = f"{uuid4().hex}@example.org"
        with self.carrier.database.write() as session:
            account = open_account(
                session,
                email=email,
                name="Somebody",
                password_hash=_HASH,
                plan=schemas.Plan(plan),
                now=utc_now(),
            )
            given = [
                give_number(session, account.id, e164=e164, name="Mine", now=utc_now()) for e164 in wanted
            ]
        return Person(email, account.id, wanted, [number.id for number in given])

    def number(self) -> str:
        return f"+3319901{next(self._numbers):04d}"

    def try_to_sign_in(
        self, email: str, password: str = PASSWORD, *, name: str = "Laptop", **headers: str
    ) -> httpx.Response:
        body = {"email": email, "password": password, "device": {"name": name, "platform": "linux"}}
        return self.http.post("/v1/sessions", json=body, headers=headers)

    def sign_in(self, person: Person, *, name: str = "Laptop") -> Signed:
        response = self.try_to_sign_in(person.email, name=name)
        assert response.status_code == 201, response.text
        return Signed(self.http, response.json())
