"""What is made when it is first wanted: nothing that nobody looks at holds up what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self.made: T | None = None
        """What there is of it so far."""

    def __call__(self) -> T:
        if self.made is None:
            self.made = self._make()
        return self.made
