"""How the SIP edge and the telephone network hand each other calls. Each side of a call is a `Line`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from carrier.sip.sdp import Audio


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call, or an attempt at one, is over."""

    status: int
    """SIP's final status; 200 where an answered call was hung up."""
    word: str
    """The history's word, as the side that is told of it sees it."""
    elsewhere: bool = False
    """Another device of the account answered."""


class CannotNow(Exception):
    """A change of the sound was refused; `status` says why (488, or 491 for another change under way)."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Line(Protocol):
    """One side of a call, as it is spoken to by the other. Only `renegotiate` waits; nothing else raises."""

    def ring(self, early: Audio | None = None) -> None:
        """It rings there; with `early` there is something to hear already, in answer to the offer."""

    def answer(self, audio: Audio) -> None: ...

    def end(self, ending: Ending) -> None:
        """Refuse, cancel or hang up, whichever fits. After it the line is not spoken to again."""

    async def renegotiate(self, audio: Audio) -> Audio:
        """Hold, resume, another address. Raises `CannotNow`; the call then goes on as it was."""


class Party(Line, Protocol):
    """A line that can also be asked for an offer, so that it can be joined to somebody else."""

    async def offer(self) -> Audio:
        """What it offers. `settle` or `end` has to follow soon. Raises `CannotNow`."""

    def settle(self, answer: Audio | None) -> None:
        """The answer to `offer`; None where there is none, and the sound stays as it was."""


@runtime_checkable
class Shows(Protocol):
    """A line that can show who is at its other end, once that is somebody else than at the answer."""

    def show(self, number: str) -> None:
        """E.164; empty where it is hidden."""


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A call that crosses the carrier's border."""

    call_id: str
    caller: str
    """E.164; empty for a hidden number."""
    called: str
    audio: Audio
    """What the caller offers."""


class Exchange(Protocol):
    """The carrier, as the network sees it."""

    async def deliver(self, call: OutsideCall, caller: Party) -> Line:
        """A call from outside to one of the carrier's numbers. `caller` is told what becomes of it."""


class TelephoneNetwork(Protocol):
    async def start(self, exchange: Exchange) -> None: ...

    async def place(self, call: OutsideCall, caller: Line) -> Party:
        """A call to a number that is not the carrier's. `caller` is told what becomes of it."""

    async def stop(self) -> None:
        """Everybody out there hangs up."""
