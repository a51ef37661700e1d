"""What `tests.benchmarks.pulse` writes: the beats of the window's loop that came late."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Beat:
    at: float
    """Second of the system's monotonic clock; the others are milliseconds."""
    late: float
    worked: float
    """The window's own work in that time."""
    waited: float
    """How long it could have run and another program had the processor, where the system tells (Linux)."""


def late_beats(file: Path, *, since: float) -> list[Beat]:
    beats = [Beat(*map(float, line.split())) for line in file.read_text(encoding="ascii").splitlines()]
    return [beat for beat in beats if beat.at >= since]
