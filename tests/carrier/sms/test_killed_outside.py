"""Kill -9 while a text is between carrier and network: never taken twice, never failed if it arrived."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.carrier.process import CarrierProcess
from tests.carrier.running import Signed, until
from tests.carrier.sms.centre import SmsCentre
from tests.carrier.sms.outside_process import OutsideProcess, Seen
from tests.carrier.sms.provider import SECRET
from tests.carrier.test_killed import Seeded, seeded, send

__all__ = ["seeded"]

THEIRS = "+33612345678"
NEWS = str(0x204)


@pytest.fixture
def centre() -> Iterator[SmsCentre]:
    with SmsCentre() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, seeded: Seeded) -> Path:
    (tmp_path / "secret").write_text("secret\n")
    return Path(shutil.copytree(seeded.data, tmp_path / "data"))


def outside(centre: SmsCentre, place: Path, **more: str) -> dict[str, str]:
    return {
        "FIVELINE_SMS": f"smpp://fiveline@127.0.0.1:{centre.port}",
        "FIVELINE_SMS_SECRET_FILE": str(place.parent / "secret"),
        **more,
    }


def a_text(seeded: Seeded) -> dict[str, str]:
    return {"id": str(uuid4()), "number_id": seeded.number_id, "to": THEIRS, "text": f"once {uuid4()}"}


@pytest.mark.parametrize("point", ["sms.handed", "sms.answered"])
def test_a_text_is_handed_over_once_though_the_carrier_is_killed(
    place: Path, seeded: Seeded, centre: SmsCentre, point: str
) -> None:
    """Before it is sent, or after the centre has taken it: the carrier can't tell one from the other."""
    body, later = a_text(seeded), a_text(seeded)
    with CarrierProcess(place, **outside(centre, place, FIVELINE_CRASH_AT=point)) as carrier:
        assert send(Signed(carrier.http, seeded.alex), body)
        assert carrier.wait() == -signal.SIGKILL
    with CarrierProcess(place, **outside(centre, place)) as carrier:
        device = Signed(carrier.http, seeded.alex)
        assert send(device, body)  # as a desktop does that saw no answer
        assert send(device, later)
        submits = centre.all("submit", 1 if point == "sms.handed" else 2)
        texts = [bytes.fromhex(seen["body"]).decode() for seen in submits]
        assert texts == ([later["text"]] if point == "sms.handed" else [body["text"], later["text"]])
        assert status(device, body) == "sent"
        for seen in submits:
            centre.receipt(seen, tags={NEWS: seen["tags"][NEWS]})
        until(lambda: status(device, later) == "delivered")
        assert status(device, body) == ("sent" if point == "sms.handed" else "delivered")
        assert carrier.end() == 0


def test_what_comes_in_is_stored_before_it_is_acknowledged(
    place: Path, seeded: Seeded, centre: SmsCentre
) -> None:
    with CarrierProcess(place, **outside(centre, place, FIVELINE_CRASH_AT="sms.stored")) as carrier:
        mine = Signed(carrier.http, seeded.alex).get("/v1/numbers")["numbers"][0]["e164"]
        centre.wait("bound")
        centre.deliver(THEIRS[1:], mine, "once")
        assert carrier.wait() == -signal.SIGKILL
    with CarrierProcess(place, **outside(centre, place)) as carrier:
        device = Signed(carrier.http, seeded.alex)
        centre.wait("bound", 2)
        centre.deliver(THEIRS[1:], mine, "once")  # it saw no answer
        centre.deliver(THEIRS[1:], mine, "and more")
        until(lambda: len(from_them(device)) == 2)
        assert [message["text"] for message in from_them(device)] == ["and more", "once"]
        assert [seen["status"] for seen in centre.all("acknowledged", 2)] == [0, 0]
        carrier.end()


def test_a_provider_is_asked_again_under_the_same_key(tmp_path: Path, place: Path, seeded: Seeded) -> None:
    """Killed when the provider had taken it and before that was written down."""
    (tmp_path / "secret").write_bytes(SECRET)
    with OutsideProcess("tests.carrier.sms.provider") as provider:
        said = {
            "FIVELINE_SMS": f"http://127.0.0.1:{provider.port}?answer=1",
            "FIVELINE_SMS_SECRET_FILE": str(tmp_path / "secret"),
        }
        body = a_text(seeded)
        with CarrierProcess(place, **said, FIVELINE_CRASH_AT="sms.answered") as carrier:
            assert send(Signed(carrier.http, seeded.alex), body)
            assert carrier.wait() == -signal.SIGKILL
        with CarrierProcess(place, **said) as carrier:
            asked = provider.all("request", 2)
            assert [each["new"] for each in asked] == [True, False]
            assert status(Signed(carrier.http, seeded.alex), body) == "sent"
            until(lambda: waiting(place) == 0)
            carrier.end()


def status(device: Signed, body: dict[str, str]) -> str:
    found: str = device.get(f"/v1/messages/{body['id']}")["status"]
    return found


def from_them(device: Signed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = device.get("/v1/messages", peer=THEIRS)["messages"]
    return found


def taken_by(centre: SmsCentre) -> list[Seen]:
    return [s for s in centre.seen if s["event"] == "submit" and s["what"] in ("ok", "drop", "silent")]


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_killed_at_any_time_nothing_is_handed_over_twice(
    place: Path, seeded: Seeded, centre: SmsCentre
) -> None:
    """A centre that drops, throttles and keeps silent, early receipts, a carrier that is killed 40 times."""
    dice = random.Random(40)
    bodies: list[dict[str, str]] = []

    def receipt(seen: Seen) -> None:
        centre.receipt(seen, tags={NEWS: seen["tags"][NEWS]})

    for _ in range(40):
        centre.order(
            "plan", answers=dice.choices(["ok", "drop", "88", "silent", "20"], [6, 1, 1, 1, 1], k=12)
        )
        with CarrierProcess(place, **outside(centre, place)) as carrier:
            device = Signed(carrier.http, seeded.alex)
            killer = threading.Timer(dice.uniform(0.1, 1.5), carrier.process.kill)
            killer.start()
            while carrier.process.poll() is None:
                bodies.append(a_text(seeded) | {"to": f"+3361234{dice.randrange(20):04d}"})
                while carrier.process.poll() is None and not send(device, bodies[-1]):
                    pass
                if taken := taken_by(centre)[-5:]:
                    receipt(dice.choice(taken))
            killer.join()
    with CarrierProcess(place, **outside(centre, place)) as carrier:
        device = Signed(carrier.http, seeded.alex)
        assert all(send(device, body) for body in bodies)
        until(lambda: {status(device, body) for body in bodies} <= {"delivered", "sent"}, within=120)
        until(lambda: waiting(place) == 0, within=120)
        taken = taken_by(centre)
        assert max(Counter(seen["body"] for seen in taken).values()) == 1, "handed over twice"
        for seen in taken:
            receipt(seen)
        by_text = {body["text"].encode().hex(): body for body in bodies}
        arrived = [by_text[seen["body"]] for seen in taken]
        until(lambda: all(status(device, body) == "delivered" for body in arrived), within=120)
        sys.stdout.write(f"{len(bodies)} written, {len(arrived)} taken by the centre\n")
        carrier.end()


def waiting(place: Path) -> int:
    with closing(sqlite3.connect(place / "carrier.sqlite3")) as database:
        (count,) = database.execute("SELECT count(*) FROM outgoing_parts WHERE state = 'waiting'").fetchone()
        return int(count)
