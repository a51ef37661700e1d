"""How to reach a provider that takes texts by HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    url: str
    """Without a slash at the end; texts go to its /messages."""
    secret: bytes = field(repr=False)
    """Signs what is sent, and what comes back."""
    ca: str | None = None
    """A file with the authorities that are trusted instead of the system's."""
    window: int = 10
    answer_seconds: float = 15.0
    first_pause_seconds: float = 1.0
    given_up_after: timedelta = timedelta(days=2)
