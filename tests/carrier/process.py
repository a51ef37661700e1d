"""`fiveline-carrier serve` as a process of its own, over HTTPS, as anybody would start it."""

from __future__ import annotations

import io
import json
import os
import ssl
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from carrier.__main__ import main


class CarrierProcess:
    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        with (data.parent / "carrier.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "carrier", "serve", "--data", str(data), *arguments],
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | environment,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(timeout=20)
            self.process.stdout.close()
            raise RuntimeError((data.parent / "carrier.log").read_text())
        self.ready: dict[str, Any] = json.loads(line)
        self.http = httpx.Client(
            base_url=self.ready["http"], verify=self.tls(), trust_env=False, timeout=10.0
        )

    def tls(self) -> ssl.SSLContext:
        """As strict as Python 3.13 is by default."""
        context = ssl.create_default_context(cafile=self.ready["ca"])
        context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return context

    def end(self) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(timeout=20)
        self.http.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def __enter__(self) -> CarrierProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()


@dataclass(frozen=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


def admin(data: Path, *arguments: str, given: str = "") -> Ended:
    """`fiveline-carrier admin`, here and now: a process for each takes a second."""
    out, errors, stdin = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(given)
    try:
        with redirect_stdout(out), redirect_stderr(errors):
            code = main(["admin", "--data", str(data), *arguments])
    finally:
        sys.stdin = stdin
    return Ended(code, out.getvalue(), errors.getvalue())
