"""What the carrier and an answering process tell each other over a pipe."""

from __future__ import annotations

import msgspec

from carrier.voicemail.visit import EndOfTake

HOST = "127.0.0.1"
"""Where it listens, and where its sound is."""
MOST_CALLS = 4
"""At once in one process: so many are compiled into pjsua2."""
LONGEST_FRAME = 8 * 1024 * 1024
"""Bytes. Words of two minutes have room."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, where nothing else is said."""

    lead: float = 0.1
    """Silence before the first word: the caller's phone is still busy with the answer."""
    after_speech: float = 8.0
    """So long nothing, once something was said, ends a message."""
    nothing_said: float = 10.0
    """So long nothing at all."""
    lost: float = 20.0
    """So long not one packet of sound."""
    unsure: float = 1.0
    """So long no packet: from now on it is the network that is silent, not the caller."""
    awaited: float = 10.0
    """So long a visit is expected."""
    packets_a_second: int = 150
    """More, in the mean, is no telephone: each may name another source, and libsrtp remembers them all."""


class Begin(msgspec.Struct, frozen=True, tag=True):
    """The first command."""

    spools: str
    """The folder."""
    times: Times


class Expect(msgspec.Struct, frozen=True, tag=True):
    """As `carrier.voicemail.visit.Visit`."""

    visit_id: str
    key: bytes
    words: bytes
    records: bool
    longest_seconds: float


class Forget(msgspec.Struct, frozen=True, tag=True):
    visit_id: str


class Ping(msgspec.Struct, frozen=True, tag=True):
    token: int


class Shutdown(msgspec.Struct, frozen=True, tag=True):
    """End what is under way, and leave."""


AnyCommand = Begin | Expect | Forget | Ping | Shutdown


class Ready(msgspec.Struct, frozen=True, tag=True):
    port: int


class Expected(msgspec.Struct, frozen=True, tag=True):
    """Now its INVITE may come."""

    visit_id: str


class Taken(msgspec.Struct, frozen=True, tag=True):
    """As `carrier.voicemail.visit.Take`; the call may still have to end."""

    visit_id: str
    seconds: float
    end: EndOfTake


class Left(msgspec.Struct, frozen=True, tag=True):
    """There is room for another; or it never came."""

    visit_id: str


class Pong(msgspec.Struct, frozen=True, tag=True):
    token: int


AnyEvent = Ready | Expected | Taken | Left | Pong
