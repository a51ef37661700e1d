"""Waiting for a fact with a deadline; never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class NeverHappened(AssertionError):
    """The fact that was waited for did not come within its time."""


def until(fact: Callable[[], T | None], *, what: str, within: float = 5.0, every: float = 0.02) -> T:
    """The first truthy answer of `fact`. Raises `NeverHappened` after `within` seconds.

    A fact that takes long to ask for is asked for less often, so that asking does not become the load.
    """
    deadline = time.monotonic() + within
    while True:
        asked = time.monotonic()
        answer = fact()
        if answer:
            return answer
        now = time.monotonic()
        if now >= deadline:
            raise NeverHappened(f"{what}: not within {within:g} s")
        time.sleep(min(max(every, now - asked), deadline - now))
