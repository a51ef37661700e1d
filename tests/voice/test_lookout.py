"""Another process looks for devices: it stays while somebody wants to know, and may die."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from desktop.voice import lookout
from desktop.voice.lookout import Lookout
from tests.sound import wait_for


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lookout]:
    monkeypatch.setattr(lookout, "SHORTEST_INTERVAL", 0.05)
    monkeypatch.setattr(lookout, "LONGEST_INTERVAL", 0.1)
    monkeypatch.setattr(lookout, "_FIRST_LOOK_AFTER", 0.0)
    made = Lookout()
    yield made
    made.stop()


def look(looking: Lookout) -> frozenset[str]:
    found: list[frozenset[str]] = []

    def is_told() -> bool:
        names = looking.names()
        if names is not None:
            found.append(names)
        return bool(found)

    wait_for(is_told, "the devices are told")
    return found[0]


def reader(looking: Lookout) -> int:
    assert looking._reader is not None
    return looking._reader.pid


def test_one_process_looks_again_and_again(looking: Lookout) -> None:
    first = look(looking)
    pid = reader(looking)
    assert [look(looking) for _ in range(3)] == [first] * 3
    assert reader(looking) == pid


def test_another_one_looks_where_it_died(looking: Lookout) -> None:
    first = look(looking)
    pid = reader(looking)
    os.kill(pid, signal.SIGKILL)
    assert look(looking) == first
    assert reader(looking) != pid


def test_one_that_hangs_is_given_up(looking: Lookout, monkeypatch: pytest.MonkeyPatch) -> None:
    first = look(looking)
    pid = reader(looking)
    monkeypatch.setattr(lookout, "_PATIENCE", 0.3)
    os.kill(pid, signal.SIGSTOP)
    assert look(looking) == first
    assert reader(looking) != pid


def test_it_goes_when_nobody_wants_to_know(looking: Lookout, monkeypatch: pytest.MonkeyPatch) -> None:
    look(looking)
    pid = reader(looking)
    looking.rest()
    assert reader(looking) == pid
    monkeypatch.setattr(lookout, "_KEPT_FOR", -1.0)
    looking.rest()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
