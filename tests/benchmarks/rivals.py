"""Fiveline's engine beside baresip and Linphone, in one run.

Two phones of one make call each other over the same edge, with the same sound card. Each cancels echo or
not as it does by itself.

python -m tests.benchmarks.rivals [calls]    (1000 for the promised growth of memory: half an hour)

Each is told to call by the quickest way that it has: a pipe, its JSON port, its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import psutil

from desktop.voice.pace import MOST, WITHIN
from desktop.voice.wire import Answer, HangUp, ProcessSound, UseRinging
from tests.benchmarks.figures import Figure, machine, median_of, table
from tests.sound import (
    RATE,
    Ear,
    Headset,
    Samples,
    SoundCard,
    judge,
    listening,
    make_voice,
    read_wave,
    wait_for,
)
from tests.voice.baresip import Baresip
from tests.voice.exchange import TestCarrier
from tests.voice.linphone import Linphone
from tests.voice.phone import Phone

WORDS = "The quick brown fox jumps over the lazy dog near the river bank."
_LOUD = 300.0
SETTLED = 6.0
"""Seconds after which a process has thrown away what it makes no use of."""


class Maker(Protocol):
    """One phone of some make, as the bench needs it. `mark` is how much it has told so far."""

    @property
    def pid(self) -> int: ...

    async def start(self) -> None: ...

    def mark(self) -> int: ...

    def call(self, number: str) -> None: ...

    async def rings(self, after: int) -> None: ...

    def answer(self) -> None: ...

    async def talks(self, after: int) -> None: ...

    def hang_up(self) -> None: ...

    async def ended(self, after: int) -> None: ...

    async def stop(self) -> None: ...


class Ours:
    def __init__(self, carrier: TestCarrier, name: str, headset: Headset) -> None:
        self._carrier = carrier
        self._phone = Phone(name, carrier.people.numbers[name], headset.environment)
        self._call = ""

    @property
    def pid(self) -> int:
        return self._phone.pid

    async def start(self) -> None:
        # As the program asks for it, but that nothing rings into what is measured.
        self._phone.send(ProcessSound(echo=True, noise=True))
        self._phone.send(UseRinging(silent=True))
        await self._phone.start(self._carrier.registration(self._phone.name))

    def mark(self) -> int:
        return len(self._phone.told)

    def call(self, number: str) -> None:
        self._call = self._phone.dial(number)

    async def rings(self, after: int) -> None:
        self._call = (await self._phone.rings(after=after)).call_id

    def answer(self) -> None:
        self._phone.send(Answer(self._call))

    async def talks(self, after: int) -> None:
        await self._phone.confirmed(self._call)

    def hang_up(self) -> None:
        self._phone.send(HangUp(self._call))

    async def ended(self, after: int) -> None:
        await self._phone.ended(self._call)

    async def stop(self) -> None:
        await self._phone.stop()


class Barefoot:
    def __init__(self, carrier: TestCarrier, name: str, headset: Headset, folder: Path) -> None:
        self._phone = Baresip(folder, name, tcp_port=carrier.tcp_port, codec="G722", headset=headset)

    @property
    def pid(self) -> int:
        return self._phone.pid

    async def start(self) -> None:
        await self._phone.start()

    def mark(self) -> int:
        return len(self._phone.events)

    def call(self, number: str) -> None:
        self._phone.do("dial", f"sip:{number}@localhost")

    async def rings(self, after: int) -> None:
        await self._phone.hears("CALL_INCOMING", after=after)

    def answer(self) -> None:
        self._phone.do("accept")

    async def talks(self, after: int) -> None:
        await self._phone.hears("CALL_ESTABLISHED", after=after)

    def hang_up(self) -> None:
        self._phone.do("hangup")

    async def ended(self, after: int) -> None:
        await self._phone.hears("CALL_CLOSED", after=after)

    async def stop(self) -> None:
        await self._phone.stop()


class Lined:
    def __init__(self, carrier: TestCarrier, name: str, headset: Headset, folder: Path) -> None:
        self._phone = Linphone(
            folder, name, tcp_port=carrier.tcp_port, codec="G722", headset=headset, echo_cancelling=True
        )

    @property
    def pid(self) -> int:
        return self._phone.pid

    async def start(self) -> None:
        await self._phone.start()

    def mark(self) -> int:
        return len(self._phone.said)

    def call(self, number: str) -> None:
        self._phone.do(f"call sip:{number}@localhost")

    async def rings(self, after: int) -> None:
        await self._phone.hears("ncoming call", after=after)

    def answer(self) -> None:
        self._phone.do("answer")

    async def talks(self, after: int) -> None:
        await self._phone.hears("connected", after=after)

    def hang_up(self) -> None:
        self._phone.do("terminate")

    async def ended(self, after: int) -> None:
        await self._phone.hears("ended", after=after)

    async def stop(self) -> None:
        await self._phone.stop()


@dataclass(slots=True)
class Seen:
    """What was measured of one make."""

    to_invite: list[float] = field(default_factory=list)
    """Milliseconds from the word to call to the INVITE at the carrier."""
    to_ringing: list[float] = field(default_factory=list)
    """The same to the other phone's telling that it rings."""
    first_sound: list[float] = field(default_factory=list)
    """From the word to answer to the caller's voice at the called one's loudspeaker."""
    mouth_to_ear: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    """Per cent of a core for the caller's whole process, and those that it starts."""
    grown: float = 0.0
    """MB that either process holds more after so many answered calls than after the first few."""


