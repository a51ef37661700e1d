"""The demonstration: a carrier of one's own on this computer, started as a process beside the window."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

READY_WITHIN = 60.0
"""Seconds; the first start makes a database, certificates and a few hundred messages."""
STOPPED_WITHIN = 2.0
LONGEST_LINE = 1024 * 1024
HERE = Path(__file__).resolve().parent.parent


class DemoFailed(Exception):
    """The carrier did not come up. The text is for the *Details* fold."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as."""

    email: str
    password: str


class DemoCarrier:
    """`python -m carrier serve --demo`, with its data in the profile for the next start."""

    def __init__(self, profile: Path) -> None:
        self._folder = profile / "carrier"
        self._ports_file = profile / "demo-ports.json"
        self._process: asyncio.subprocess.Process | None = None
        self._log: asyncio.Task[None] | None = None
        self.url = ""
        self.ca_file = Path()
        self.accounts: tuple[DemoAccount, ...] = ()

    async def start(self) -> None:
        """Raises `DemoFailed`. The same ports as the last time, where they are free: a kept session is
        a session with one address."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ports = self._kept_ports()
        try:
            line = await self._serve(ports)
        except DemoFailed:
            if not any(ports.values()):
                raise
            log.info("the demonstration's ports are taken: others are used")
            line = await self._serve({})
        self.url = str(line["http"])
        self.ca_file = Path(str(line["ca"]))
        self.accounts = tuple(DemoAccount(a["email"], a["password"]) for a in line.get("accounts", ()))
        self._keep_ports(line)

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(STOPPED_WITHIN):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._log is not None:
            await asyncio.gather(self._log, return_exceptions=True)

    async def _serve(self, ports: dict[str, int]) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "carrier",
            "serve",
            "--demo",
            "--while-stdin",
            "--data",
            str(self._folder),
            "--http-port",
            str(ports.get("http", 0)),
            "--sip-port",
            str(ports.get("sip", 0)),
            "--sip-tls-port",
            str(ports.get("sip_tls", 0)),
            # Kept open: the carrier ends with this program, even where it is killed.
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            cwd=HERE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        said: list[str] = []
        self._log = asyncio.create_task(_write_down(process.stderr, said), name="carrier's log")
        try:
            async with asyncio.timeout(READY_WITHIN):
                line = await process.stdout.readline()
            ready: dict[str, Any] = json.loads(line)
        except (TimeoutError, ValueError) as error:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await self._log
            raise DemoFailed("\n".join(said[-5:]) or type(error).__name__) from error
        self._process = process
        return ready

    def _kept_ports(self) -> dict[str, int]:
        try:
            kept = json.loads(self._ports_file.read_text(encoding="utf-8"))
            return {key: int(kept[key]) for key in ("http", "sip", "sip_tls") if 0 < int(kept[key]) < 65536}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _keep_ports(self, line: dict[str, Any]) -> None:
        sip = line.get("sip", {})
        ports = {
            "http": int(self.url.rsplit(":", 1)[1].rstrip("/")),
            "sip": sip.get("tcp", 0),
            "sip_tls": sip.get("tls", 0),
        }
        try:
            self._ports_file.write_text(json.dumps(ports), encoding="utf-8")
        except OSError as error:
            log.info("the demonstration's ports can't be kept: %s", error.strerror)


async def _write_down(stream: asyncio.StreamReader, said: list[str]) -> None:
    while True:
        try:
            line = await stream.readline()
        except ValueError:
            continue  # a line beyond the limit
        if not line:
            return
        text = line.decode("utf-8", "replace").rstrip()
        said.append(text)
        del said[:-20]
        log.info("carrier: %s", text)
