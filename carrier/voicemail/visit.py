"""A caller who is led to voicemail, and what the caller left: what the parts of voicemail hand each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

RATE = 16_000
"""Samples a second of everything that is spoken and recorded: 16-bit, mono."""
LONGEST_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One caller for one number. Its row is written before the caller is led away (`visits`)."""

    id: str
    """A UUID; also that of the voicemail that comes of it."""
    key: bytes
    """32 bytes with which what is recorded is enciphered as it comes."""
    words: bytes
    """What is spoken first, samples at `RATE`."""
    records: bool = True
    """False: it is spoken, there is no tone, and the carrier hangs up."""
    longest_seconds: float = LONGEST_SECONDS


class EndOfTake(StrEnum):
    HASH = "hash"
    SILENCE = "silence"
    HUNG_UP = "hung-up"
    LONGEST = "longest"
    LOST = "lost"
    """Nothing came from the caller for a while: the network died."""
    CRASH = "crash"
    """The process that recorded it ended; what had come before is in its spool."""


@dataclass(frozen=True, slots=True)
class Take:
    """What was recorded lies in the spool named like the visit; `seconds` is 0 where nothing was."""

    visit_id: str
    seconds: float
    end: EndOfTake


class Full(Exception):
    """As many talk to voicemail as its processes can take, or none of them runs."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Where a visit is expected: SIP over UDP on this machine."""

    host: str
    port: int
    user: str
    """Of the request's URI."""


class Answering(Protocol):
    """The answering processes, as the edge sees them."""

    async def expect(self, visit: Visit) -> Awaited:
        """The visit will come soon; it is forgotten after ten seconds. Raises `Full`."""

    def forget(self, visit_id: str) -> None:
        """It will not come: the caller hung up before."""
