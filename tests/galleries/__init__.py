"""Every screen and state by itself, with made-up data and no account: one file an area, one entry a state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

Build = Callable[[], QWidget]


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    build: Build
    size: tuple[int, int]


ENTRIES: dict[str, Entry] = {}


def entry(name: str, *, size: tuple[int, int] = (420, 560)) -> Callable[[Build], Build]:
    """Show what the function returns as `python -m tests.gallery NAME`; `area/state` by custom."""

    def register(build: Build) -> Build:
        assert name not in ENTRIES, f"two gallery entries are called {name}"
        ENTRIES[name] = Entry(name, build, size)
        return build

    return register
