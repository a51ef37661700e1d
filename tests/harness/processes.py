"""Processes that the harness starts, each in a group of its own, so that exactly they are ended."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import IO


class Process:
    """A process with its log. `end` ends it and what it started in its group, and nothing else."""

    def __init__(
        self,
        words: list[str],
        *,
        env: dict[str, str],
        log: Path,
        stdin: bytes | None = None,
        stdout: int | IO[bytes] | None = None,
        pass_fds: tuple[int, ...] = (),
        cwd: Path | None = None,
    ) -> None:
        self.name = Path(words[0]).name
        self.log = log
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                words,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
                stdout=sink if stdout is None else stdout,
                stderr=sink,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        if stdin is not None:
            assert self._process.stdin is not None
            self._process.stdin.write(stdin)
            self._process.stdin.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait(self, within: float) -> int:
        return self._process.wait(within)

    def signal(self, number: signal.Signals) -> None:
        if self.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9 of this one process; what it started is left to notice."""
        self.signal(signal.SIGKILL)
        self._process.wait(5)

    def end(self, within: float = 3.0) -> int:
        """Ask it to end, then make it and what is left of its group. The exit code."""
        self.signal(signal.SIGTERM)
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        code = self._process.wait(5)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code


def children_of(pid: int) -> list[tuple[int, str]]:
    """Pid and command line of the processes that `pid` started, those that these started too."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name in brackets may hold spaces and brackets: read on after the last one.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[tuple[int, str]] = []
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            try:
                line = (
                    Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
            except OSError:
                continue
            found.append((child, line.strip()))
            waiting.append(child)
    return found
