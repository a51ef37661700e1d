"""The desktop as a person starts it: a real process, with its log, its voice engine and its window."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

from tests.harness.accessibility import AccessibilityBus
from tests.harness.carrier import ROOT, CarrierProcess
from tests.harness.controls import Program
from tests.harness.keyboard import Keyboard
from tests.harness.processes import Process, children_of
from tests.harness.session import Session
from tests.harness.waiting import until

COMPLAINT = re.compile(r"Traceback|\bERROR\b|\bCRITICAL\b|QObject::|QPainter::|never awaited|Fatal Python")


class Desktop:
    """A profile, its own home folder and headset, and the process that is started on them again and again."""

    def __init__(
        self,
        session: Session,
        bus: AccessibilityBus,
        folder: Path,
        *,
        name: str = "desk",
        carrier: CarrierProcess | None = None,
        lang: str = "en",
    ) -> None:
        self.name = name
        self.folder = folder
        self.profile = folder / "profile"
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.log = folder / "desktop.log"
        self.expected: list[str] = []
        """Parts of complaints in the log that this story provokes."""
        self._session = session
        self._bus = bus
        assert session.sound is not None
        self.headset = session.sound.headset(f"{name}_{os.urandom(3).hex()}")
        self.program = [sys.executable, "-m", "ui.app"]
        self._words = ["--profile", str(self.profile), "--lang", lang]
        if carrier is not None:
            self._words += ["--carrier", carrier.url, "--ca", str(carrier.ca)]
        self._process: Process | None = None
        self._window: Program | None = None

    def start(self, *words: str) -> Program:
        assert self._process is None or not self._process.is_alive(), "it runs already"
        self._process = self._run(*words)
        self._window = Program(self._bus, Keyboard(self._session), self._process.pid)
        return self._window

    def open_link(self, link: str) -> None:
        """As a web browser does: the program is started once more, with the link, and ends at once."""
        second = self._run(link)
        try:
            assert second.wait(15) == 0, self.said()[-2000:]
        finally:
            second.end()

    def open_with_the_system(self, link: str) -> None:
        """By whatever the person's desktop opens such a link with. What the opener starts outlives it."""
        opener = self._start(["gio", "open", link])
        assert opener.wait(15) == 0, self.said()[-2000:]

    def _run(self, *words: str) -> Process:
        return self._start([*self.program, *self._words, *words])

    def _start(self, command: list[str]) -> Process:
        return Process(
            command,
            # Later words win: the sound server's own folders are not those of the desktop.
            env={
                **self.headset.environment,
                **self._session.env,
                "HOME": str(self.home),
                "PYTHONUNBUFFERED": "1",
                "PYTHONFAULTHANDLER": "1",
            },
            log=self.log,
            cwd=ROOT,
        )

    @property
    def window(self) -> Program:
        assert self._window is not None, "it was not started"
        return self._window

    @property
    def pid(self) -> int:
        assert self._process is not None, "it was not started"
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def engine_pid(self, *, other_than: int | None = None, within: float = 10.0) -> int:
        """The voice engine's process, once there is one."""

        def look() -> int | None:
            return next(
                (pid for pid, line in children_of(self.pid) if "desktop.voice" in line and pid != other_than),
                None,
            )

        return until(look, what="the voice engine runs", within=within)

    def kill_engine(self) -> int:
        pid = self.engine_pid()
        os.kill(pid, signal.SIGKILL)
        return pid

    def activate(self) -> None:
        self.window.keyboard.activate(self.pid)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def logs(self) -> str:
        """What it said on its standard error and in its log files."""
        files = sorted(self.profile.rglob("*.log*")) if self.profile.exists() else []
        return "\n".join(
            [self.said(), *(file.read_text(encoding="utf-8", errors="replace") for file in files)]
        )

    def kill(self) -> None:
        """kill -9, as a power cut."""
        assert self._process is not None
        self._process.kill()
        self._process.end()

    def kill_only_it(self) -> None:
        """kill -9, with what it started left to notice by itself."""
        assert self._process is not None
        self._process.kill()

    def quit(self, *, within: float = 8.0) -> int:
        """Ask it to end, as the end of a desktop session does. The exit code."""
        assert self._process is not None
        return self._process.end(within)

    def close(self) -> None:
        """End it, and fail the story where the program complained."""
        if self.is_alive:
            self.quit()
        self.headset.unplug()
        complaints = [
            line
            for line in self.logs().splitlines()
            if COMPLAINT.search(line) and not any(part in line for part in self.expected)
        ]
        assert not complaints, f"the desktop complained: {complaints[:10]}\n{self.logs()[-3000:]}"
