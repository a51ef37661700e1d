"""Outages of five kinds, made and mended, and how soon a phone knew of either."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from desktop.voice.wire import NetworkChanged, RegistrationState
from tests.voice.exchange import TestCarrier
from tests.voice.networks.conftest import AtHome

KINDS = ("cable", "address", "router", "carrier", "sleep")
SEEN_WITHIN = 5.0
BACK_WITHIN = 3.0


@dataclass
class Tally:
    """What was measured, in seconds."""

    seen: list[float] = field(default_factory=list)
    """From the outage to "unreachable", where it lasted long enough to be owed."""
    back: list[float] = field(default_factory=list)
    """From the way being open to "registered"."""

    def said(self) -> str:
        return f"seen {_spread(self.seen)}; back {_spread(self.back)}"


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)] if values else 0.0


def _spread(values: list[float]) -> str:
    if not values:
        return "never owed"
    half = sorted(values)[len(values) // 2]
    return f"p50 {half:.2f} p95 {p95(values):.2f} worst {max(values):.2f} of {len(values)}"


async def outage(kind: str, seconds: float, at: AtHome, carrier: TestCarrier, tally: Tally) -> None:
    """One, and the way back."""
    cut, mend = _ways(kind, at, carrier)
    before, began = len(at.phone.told), time.monotonic()
    await cut()
    opened = time.monotonic()
    if mend is not None:
        await asyncio.sleep(seconds)  # how long the outage lasts
        down = _first(at, "unreachable", before)
        if seconds >= SEEN_WITHIN:
            assert down is not None, f"{kind} of {seconds:.1f} s was never seen"
            tally.seen.append(down - began)
        before = len(at.phone.told)
        opened = time.monotonic()
        await mend()
    await at.phone.until(
        lambda: _first(at, "registered", before) is not None, f"registered after {kind}", 40.0
    )
    back = _first(at, "registered", before)
    assert back is not None
    tally.back.append(max(0.0, back - opened))


def _first(at: AtHome, state: str, after: int) -> float | None:
    for event, when in zip(at.phone.told[after:], at.phone.told_at[after:], strict=True):
        if isinstance(event, RegistrationState) and event.state == state:
            return when
    return None


Do = Callable[[], Awaitable[None]]


def _ways(kind: str, at: AtHome, carrier: TestCarrier) -> tuple[Do, Do | None]:
    """How it is cut, and how it is mended."""
    place, phone = at.place, at.phone

    async def move() -> None:
        host = int(place.address.rpartition(".")[2]) % 200 + 3
        await asyncio.to_thread(place.move, place.address_of(host))

    async def wake() -> None:
        """The program notices that it slept (`desktop.system.way_out`), and says so."""
        await asyncio.to_thread(place.deliver)
        phone.send(NetworkChanged())

    match kind:
        case "cable":
            return _done(place.pull), _done(place.plug)
        case "address":
            return move, None
        case "router":
            return _done(place.swallow), _done(place.deliver)
        case "carrier":
            return _done(carrier.go_away), _done(carrier.open)
        case "sleep":
            return _done(place.swallow), wake
    raise AssertionError(kind)


def _done(work: Callable[[], None]) -> Do:
    async def do() -> None:
        await asyncio.to_thread(work)

    return do
