"""How many registrations a second the edge takes.

`python -m tests.carrier.sip.measure`. SIPp is the client, over TCP; a registration is two requests
and two answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import cProfile
import sys
import tempfile
import time
from pathlib import Path

from carrier.sip.transaction import Timers
from tests.carrier.sip.certificates import make_certificate
from tests.carrier.sip.running import run_edge
from tests.carrier.sip.test_sipp import sipp

COUNT = 6_000
RATE = 1_200
"""A second. To what is above its strength the edge answers 503, which SIPp counts as a failure."""


async def main(*, profile: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with run_edge(make_certificate(folder), timers=Timers()) as running:
            profiler = cProfile.Profile()
            if profile:
                profiler.enable()
            began, burnt = time.monotonic(), time.process_time()
            with contextlib.suppress(AssertionError):  # some were refused: they are not counted
                await sipp(running, folder, "register", "tcp", COUNT, RATE)
            seconds, burnt = time.monotonic() - began, time.process_time() - burnt
            profiler.disable()
            if profile:
                profiler.print_stats("tottime")
            done = len(running.directory.last_seen)
            sys.stdout.write(
                f"{done} registrations in {seconds:.1f} s: {done / seconds:.0f} a second, "
                f"{1e6 * burnt / done:.0f} us of processor for each\n"
            )


if __name__ == "__main__":
    asyncio.run(main(profile="--profile" in sys.argv))
