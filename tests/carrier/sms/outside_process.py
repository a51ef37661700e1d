"""A program of the outside world in a process of its own: orders and what it sees are lines of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

Seen = dict[str, Any]


class OutsideProcess:
    def __init__(self, module: str, port: int = 0, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(port), *arguments],
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
