"""Whether the machine kept time while sound was judged.

A voice that breaks up because two test runs share a processor says nothing about the program. So a take is
accompanied by a process that does nothing but wake every 10 ms; where that one was late too, the take is done
again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable
from types import TracebackType

import pytest

LATE = 0.012
"""Seconds. On a machine that is free a tick is 1 to 3 ms late; the phones do more than tick, and are held up
before it."""
TAKES = 4

METRONOME = """
import select, sys, time
worst, due = 0.0, time.monotonic()
print("ticking", flush=True)
while not select.select([sys.stdin], [], [], 0.01)[0]:
    now = time.monotonic()
    worst, due = max(worst, now - due - 0.01), now
print(worst)
"""


class Metronome:
    """Ticks beside whatever happens in its block; `worst` is how late a tick came, in seconds, afterwards."""

    worst = 0.0

    def __enter__(self) -> Metronome:
        self._process = subprocess.Popen(
            [sys.executable, "-c", METRONOME], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ticking\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told, _ = self._process.communicate("stop\n", timeout=30)
        self.worst = float(told)


async def judged_in_peace(take: Callable[[int], Awaitable[None]]) -> None:
    """Run `take(number)` until its judgement stands: it holds, or it does not and the machine kept time.

    Skips where the machine was held up in every take.
    """
    worst: list[float] = []
    for number in range(TAKES):
        metronome = Metronome()
        try:
            with metronome:
                await take(number)
        except AssertionError:
            if metronome.worst < LATE:
                raise
            worst.append(metronome.worst)
        else:
            return
    held_up = ", ".join(f"{1000 * each:.0f} ms" for each in worst)
    pytest.skip(f"the machine was held up in each take ({held_up}): nothing can be said of the sound")
