"""The phone as a process that is killed, beside a carrier that is, and what arrived of all that it sent."""

from __future__ import annotations

import json
import queue
import signal
import threading
import time
from pathlib import Path
from typing import Any

from tests.harness.carrier import ForkedCarrier
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
