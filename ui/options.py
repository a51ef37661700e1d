"""What was asked for on the command line, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    profile: Path
    carrier: str
    ca_file: Path | None
    language: str
    link: str
    demo: bool
