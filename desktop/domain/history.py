"""What of the call history is asked for (CALL-7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from desktop.domain.numbers import NumberId


class CallKind(Enum):
    ALL = "all"
    MISSED = "missed"
    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True)
class CallQuery:
    """Which part of the history is wanted."""

    number_id: NumberId | None = None
    kind: CallKind = CallKind.ALL
    search: str = ""
    """Part of a name, or of a number in any spelling."""
    hidden_too: bool = False
    """Callers without a number are found as well: what was typed is part of what they are called."""
