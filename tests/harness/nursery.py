"""Processes that begin with everything loaded: forked from one that imported it before.

A test that kills a program some hundred times would otherwise spend its time on imports.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any

_LOADED = ["carrier.__main__", "carrier.service", "desktop.bootstrap", "tests.services.headless"]


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context


class ForkedProcess:
    """A life of the module `name`'s `main(words)`, with standard streams and environment of its own.

    As `tests.harness.processes.Process`, as far as it goes.
    """

    def __init__(self, name: str, words: list[str], *, env: dict[str, str], log: Path) -> None:
        """`env` is added to the environment."""
        context = _context()
        its_input, ours = context.Pipe(duplex=False)
        its_output, its_writing = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=_live, args=(name, words, env, str(log), its_input, its_writing)
        )
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self._code: int | None = None
        its_input.close()
        its_writing.close()
        self.stdin: IO[bytes] = os.fdopen(os.dup(ours.fileno()), "wb")
        self.stdout: IO[bytes] = os.fdopen(os.dup(its_output.fileno()), "rb")
        ours.close()
        its_output.close()

    def is_alive(self) -> bool:
        return self._code is None and self._process.is_alive()

    def wait(self, within: float) -> int:
        """The exit code, negative for a signal. Fails where it still lives."""
        if self._code is None:
            self._process.join(within)
            assert self._process.exitcode is not None, f"{self.pid} lives after {within:g} s"
            self._code = self._process.exitcode
            self._process.close()  # or it holds a file for as long as somebody knows it
        return self._code

    def signal(self, number: signal.Signals) -> None:
        if self.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait(5)

    def end(self, within: float = 5.0) -> int:
        """Ask it to end, then make it. The exit code."""
        self.signal(signal.SIGTERM)
        if self._code is None:
            self._process.join(within)
        if self.is_alive():
            self.kill()
        return self.wait(5)

    def close(self) -> None:
        """The pipes to it, once nobody reads them."""
        for pipe in (self.stdin, self.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def _live(name: str, words: list[str], env: dict[str, str], log: str, coming: Any, going: Any) -> None:
    os.environ.update(env)
    errors = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number, there in enumerate((coming.fileno(), going.fileno(), errors)):
        os.dup2(there, number)
    coming.close()
    going.close()
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, closefd=False)  # noqa: SIM115 (the standard streams)
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    main: Callable[[list[str]], int | None] = importlib.import_module(name).main
    sys.exit(main(words))
