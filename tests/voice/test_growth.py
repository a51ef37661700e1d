"""A call that makes the engine hold too much is noticed."""

from __future__ import annotations

import os

from desktop.voice.growth import MOST, Growth, resident

MB = 1024 * 1024


class Memory:
    def __init__(self) -> None:
        self.held = 60 * MB

    def __call__(self) -> int:
        return self.held


def times_until_it_is_too_much(growth: Growth, memory: Memory, *, packets: int, grown: int) -> int | None:
    for number in range(10_000):
        memory.held += grown
        if growth.is_too_much(packets):
            return number + 1
    return None


def test_a_source_for_each_packet_is_too_much() -> None:
    memory = Memory()
    growth = Growth(memory)
    growth.is_too_much(0)
    for _ in range(2):
        assert times_until_it_is_too_much(growth, memory, packets=100, grown=27_000) == MOST // 23_000 + 1


def test_a_little_more_for_many_packets_is_not() -> None:
    memory = Memory()
    growth = Growth(memory)
    growth.is_too_much(0)
    assert times_until_it_is_too_much(growth, memory, packets=100, grown=3_000) is None


def test_what_grows_at_once_is_no_fault_of_the_packets() -> None:
    memory = Memory()
    growth = Growth(memory)
    growth.is_too_much(0)
    memory.held += 28 * MB
    assert not growth.is_too_much(100)
    assert times_until_it_is_too_much(growth, memory, packets=100, grown=0) is None


def test_memory_that_comes_and_goes_has_not_grown() -> None:
    memory = Memory()
    growth = Growth(memory)
    growth.is_too_much(0)
    for number in range(10_000):
        memory.held += MB if number % 2 else -MB
        assert not growth.is_too_much(100)


def test_the_next_call_begins_anew() -> None:
    memory = Memory()
    growth = Growth(memory)
    for _ in range(5):
        growth.forget()
        growth.is_too_much(0)
        memory.held += MOST - MB
        assert not growth.is_too_much(100_000)


def test_a_process_that_is_gone_holds_nothing() -> None:
    assert resident(os.getpid()) > 10 * MB
    assert resident(2**30) == 0