class Bench:
    def __init__(self, folder: Path, carrier: TestCarrier, alices: Headset, bobs: Headset) -> None:
        self._carrier = carrier
        self._alices, self._bobs = alices, bobs
        self._voice = make_voice(folder / "voice.wav", WORDS)
        self._siren = _siren(folder / "siren.wav")
        self.seen = Seen()

    async def run(
        self, caller: Maker, called: Maker, names: tuple[str, str], *, calls: int, voices: int
    ) -> Seen:
        await caller.start()
        await called.start()
        try:
            for name in names:
                await asyncio.to_thread(wait_for, lambda: self._carrier.is_registered(name), "registered")  # noqa: B023
            number = self._carrier.people.numbers[names[1]]
            with listening((self._bobs, "speaker"), (self._alices, "mic")) as (ear, mouth):
                await self._set_up(caller, called, number, count=10)
                self.seen = Seen()
                await self._set_up(caller, called, number, count=calls)
                await self._grow(caller, called, number, count=calls)
                for _ in range(voices):
                    await self._first_sound(caller, called, number, ear)
                    await self._talk(caller, called, number, ear, mouth)
        finally:
            await caller.stop()
            await called.stop()
        return self.seen

    async def _set_up(self, caller: Maker, called: Maker, number: str, *, count: int) -> None:
        """Rung, and given up before an answer."""
        for _ in range(count):
            mine, theirs, asked = caller.mark(), called.mark(), len(self._carrier.people.asked_at)
            began = time.monotonic()
            caller.call(number)
            await called.rings(theirs)
            rang = time.monotonic()
            self.seen.to_invite.append((self._carrier.people.asked_at[asked] - began) * 1000)
            self.seen.to_ringing.append((rang - began) * 1000)
            await self._end(caller, called, mine, theirs)
            await asyncio.sleep(WITHIN / MOST)

    async def _grow(self, caller: Maker, called: Maker, number: str, *, count: int) -> None:
        """Answered: what a talk makes (streams, codecs, sound devices) is made and dropped in each."""
        processes = [psutil.Process(each.pid) for each in (caller, called)]
        held: list[list[int]] = []
        for times in (10, count):
            for _ in range(times):
                mine, theirs, _ = await self._begin(caller, called, number)
                await self._end(caller, called, mine, theirs)
                await asyncio.sleep(WITHIN / MOST)
            await asyncio.sleep(SETTLED)
            held.append([process.memory_info().rss for process in processes])
        self.seen.grown = max(after - before for before, after in zip(*held, strict=True)) / 1e6

    async def _begin(self, caller: Maker, called: Maker, number: str) -> tuple[int, int, float]:
        mine, theirs = caller.mark(), called.mark()
        caller.call(number)
        await called.rings(theirs)
        answered = time.monotonic()
        called.answer()
        await caller.talks(mine)
        await called.talks(theirs)
        return mine, theirs, answered

    async def _end(self, caller: Maker, called: Maker, mine: int, theirs: int) -> None:
        caller.hang_up()
        await caller.ended(mine)
        await called.ended(theirs)

    async def _first_sound(self, caller: Maker, called: Maker, number: str, ear: Ear) -> None:
        with self._alices.saying(self._siren):
            mine, theirs, answered = await self._begin(caller, called, number)
            await asyncio.sleep(1.5)
            await self._end(caller, called, mine, theirs)
        heard = ear.recorded()[max(0, int((answered - ear.origin) * RATE)) :]
        if (second := _first_sound(heard)) is not None:
            self.seen.first_sound.append(second * 1000)
        await asyncio.to_thread(wait_for, lambda: ear.level(last=0.3) < -60, "silence")

    async def _talk(self, caller: Maker, called: Maker, number: str, ear: Ear, mouth: Ear) -> None:
        mine, theirs, _ = await self._begin(caller, called, number)
        since = ear.samples_heard, mouth.samples_heard
        before, began = _worked(caller.pid), time.monotonic()
        await asyncio.to_thread(self._alices.say, self._voice)
        await asyncio.sleep(1.0)
        self.seen.share.append((_worked(caller.pid) - before) / (time.monotonic() - began) * 100)
        said = read_wave(self._voice)
        spoken = judge(said, mouth.recorded()[since[1] :])
        found = judge(said, ear.recorded()[since[0] :])
        start = mouth.origin + since[1] / RATE + spoken.second
        self.seen.mouth_to_ear.append((ear.origin + since[0] / RATE + found.second - start) * 1000)
        await self._end(caller, called, mine, theirs)


