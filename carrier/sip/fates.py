"""What became of a call on each device of the account that was called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

RANG = "rang"
ASKED = "asked"
"""It was asked, and never said that it rings."""
ANSWERED = "answered"
CALLING = "calling"
"""It made the call itself."""
SIGNED_OUT = "signed-out"
NOT_REGISTERED = "not-registered"
_BY_WORD = {"session-ended": SIGNED_OUT}


@dataclass(frozen=True, slots=True)
class DeviceFate:
    device_id: str
    fate: str
    """One of the words above, or the word with which the device itself ended it ("declined", "busy" ...)."""
    rang_after: float | None = None
    """Seconds from the call's beginning until it said that it rings; None where it never did."""


class Asked(Protocol):
    """What a callee's branch of a call knows in the end."""

    @property
    def device_id(self) -> str | None: ...

    @property
    def rang_after(self) -> float | None: ...

    @property
    def own_word(self) -> str:
        """With which the device itself ended it; empty where the carrier did."""


def fates(
    branches: Iterable[Asked], *, winner: Asked | None, placed_by: str | None
) -> tuple[DeviceFate, ...]:
    """One for each device. Where one was asked again after its connection ended, its last word counts."""
    found: dict[str, DeviceFate] = {}
    for branch in branches:
        if branch.device_id is None:
            continue
        fate = _fate(branch, branch is winner)
        before = found.get(branch.device_id)
        if before is not None and fate.rang_after is None:
            fate = replace(fate, rang_after=before.rang_after)
        if before is not None and before.rang_after is not None and fate.fate == ASKED:
            fate = replace(fate, fate=RANG)
        found[branch.device_id] = fate
    if placed_by is not None:
        found.setdefault(placed_by, DeviceFate(placed_by, CALLING))
    return tuple(found.values())


def _fate(branch: Asked, answered: bool) -> DeviceFate:
    assert branch.device_id is not None
    rang = branch.rang_after is not None
    ended_here = ANSWERED if answered else _BY_WORD.get(branch.own_word, branch.own_word)
    return DeviceFate(branch.device_id, ended_here or (RANG if rang else ASKED), branch.rang_after)
