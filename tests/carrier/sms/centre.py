"""The SMS centre's process, and a carrier that is bound to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any

from carrier.messages.smpp.settings import SmppSettings

Seen = dict[str, Any]


class SmsCentre:
    def __init__(self, module: str = "tests.carrier.sms.smsc", port: int = 0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seen: list[Seen] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.port: int = self.wait("ready")["port"]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self.seen.append(json.loads(line))
                self._news.notify_all()

    def settings(self, **more: Any) -> SmppSettings:
        quick: dict[str, Any] = {
            "answer_seconds": 1.0,
            "first_reconnect_seconds": 0.05,
            "slowest_reconnect_seconds": 0.2,
            "throttled_seconds": 0.1,
            "asked_after": None,
        }
        return SmppSettings(
            host="127.0.0.1", port=self.port, system_id="fiveline", password="secret", **(quick | more)
        )

    def wait(self, event: str, count: int = 1, *, fits: Callable[[Seen], bool] = lambda _: True) -> Seen:
        """The `count`-th event of this kind that fits."""
        return self.all(event, count, fits=fits)[count - 1]

    def all(
        self, event: str, count: int, *, fits: Callable[[Seen], bool] = lambda _: True, within: float = 10.0
    ) -> list[Seen]:
        deadline = time.monotonic() + within
        with self._news:
            while len(found := [each for each in self.seen if each["event"] == event and fits(each)]) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"{len(found)} of {count} {event}: {self.seen[-5:]}"
                self._news.wait(left)
        return found

    def order(self, do: str, **more: Any) -> None:
        """Done when it returns."""
        before = sum(each["event"] == "obeyed" for each in self.seen)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()
        self.wait("obeyed", before + 1)

    def deliver(self, source: str, destination: str, body: bytes | str, **more: Any) -> None:
        octets = body.encode() if isinstance(body, str) else body
        self.order("deliver", source=source, destination=destination.lstrip("+"), body=octets.hex(), **more)

    def receipt(self, submit: Seen, fate: str = "DELIVRD", *, network_id: str = "", **more: Any) -> None:
        text = (
            f"id:{network_id or submit['id']} sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 "
            f"stat:{fate} err:000 text:hello"
        )
        self.deliver(submit["destination"], submit["source"], text, esm_class=0x04, **more)

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    def __enter__(self) -> SmsCentre:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


SOON = timedelta(seconds=0.2)
