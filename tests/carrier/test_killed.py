"""Kill -9 at the named points between request, commit, answer and delivery: none lost, none twice (MSG-6)."""

from __future__ import annotations

import random
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from carrier.network.people import ROBIN
from tests.carrier.process import CarrierProcess
from tests.carrier.running import Signed, until
from tests.carrier.test_serve import sign_in

POINTS = ["message.received", "message.committed", "delivery.begun", "delivery.committed"]


@dataclass(frozen=True)
class Seeded:
    """The demonstration with two of its people signed in, to be copied for each test."""

    data: Path
    alex: dict[str, Any]
    marie: dict[str, Any]
    number_id: str
    to: str


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    data = tmp_path_factory.mktemp("seeded") / "data"
    with CarrierProcess(data, "--demo") as carrier:
        alex, marie = sign_in(carrier, 0).answer, sign_in(carrier, 1).answer
        number_id = Signed(carrier.http, alex).get("/v1/numbers")["numbers"][0]["id"]
        to = carrier.ready["accounts"][1]["numbers"][0]
        carrier.end()
    return Seeded(data, alex, marie, number_id, to)


def send(device: Signed, body: dict[str, str]) -> bool:
    """Whether an answer came."""
    try:
        return device.ask("POST", "/v1/messages", body).status_code in (200, 201)
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("point", POINTS)
def test_a_message_arrives_once_though_the_carrier_is_killed(
    tmp_path: Path, seeded: Seeded, point: str
) -> None:
    data = shutil.copytree(seeded.data, tmp_path / "data")
    text = f"once, {uuid4()}"
    body = {"id": str(uuid4()), "number_id": seeded.number_id, "to": seeded.to, "text": text}
    with CarrierProcess(data, FIVELINE_CRASH_AT=point) as carrier:
        answered = send(Signed(carrier.http, seeded.alex), body)
        assert carrier.wait() == -signal.SIGKILL
    assert answered or point in POINTS[:3]
    with CarrierProcess(data) as carrier:
        writer, reader = Signed(carrier.http, seeded.alex), Signed(carrier.http, seeded.marie)
        found = writer.ask("GET", f"/v1/messages/{body['id']}")
        assert found.status_code == (404 if point == "message.received" else 200)
        assert send(writer, body)  # what the desktop does with a send that nobody answered
        until(lambda: writer.get(f"/v1/messages/{body['id']}")["status"] == "delivered")
        messages = reader.get("/v1/messages", limit=200)["messages"]
        assert [message["text"] for message in messages].count(text) == 1
        carrier.end()


@pytest.mark.parametrize("point", ["delivery.begun", "delivery.committed"])
def test_robin_answers_once_though_the_carrier_is_killed(tmp_path: Path, seeded: Seeded, point: str) -> None:
    data = shutil.copytree(seeded.data, tmp_path / "data")
    body = {"id": str(uuid4()), "number_id": seeded.number_id, "to": ROBIN, "text": "hello"}
    with CarrierProcess(data, FIVELINE_CRASH_AT=point) as carrier:
        send(Signed(carrier.http, seeded.alex), body)
        assert carrier.wait() == -signal.SIGKILL
    with CarrierProcess(data) as carrier:
        device = Signed(carrier.http, seeded.alex)
        until(lambda: device.get(f"/v1/messages/{body['id']}")["status"] == "delivered")
        newest = until(
            lambda: (
                (m := device.get("/v1/messages", peer=ROBIN, limit=2)["messages"])[0]["direction"]
                == "incoming"
                and m
            )
        )
        assert newest[1]["id"] == body["id"]
        carrier.end()


def kill_at_random(data: Path, seeded: Seeded, *, rounds: int) -> None:
    """A writer that never gives up, a carrier that is killed again and again; then the recipient counts."""
    dice = random.Random(rounds)
    texts: list[str] = []
    body: dict[str, str] = {}
    for _ in range(rounds):
        with CarrierProcess(data) as carrier:
            device = Signed(carrier.http, seeded.alex)
            killer = threading.Timer(dice.uniform(0.05, 0.8), carrier.process.kill)
            killer.start()
            while carrier.process.poll() is None:
                if not body:
                    texts.append(f"{len(texts)} {uuid4()}")
                    body = {
                        "id": str(uuid4()),
                        "number_id": seeded.number_id,
                        "to": seeded.to,
                        "text": texts[-1],
                    }
                if send(device, body):
                    body = {}
            killer.join()
    with CarrierProcess(data) as carrier:
        if body:
            assert send(Signed(carrier.http, seeded.alex), body)
        marie = Signed(carrier.http, seeded.marie)
        arrived: list[str] = []

        def all_arrived() -> bool:
            arrived[:] = [message["text"] for message in everything(marie)]
            return set(texts) <= set(arrived)

        until(all_arrived, within=60)
        counts = Counter(arrived)
        assert {text: counts[text] for text in texts} == dict.fromkeys(texts, 1)
        carrier.end()


def everything(device: Signed) -> Iterator[dict[str, Any]]:
    before: dict[str, int] = {}
    while True:
        page = device.get("/v1/messages", limit=200, **before)
        yield from page["messages"]
        if page["next"] is None:
            return
        before = {"before": page["next"]}


# A handshake that the kill cuts off leaves its socket to httpcore's garbage.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_killed_at_any_time_none_is_lost_and_none_comes_twice(tmp_path: Path, seeded: Seeded) -> None:
    kill_at_random(shutil.copytree(seeded.data, tmp_path / "data"), seeded, rounds=3)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_killed_at_any_time_in_the_long_run(tmp_path: Path, seeded: Seeded) -> None:
    kill_at_random(shutil.copytree(seeded.data, tmp_path / "data"), seeded, rounds=60)
