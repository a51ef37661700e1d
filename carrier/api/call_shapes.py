"""The shapes of calls that go on, and of what became of those that are over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from carrier.api.shape import Address, Direction, Shape


class ActiveCall(Shape):
    """An answered call of the account, and the device that it goes on on."""

    id: UUID
    """As in the history; another device takes the call over with an INVITE to `sip:call-<id>@<domain>`."""
    number_id: UUID
    peer: Address
    direction: Direction
    device_id: UUID
    answered_at: datetime


class ActiveCalls(Shape):
    calls: list[ActiveCall]


class RingCheckWanted(Shape):
    id: UUID
    """Made by the client: the `Session-ID` of the call that comes. Also the `Idempotency-Key`."""
    number_id: UUID
    """Which of my numbers is called."""


class RingCheckStarted(Shape):
    id: UUID
    caller: Address
    """Who calls: a service number of the carrier."""


class CallFate(StrEnum):
    """What became of a call on one device."""

    answered = "answered"
    declined = "declined"
    busy = "busy"
    rang = "rang"
    """It rang there, until the call was over."""
    asked = "asked"
    """It was registered and asked, and never said that it rings."""
    unreachable = "unreachable"
    """It was registered, and its connection was gone."""
    not_registered = "not-registered"
    signed_out = "signed-out"
    """While it rang."""
    calling = "calling"
    """It is the one that called."""
    technical = "technical"


class CallDevice(Shape):
    device_id: UUID
    name: str
    """As it was called then."""
    fate: CallFate
    rang_after: float | None = None
    """Seconds from the beginning of the call until it said that it rings; None where it never did."""


class CallReport(Shape):
    """Why it rang where it rang, and why it did not where it did not."""

    call_id: UUID
    waited_seconds: float | None = None
    """From its beginning to the answer, or to its end where there was none."""
    to_voicemail: bool = False
    """Nobody answered, and the caller was led to voicemail."""
    devices: list[CallDevice]
    """Those that were signed in when the call came; none for an outgoing call."""
