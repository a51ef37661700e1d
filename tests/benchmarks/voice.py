"""Figures of the voice engine: how soon a call leaves and rings, how late a voice comes, and what it costs.

python -m tests.benchmarks.voice
"""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from desktop.voice.pace import MOST, WITHIN
from desktop.voice.wire import Incoming, Processing, ProcessSound, RegistrationState
from tests.benchmarks.figures import Figure, machine, median_of, p95_of, table
from tests.sound import Ear, Headset, SoundCard, judge, listening, make_voice, read_wave
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone, talk

ALICE, BOB = "+33970000001", "+33970000002"
WORDS = "The quick brown fox jumps over the lazy dog near the river bank."


def voice_figures(*, calls: int = 40, voices: int = 3, seconds: float = 6.0) -> list[Figure]:
    """Places calls over a real edge, with a private PulseAudio. Takes about a minute."""
    with tempfile.TemporaryDirectory() as folder:
        card = SoundCard(_made(Path(folder) / "pulse"))
        carrier = TestCarrier(Path(folder) / "carrier")
        carrier.add("alice", ALICE)
        carrier.add("bob", BOB)
        try:
            bench = _Bench(Path(folder), carrier, card.headset("alice"), card.headset("bob"))
            return asyncio.run(bench.run(calls=calls, voices=voices, seconds=seconds))
        finally:
            carrier.close()
            card.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@dataclass
class _Talks:
    """Of several calls: milliseconds from mouth to ear, per cent of a core, megabytes."""

    ways: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)

    def more_than(self, other: _Talks) -> list[float]:
        return [mine - theirs for mine, theirs in zip(self.ways, other.ways, strict=True)]

    @property
    def share(self) -> float:
        return statistics.median(self.shares)


class _Bench:
    def __init__(self, folder: Path, carrier: TestCarrier, alices: Headset, bobs: Headset) -> None:
        self._carrier = carrier
        self._alices, self._bobs = alices, bobs
        self._voice = make_voice(folder / "voice.wav", WORDS)
        self._alice = Phone("alice", ALICE, alices.environment)
        self._bob = Phone("bob", BOB, bobs.environment)

    async def run(self, *, calls: int, voices: int, seconds: float) -> list[Figure]:
        places = ((self._bobs, "speaker"), (self._alices, "mic"))
        with listening(*places) as (ear, mouth):
            await self._alice.start(self._carrier.registration("alice"))
            await self._bob.start(self._carrier.registration("bob"))
            try:
                idle = _pss(self._alice.pid)
                left, rang = await self._calls(calls)
                plain, treated = _Talks(), _Talks()
                for _ in range(voices):  # in turn: what else the machine does is then in both
                    await self._treat(False)
                    await self._talk(ear, mouth, seconds, plain)
                    await self._treat(True)
                    await self._talk(ear, mouth, seconds, treated)
                back = [await self._return_of_the_carrier() for _ in range(10)]
                risen = [await self._return_of_the_engine() for _ in range(3)]
            finally:
                await self._alice.stop()
                await self._bob.stop()
        return [
            p95_of("Call to INVITE at the carrier", left, "ms", bound=100),
            p95_of("INVITE at the carrier to ringing in the program", rang, "ms", bound=150),
            median_of("mouth to ear, G.722", plain.ways, "ms", bound=150),
            median_of("mouth to ear, echo and noise treated", treated.ways, "ms", bound=150),
            median_of("what the treatment adds to that", treated.more_than(plain), "ms"),
            median_of("engine in a call, of one core", plain.shares, "%", bound=15),
            median_of("engine, echo and noise treated", treated.shares, "%", bound=15),
            Figure("the treatment's share of that", treated.share / plain.share, "times"),
            p95_of("carrier back to registered", back, "s", bound=3),
            p95_of("engine killed to registered", risen, "s", bound=2),
            Figure("engine idle, PSS", idle, "MB"),
            median_of("engine in a call, PSS", plain.held, "MB", bound=45),
            median_of("engine in a call, treated, PSS", treated.held, "MB"),
        ]

    async def _treat(self, on: bool) -> None:
        before = len(self._alice.told)
        self._alice.send(ProcessSound(echo=on, noise=on))
        if on:
            await self._alice.hears(Processing, lambda event: event.echo, after=before)

    async def _talk(self, ear: Ear, mouth: Ear, seconds: float, talks: _Talks) -> None:
        said = read_wave(self._voice)
        mine, _ = await talk(self._alice, self._bob)
        since = ear.samples_heard, mouth.samples_heard
        talks.shares.append(await self._share(seconds))
        spoken = judge(said, mouth.recorded()[since[1] :])
        found = judge(said, ear.recorded()[since[0] :])
        start = mouth.origin + since[1] / 16_000 + spoken.second
        talks.ways.append((ear.origin + since[0] / 16_000 + found.second - start) * 1000)
        talks.held.append(_pss(self._alice.pid))
        await self._alice.hang_up(mine)

    async def _calls(self, count: int) -> tuple[list[float], list[float]]:
        left, rang = [], []
        for _ in range(count):
            before, asked = len(self._bob.told), len(self._carrier.people.asked_at)
            dialled = asyncio.get_running_loop().time()
            mine = self._alice.dial(BOB)
            incoming = await self._bob.rings(after=before)
            await self._alice.hears_ringing(mine)
            await self._alice.hang_up(mine)
            await self._bob.ended(incoming.call_id)
            at_carrier = self._carrier.people.asked_at[asked]
            place = next(i for i, e in enumerate(self._bob.told) if i >= before and isinstance(e, Incoming))
            left.append((at_carrier - dialled) * 1000)
            rang.append((self._bob.told_at[place] - at_carrier) * 1000)
            await asyncio.sleep(WITHIN / MOST)  # a person is slower, too
        return left, rang

    async def _registered(self, after: int) -> None:
        await self._alice.hears(RegistrationState, lambda event: event.state == "registered", after=after)

    async def _return_of_the_carrier(self) -> float:
        before = len(self._alice.told)
        await asyncio.to_thread(self._carrier.go_away)
        await self._alice.hears(RegistrationState, lambda event: event.state == "unreachable", after=before)
        await asyncio.to_thread(self._carrier.open)
        began = time.monotonic()
        await self._registered(before)
        return time.monotonic() - began

    async def _return_of_the_engine(self) -> float:
        before, began = len(self._alice.told), time.monotonic()
        os.kill(self._alice.pid, signal.SIGKILL)
        await self._registered(before)
        return time.monotonic() - began

    async def _share(self, seconds: float) -> float:
        """Per cent of a core while one side talks."""
        process = psutil.Process(self._alice.pid)
        before = process.cpu_times()
        with self._alices.saying(self._voice):
            await asyncio.sleep(seconds)
        after = process.cpu_times()
        worked: float = after.user + after.system - before.user - before.system
        return worked / seconds * 100


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no PSS")


if __name__ == "__main__":
    print(machine())
    print(table(voice_figures()))