def _worked(pid: int) -> float:
    """Seconds of processor that it and the processes it started have used."""
    process = psutil.Process(pid)
    seconds = 0.0
    for each in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            used = each.cpu_times()
            seconds += used.user + used.system + used.children_user + used.children_system
    return seconds


def _siren(path: Path) -> Path:
    """Sound without a pause that no noise reduction takes for noise: up and down, ten times a second."""
    at = np.arange(30 * RATE) / RATE
    phase = 2 * np.pi * np.cumsum(1_000 + 600 * np.sin(2 * np.pi * 10 * at)) / RATE
    samples = (9_000 * np.sin(phase)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def _first_sound(samples: Samples) -> float | None:
    """The second at which it begins, to 5 ms; None where all is silent."""
    step = RATE // 200
    count = len(samples) // step
    loudness = np.sqrt((samples[: count * step].reshape(count, step) ** 2).mean(axis=1))
    there = np.flatnonzero((loudness[:-1] > _LOUD) & (loudness[1:] > _LOUD))  # two in a row: not a click
    return float(there[0]) * step / RATE if len(there) else None


def rival_figures(*, calls: int = 60, voices: int = 3) -> list[Figure]:
    """About a minute for each make."""
    found: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pulse").mkdir()
        card = SoundCard(folder / "pulse")
        carrier = TestCarrier(folder / "carrier")
        headsets = card.headset("alice"), card.headset("bob")
        makes: dict[str, Callable[[str, Headset], Maker]] = {
            "Fiveline": lambda name, headset: Ours(carrier, name, headset),
            "baresip": lambda name, headset: Barefoot(carrier, name, headset, folder / name),
            "Linphone": lambda name, headset: Lined(carrier, name, headset, folder / name),
        }
        try:
            for place, (make, made) in enumerate(makes.items()):
                names = f"{make.lower()}-a", f"{make.lower()}-b"
                for end, each in enumerate(names):
                    carrier.add(each, f"+3397000{place}00{end}")
                caller, called = (made(each, headset) for each, headset in zip(names, headsets, strict=True))
                bench = Bench(folder, carrier, *headsets)
                found[make] = asyncio.run(bench.run(caller, called, names, calls=calls, voices=voices))
        finally:
            carrier.close()
            card.close()
    return [figure for row in _ROWS for figure in _row(row, found)] + [
        Figure(
            f"memory grown in {calls} answered calls, {make}",
            seen.grown,
            "MB",
            bound=2 if make == "Fiveline" else None,
        )
        for make, seen in found.items()
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    values: Callable[[Seen], list[float]]
    unit: str
    within_baresip: float | None = None


_ROWS = (
    _Row("Call to INVITE", lambda seen: seen.to_invite, "ms"),
    _Row("Call to ringing", lambda seen: seen.to_ringing, "ms", 1.5),
    _Row("answer to first sound", lambda seen: seen.first_sound, "ms"),
    _Row("mouth to ear", lambda seen: seen.mouth_to_ear, "ms", 1.5),
    _Row("processor in a call", lambda seen: seen.share, "%"),
)


def _row(row: _Row, found: dict[str, Seen]) -> list[Figure]:
    figures = [median_of(f"{row.name}, {make}", row.values(seen), row.unit) for make, seen in found.items()]
    ours, bare, lin = (
        statistics.median(row.values(found[make])) for make in ("Fiveline", "baresip", "Linphone")
    )
    figures.append(Figure(f"{row.name}: Fiveline / baresip", ours / bare, "", row.within_baresip))
    figures.append(Figure(f"{row.name}: Fiveline / Linphone", ours / lin, "", 1.0))
    return figures


if __name__ == "__main__":
    print(machine())
    print(table(rival_figures(calls=int(sys.argv[1]) if len(sys.argv) > 1 else 60)))
