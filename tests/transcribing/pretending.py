"""A way to a recogniser that only pretends: the same pipe, the same process, no model."""

from __future__ import annotations

import sys

from desktop.transcribing.door import Transcriber


def pretending(how: str, *, within: float = 20.0) -> Transcriber:
    command = [sys.executable, "-m", "tests.transcribing.pretender", how]
    return Transcriber(command=lambda: command, within=within)
