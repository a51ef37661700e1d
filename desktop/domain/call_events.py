"""What happens to calls, as the voice engine tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.calls import Call, CallId, EndOfCall
from desktop.domain.numbers import Address
from desktop.domain.timeline import Timeline


@dataclass(frozen=True, slots=True)
class CallBegan:
    """A call was dialled here or rings here."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallNamed:
    """The carrier's id of the call is known."""

    call_id: CallId
    carrier_id: str


@dataclass(frozen=True, slots=True)
class CallRang:
    """It rings at the other end."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The talk begins, by the wall clock and by the one that is never set."""

    call_id: CallId
    at: datetime
    monotonic: float
    codec: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class CallMuted:
    """Whether the microphone is heard in this call."""

    call_id: CallId
    muted: bool


@dataclass(frozen=True, slots=True)
class CallHandedOn:
    """Whom we talked with has put us through to somebody else."""

    call_id: CallId
    to: Address
    """Empty where they hide it."""


@dataclass(frozen=True, slots=True)
class CallHeld:
    """Who holds the call: this side, the other, or both."""

    call_id: CallId
    here: bool
    there: bool


@dataclass(frozen=True, slots=True)
class ResumeFailed:
    """The other side, or the way there, would not have it: the call still waits on hold."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class CallsJoined:
    """A conference was made, grew, or came apart."""

    call_ids: frozenset[CallId]
    """All that hear each other now; none, where no two are joined."""


@dataclass(frozen=True, slots=True)
class TransferBegan:
    """The call is being handed on to somebody."""

    call_id: CallId
    to: Address


@dataclass(frozen=True, slots=True)
class TransferRang:
    """Where the call is handed on to."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """We are back with the call, unless somebody else was taken meanwhile."""

    call_id: CallId
    to: Address
    why: EndOfCall


@dataclass(frozen=True, slots=True)
class TonesSent:
    """Digits were sent to the other end (RFC 4733)."""

    call_id: CallId
    digits: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    """It is over, and why."""

    call_id: CallId
    end: EndOfCall
    detail: str = ""


@dataclass(frozen=True, slots=True)
class QualityMeasured:
    """Every two seconds of a talk."""

    call_id: CallId
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class CallDismissed:
    """An ended call is no longer shown."""

    call_id: CallId


CallEvent = (
    CallBegan
    | CallNamed
    | CallRang
    | CallAnswered
    | CallMuted
    | CallHandedOn
    | CallHeld
    | ResumeFailed
    | CallsJoined
    | TransferBegan
    | TransferRang
    | TransferFailed
    | TonesSent
    | CallEnded
    | QualityMeasured
    | CallDismissed
)
