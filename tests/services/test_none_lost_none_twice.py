"""MSG-6: kill -9 of desktop and carrier at the named points between intent, request, commit and answer.

What was kept arrives exactly once; what was not, at most once. Counted at the recipient.
"""

from __future__ import annotations

import json
import queue
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.harness.carrier import Ended, ForkedCarrier
from tests.harness.nursery import ForkedProcess
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until


class Headless:
    """The phone's process, with what it said."""

    def __init__(self, words: list[str], *, crash_at: str = "", log: Path) -> None:
        self._process = ForkedProcess(
            "tests.services.headless", words, env={"FIVELINE_CRASH_AT": crash_at}, log=log
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept: list[str] = []
        self.waiting = 0
        self.listed: list[tuple[int, int]] = []
        self.failed = False
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            if line.endswith(b"\n"):  # it may have died within a line
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
            if said["is"] == "listed":
                self.listed.append((said["done"], said["total"]))
            self.failed |= said["is"] == "failed"
        return words

    def send(self, *texts: str) -> None:
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
        self._process.stdin.close()
        assert self._process.wait(20) == 0
        self.end()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        self._process.end()
        self._reader.join(10)
        self._process.close()
        self.listen()


class Place:
    """A carrier's process, the sender's profile, and the recipient."""

    def __init__(self, folder: Path) -> None:
        self.carrier = ForkedCarrier(folder / "carrier").start()
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

    def arrived(self, mark: str) -> list[str]:
        """Each text with `mark` in it that stands at the recipient, in order, deliveries settled."""
        with OtherDevice(self.carrier, self._recipient, "recipient") as other:

            def look() -> list[str]:
                found: list[tuple[int, str]] = []
                before: dict[str, int] = {}
                while True:
                    page = other.ask("/v1/messages", limit=200, **before)
                    found += [(m["sequence"], m["text"]) for m in page["messages"] if mark in m["text"]]
                    if page["next"] is None:
                        return [text for _, text in sorted(found)]
                    before = {"before": page["next"]}

            last = look()
            settled = time.monotonic()
            deadline = settled + 20
            while time.monotonic() < min(settled + 0.5, deadline):
                time.sleep(0.05)
                now = look()
                if now != last:
                    last, settled = now, time.monotonic()
            other.sign_out(other.id)
            return last

    def restart_carrier(self, *, crash_at: str = "") -> None:
        self.carrier.crash_at = crash_at
        self.carrier.start()

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


DESKTOP = ("intent.committed", "request.begun", "answer.received", "answer.committed")
CARRIER = ("message.received", "message.committed", "delivery.begun", "delivery.committed")


def kill_at_each_point(place: Place, *, times: int) -> None:
    """Let desktop and carrier die at each of their points in turn while texts are sent, and count."""
    mark = uuid4().hex[:8]
    chance = random.Random(times)
    written: list[str] = []
    kept: list[str] = []
    failed = False

    def write(phone: Headless) -> None:
        some = [f"{mark} {n}" for n in range(len(written), len(written) + chance.randint(1, 3))]
        written.extend(some)
        phone.send(*some)

    def over(phone: Headless) -> None:
        nonlocal failed
        phone.end()
        kept.extend(phone.kept)
        failed |= phone.failed

    for _ in range(times):
        for point in DESKTOP:
            phone = place.phone(crash_at=point)
            write(phone)
            phone.dies()
            over(phone)
        phone = place.phone()
        for point in CARRIER:
            place.carrier.kill()
            with suppress(Ended):  # at what it found to be done
                place.restart_carrier(crash_at=point)
            write(phone)
            until(lambda: not place.carrier.is_alive, what=f"the carrier died at {point}", within=30)
        place.carrier.kill()
        place.restart_carrier()
        phone.is_idle()
        over(phone)
    phone = place.phone()
    phone.is_up()
    phone.is_idle()
    over(phone)
    arrived = place.arrived(mark)
    assert [text for text in kept if text not in arrived] == [], "lost"
    assert len(arrived) == len(set(arrived)), "doubled"
    counters = [int(text.split()[1]) for text in arrived]
    assert counters == sorted(counters)
    assert not failed


def test_none_is_lost_or_doubled_in_eighty_kills_of_each(place: Place) -> None:
    kill_at_each_point(place, times=20)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_none_is_lost_or_doubled_in_eight_hundred_kills_of_each(place: Place) -> None:
    kill_at_each_point(place, times=200)


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
    arrived = Counter(place.arrived(mark))
    assert all(arrived[text] == 1 for text in kept)
    assert set(arrived.values()) == {1}
