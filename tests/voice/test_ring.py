"""A bounded ring between two clocks: it never grows, never blocks, and what piled up is shed."""

from __future__ import annotations

import pytest

from desktop.voice import ring as ring_module
from desktop.voice.ring import Ring

BLOCK = b"\x01\x02" * 160  # 10 ms at 16 kHz


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(ring_module, "time", clock)
    return clock


def test_what_is_written_is_read(clock: Clock) -> None:
    ring = Ring(16_000, target=0.0)
    ring.write(BLOCK)
    assert ring.read(len(BLOCK)) == BLOCK


def test_reading_starts_when_a_little_is_held_and_gives_silence_before(clock: Clock) -> None:
    ring = Ring(16_000, target=0.01)
    ring.write(BLOCK)
    assert ring.read(len(BLOCK)) == bytes(len(BLOCK))
    ring.write(BLOCK)
    assert ring.read(len(BLOCK)) == BLOCK


def test_it_never_holds_more_than_its_capacity(clock: Clock) -> None:
    ring = Ring(16_000, target=0.01, capacity=0.1)
    for _ in range(1_000):
        ring.write(BLOCK)
    assert ring.depth <= 0.1
    assert ring.shed_seconds == pytest.approx(9.9)


def test_a_first_burst_does_not_stay_as_delay(clock: Clock) -> None:
    ring = Ring(16_000, target=0.01)
    for _ in range(20):
        ring.write(BLOCK)
    for _ in range(1_000):
        clock.now += 0.01
        ring.write(BLOCK)
        ring.read(len(BLOCK))
    assert ring.depth <= 0.02
    assert ring.underruns == 0


def test_each_gap_makes_it_hold_a_little_more_and_calm_less_again(clock: Clock) -> None:
    ring = Ring(16_000, target=0.01)

    def steady(seconds: float) -> None:
        for _ in range(int(seconds * 100)):
            clock.now += 0.01
            ring.write(BLOCK)
            ring.read(len(BLOCK))

    steady(0.1)
    ring.read(10 * len(BLOCK))
    assert ring.underruns == 1
    steady(3.0)
    held = ring.depth
    steady(30.0)
    assert ring.depth < held


def test_an_empty_ring_gives_exactly_what_was_asked_for(clock: Clock) -> None:
    ring = Ring(8_000, target=0.0)
    ring.write(b"\x01\x02")
    assert ring.read(6) == bytes(6)
    ring.write(b"\x03\x04\x05\x06")
    assert len(ring.read(6)) == 6
