"""A real carrier in a process of its own, with its demonstration data, on free ports."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import IO, Any

from tests.harness.nursery import ForkedProcess
from tests.harness.processes import Process

ROOT = Path(__file__).resolve().parents[2]


class Ended(AssertionError):
    """Before it was ready."""


class CarrierProcess:
    """`start`, `kill` (-9) and `start` again: the second time on the ports of the first."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "carrier.log"
        folder.mkdir(parents=True, exist_ok=True)
        self._process: Process | ForkedProcess | None = None
        self._ready: dict[str, Any] = {}
        self.crash_at = ""
        """The point at which the next one that is started ends itself, as by kill -9 (carrier/crash.py)."""

    def start(self, *, within: float = 30.0) -> CarrierProcess:
        ports = {"http": 0, "sip": 0, "tls": 0}
        if self._ready:
            sip = self._ready["sip"]
            ports = {"http": int(self.url.rpartition(":")[2]), "sip": sip["udp"], "tls": sip["tls"]}
        words = ["serve", "--data", str(self._data), "--demo"]
        words += ["--http-port", str(ports["http"]), "--sip-port", str(ports["sip"])]
        words += ["--sip-tls-port", str(ports["tls"])]
        with self._begin(words, {"PYTHONUNBUFFERED": "1", "FIVELINE_CRASH_AT": self.crash_at}) as told:
            self._ready = json.loads(self._first_line(told.fileno(), within))
        return self

    def _begin(self, words: list[str], env: dict[str, str]) -> IO[bytes]:
        """Start it, and return what it says."""
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as telling:
            self._process = Process(
                [sys.executable, "-m", "carrier", *words],
                env={**os.environ, **env},
                log=self._log,
                stdout=telling,
                cwd=ROOT,
            )
        return os.fdopen(reading, "rb", buffering=0)

    def _first_line(self, told: int, within: float) -> bytes:
        deadline = time.monotonic() + within
        line = b""
        while not line.endswith(b"\n"):
            if not select.select([told], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"the carrier is not ready after {within:g} s: {self.said()[-3000:]}")
            read = os.read(told, 65536)
            if not read:
                raise Ended(f"the carrier ended: {self.said()[-3000:]}")
            line += read
        return line

    @property
    def data(self) -> Path:
        return self._data

    @property
    def url(self) -> str:
        return str(self._ready["http"]).rstrip("/")

    @property
    def ca(self) -> Path:
        return Path(self._ready["ca"])

    @property
    def sip(self) -> dict[str, int]:
        return dict(self._ready["sip"])

    @property
    def accounts(self) -> list[dict[str, Any]]:
        return list(self._ready["accounts"])

    def account(self, plan: str, *, numbers: int | None = None) -> dict[str, Any]:
        """A demonstration account by plan and, where it matters, how many numbers it has."""
        return next(
            account
            for account in self.accounts
            if account["plan"] == plan and numbers in (None, len(account["numbers"]))
        )

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.end()

    def freeze(self, stopped: bool) -> None:
        """No answer at all, as a network that swallows everything; and back."""
        assert self._process is not None
        self._process.signal(signal.SIGSTOP if stopped else signal.SIGCONT)

    def close(self) -> None:
        if self._process is not None:
            self._process.end()

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()


class ForkedCarrier(CarrierProcess):
    """One that begins in a tenth of the time, for tests that end it often."""

    def _begin(self, words: list[str], env: dict[str, str]) -> IO[bytes]:
        process = self._process = ForkedProcess("carrier.__main__", words, env=env, log=self._log)
        process.stdin.close()
        return process.stdout
