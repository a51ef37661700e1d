"""Sleep and another address are noticed; an hour of nothing is not."""

from __future__ import annotations

import socket

import pytest

from desktop.system.half_open import keepalive_options
from desktop.system.way_out import WayOut, clock_that_counts_sleep, own_addresses


class Computer:
    """Two clocks and an address that the test sets."""

    def __init__(self) -> None:
        self.awake = 100.0
        self.slept = 0.0
        self.addresses: tuple[str, ...] = ("198.51.100.7",)
        self.way_out = WayOut(
            awake=lambda: self.awake,
            asleep_too=lambda: self.awake + self.slept,
            addresses=lambda: self.addresses,
        )


def test_eight_hours_asleep_are_noticed_once() -> None:
    computer = Computer()
    computer.slept += 8 * 3600
    assert computer.way_out.changed()
    computer.awake += 2
    assert not computer.way_out.changed()


def test_a_clock_that_counts_sleep_itself_shows_it_by_the_gap() -> None:
    computer = Computer()
    computer.awake += 3600
    assert computer.way_out.changed()


def test_an_hour_of_nothing_is_nothing() -> None:
    computer = Computer()
    for _ in range(1800):
        computer.awake += 2
        computer.slept += 0.001
        assert not computer.way_out.changed()


@pytest.mark.parametrize("then", [(), ("203.0.113.9",), ("198.51.100.7", "2001:db8::7")])
def test_another_address_is_noticed_once(then: tuple[str, ...]) -> None:
    computer = Computer()
    computer.addresses = then
    assert computer.way_out.changed()
    assert not computer.way_out.changed()


def test_the_clocks_and_addresses_of_this_computer_can_be_read() -> None:
    assert clock_that_counts_sleep() <= clock_that_counts_sleep()
    assert own_addresses() == own_addresses()
    assert not WayOut().changed()


def test_this_system_takes_the_options_against_half_open_connections() -> None:
    with socket.socket() as plain:
        for option in keepalive_options():
            plain.setsockopt(*option)
        assert plain.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
