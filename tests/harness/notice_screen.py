"""The notices that a desktop shows, and a hand that presses their buttons."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.harness.session import Session
from tests.harness.waiting import until

_ROOT = Path(__file__).parents[2]


class NoticeScreen:
    """A server of notices in a process of its own, on the session's bus."""

    def __init__(self, session: Session) -> None:
        self.shown: list[dict[str, Any]] = []
        self.now: dict[int, dict[str, Any]] = {}
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.notice_server"],
            cwd=_ROOT,
            env=session.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(10), "the server of notices did not start"

    def wait_for(self, title: str, button: str = "", *, within: float = 8.0) -> dict[str, Any]:
        """A notice with this title that stands there now, and has this button (by its label)."""

        def found() -> dict[str, Any] | None:
            return next(
                (
                    each
                    for each in self.now.values()
                    if title in each["title"] and (not button or button in each["buttons"].values())
                ),
                None,
            )

        return until(found, what=f"a notice with {title!r} and {button!r}", within=within)

    def press(self, notice: dict[str, Any], label: str) -> None:
        word = next(word for word, each in notice["buttons"].items() if each == label)
        assert self._process.stdin is not None
        self.now.pop(notice["number"], None)
        self._process.stdin.write(f"press {notice['number']} {word}\n")
        self._process.stdin.flush()

    def reply(self, notice: dict[str, Any], text: str) -> None:
        """Written in the notice's own field."""
        assert self._process.stdin is not None
        self.now.pop(notice["number"], None)
        self._process.stdin.write(f"reply {notice['number']} {text}\n")
        self._process.stdin.flush()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(5)
        self._reader.join(5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            for what, value in json.loads(line).items():
                match what:
                    case "ready":
                        self._ready.set()
                    case "shown":
                        self.shown.append(value)
                        self.now[value["number"]] = value
                    case "gone":
                        self.now.pop(value, None)
