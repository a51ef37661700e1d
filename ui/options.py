"""What was asked for on the command line, read and checked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    profile: Path
    carrier: str
    ca_file: Path | None
    language: str
    link: str
    demo: bool

    @property
    def command(self) -> tuple[str, ...]:
        """What starts this program again as it runs now; empty for the demonstration, which is gone with its
        window."""
        if self.demo:
            return ()
        program = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "ui.app")
        trusted = ("--ca", str(self.ca_file.resolve())) if self.ca_file is not None else ()
        return (*program, "--profile", str(self.profile), "--carrier", self.carrier, *trusted)
