"""MSG-6: kill -9 of desktop and carrier at the named points between intent, request, commit and answer.

What was kept arrives exactly once; what was not, at most once. Counted at the recipient.
"""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.harness.carrier import ROOT, CarrierProcess
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until


class Headless:
    """The phone's process, with what it said."""

    def __init__(self, words: list[str], *, crash_at: str = "", log: Path) -> None:
        env = {k: v for k, v in os.environ.items() if k != "FIVELINE_CRASH_AT"}
        if crash_at:
            env["FIVELINE_CRASH_AT"] = crash_at
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.services.headless", *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                cwd=ROOT,
                env=env,
            )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept: list[str] = []
        self.waiting = 0
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(json.loads(line))

    def listen(self) -> list[str]:
        words = []
        while not self._said.empty():
            said = self._said.get()
            words.append(str(said["is"]))
            if said["is"] == "kept":
                self.kept.append(said["text"])
            if said["is"] == "waiting":
                self.waiting = said["count"]
        return words

    def send(self, *texts: str) -> None:
        assert self._process.stdin is not None
        try:
            for text in texts:
                self._process.stdin.write(text.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it died on the way

    def is_up(self) -> None:
        until(lambda: "up" in self.listen(), what="the phone is up", within=30)

    def is_idle(self) -> None:
        def idle() -> bool:
            self.listen()
            return self.waiting == 0

        until(idle, what="nothing waits", within=60)

    def dies(self) -> None:
        assert self._process.wait(30) == -signal.SIGKILL
        self.end()

    def kill(self) -> None:
        self._process.kill()
        self.end()

    def quit(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(20) == 0
        self.end()

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(10)
        self._reader.join(10)
        self.listen()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                pass


class Place:
    """A carrier's process, the sender's profile, and the recipient."""

    def __init__(self, folder: Path) -> None:
        self.carrier = CarrierProcess(folder / "carrier").start()
        self._folder = folder
        sender, recipient = (a for a in self.carrier.accounts if a["plan"] == "premium")
        self.words = [
            *("--profile", str(folder / "profile"), "--ca", str(self.carrier.ca)),
            *("--keyring", str(folder / "keyring.json"), "--carrier", self.carrier.url),
            *("--email", sender["email"], "--password", sender["password"]),
            *("--number", sender["numbers"][0], "--to", recipient["numbers"][0]),
        ]
        self._recipient = recipient
        self._phones: list[Headless] = []

    def phone(self, *, crash_at: str = "") -> Headless:
        phone = Headless(self.words, crash_at=crash_at, log=self._folder / "phone.log")
        self._phones.append(phone)
        return phone

    def arrived(self, mark: str) -> Counter[str]:
        """How often each text with `mark` in it stands at the recipient, deliveries settled."""
        with OtherDevice(self.carrier, self._recipient, "recipient") as other:

            def count() -> Counter[str]:
                counted: Counter[str] = Counter()
                before: dict[str, int] = {}
                while True:
                    page = other.ask("/v1/messages", limit=200, **before)
                    counted.update(m["text"] for m in page["messages"] if mark in m["text"])
                    if page["next"] is None:
                        return counted
                    before = {"before": page["next"]}

            last = count()
            settled = time.monotonic()
            deadline = settled + 20
            while time.monotonic() < min(settled + 0.5, deadline):
                time.sleep(0.05)
                now = count()
                if now != last:
                    last, settled = now, time.monotonic()
            other.sign_out(other.id)
            return last

    def restart_carrier(self, *, crash_at: str = "") -> None:
        if crash_at:
            os.environ["FIVELINE_CRASH_AT"] = crash_at
        try:
            self.carrier.start()
        finally:
            os.environ.pop("FIVELINE_CRASH_AT", None)

    def close(self) -> None:
        for phone in self._phones:
            phone.end()
        self.carrier.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("place"))
    first = made.phone()
    first.is_up()
    first.quit()
    yield made
    made.close()


def texts(count: int) -> tuple[str, list[str]]:
    mark = uuid4().hex[:8]
    return mark, [f"{mark} {n}" for n in range(count)]


@pytest.mark.parametrize(
    "point", ["intent.committed", "request.begun", "answer.received", "answer.committed"]
)
def test_a_desktop_killed_at_any_point_sends_once(place: Place, point: str) -> None:
    mark, wanted = texts(3)
    phone = place.phone(crash_at=point)
    phone.is_up()
    phone.send(*wanted)
    phone.dies()
    again = place.phone()
    again.is_up()
    again.is_idle()
    again.quit()
    arrived = place.arrived(mark)
    assert arrived[wanted[0]] == 1
    assert all(arrived[text] == 1 for text in phone.kept)
    assert set(arrived.values()) <= {1}


@pytest.mark.parametrize(
    "point", ["message.received", "message.committed", "delivery.begun", "delivery.committed"]
)
def test_a_carrier_killed_at_any_point_delivers_once(place: Place, point: str) -> None:
    mark, wanted = texts(3)
    place.carrier.close()
    place.restart_carrier(crash_at=point)
    phone = place.phone()
    phone.is_up()
    phone.send(*wanted)
    until(lambda: not _is_alive(place.carrier), what=f"the carrier died at {point}", within=30)
    place.carrier.close()
    place.restart_carrier()
    until(lambda: phone.listen() is not None and len(phone.kept) == 3, what="all kept", within=30)
    phone.is_idle()
    phone.quit()
    assert place.arrived(mark) == Counter(dict.fromkeys(wanted, 1))


def _is_alive(carrier: CarrierProcess) -> bool:
    assert carrier._process is not None
    return carrier._process.is_alive()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_two_hundred_messages_survive_killing_both_at_random(place: Place) -> None:
    chance = random.Random(7)
    mark, wanted = texts(200)
    kept: list[str] = []
    phone = place.phone()
    phone.is_up()
    position = 0
    while position < len(wanted):
        some = wanted[position : position + chance.randint(1, 12)]
        position += len(some)
        phone.send(*some)
        time.sleep(chance.random() * 0.3)
        if chance.random() < 0.5:
            phone.kill()
            kept += phone.kept
            phone = place.phone()
        if chance.random() < 0.3:
            place.carrier.kill()
            place.carrier.start()
    phone.is_up()
    phone.is_idle()
    phone.quit()
    kept += phone.kept
    arrived = place.arrived(mark)
    assert all(arrived[text] == 1 for text in kept)
    assert set(arrived.values()) == {1}
