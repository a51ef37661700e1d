"""The whole vocabulary of a call: its phases, how it ends, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import DeviceId
from desktop.domain.voicemail import VoicemailId

CallId = NewType("CallId", str)
"""Made on this computer for an outgoing call, by the engine for an incoming one; a UUID."""


class Direction(Enum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Phase(Enum):
    DIALING = "dialing"  # INVITE asked for, nothing heard yet
    RINGING = "ringing"  # 180 or 183 came, or it rings here
    TALKING = "talking"
    HELD = "held"
    ENDED = "ended"


class EndOfCall(Enum):
    """Why a call is over. The values are the carrier's words (`reason` of a call record)."""

    HUNG_UP = "hung-up"
    REMOTE_HUNG_UP = "remote-hung-up"
    CANCELLED = "cancelled"  # given up before an answer, by whoever called
    DECLINED = "declined"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    WRONG_NUMBER = "wrong-number"
    ANSWERED_ELSEWHERE = "answered-elsewhere"
    PREMIUM_RATE = "premium-rate"
    NUMBER_OFF = "number-off"
    NUMBER_EXPIRED = "number-expired"
    NOT_VERIFIED = "not-verified"
    NO_CREDIT = "no-credit"
    EMERGENCY_NOT_SUPPORTED = "emergency-not-supported"
    NOT_REGISTERED = "not-registered"  # the carrier cannot be reached from here
    MOVED = "moved"  # another device of the account took it over
    CALL_OVER = "call-over"  # and this one came too late for that
    SESSION_ENDED = "session-ended"
    TRANSFERRED = "transferred"  # handed on from here; the other side talks to somebody else
    ENGINE_STOPPED = "engine-stopped"  # the voice engine died under the call
    SILENCE = "silence"  # half a minute without a packet
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A call that is being handed on."""

    to: Address
    rings: bool = False
    """There, as far as is known."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is going on, or has just ended and is still shown."""

    id: CallId
    direction: Direction
    number_id: NumberId
    """Which of my numbers it goes out on, or which was called."""
    peer: Address
    peer_name: str
    """What the network called them; untrusted, bounded, control characters removed. May be empty."""
    phase: Phase
    began_at: datetime
    answered_at: datetime | None = None
    answered_monotonic: float | None = None
    """`time.monotonic()` at the answer: the timer counts on this, so a clock change cannot bend it."""
    silenced: bool = False
    """It came while do not disturb was on for its number: it shows, and does not ring."""
    muted: bool = False
    held: bool = False
    """We hold it, or will as soon as it is answered."""
    held_there: bool = False
    """They hold it."""
    joined: bool = False
    """It is one of those that hear each other and us."""
    asks_for: CallId | None = None
    """It was made to ask whether that call may be handed on to this one."""
    transfer: Transfer | None = None
    codec: str = ""
    encrypted: bool = False
    tones: str = ""
    """Keypad tones sent so far."""
    end: EndOfCall | None = None
    detail: str = ""
    """The SIP status and phrase, for the *Details* fold."""
    carrier_id: str = ""
    """As the history will have it; empty until the carrier said it."""
    handed_on_by: Address | None = None
    """Whom it was with, before they handed us on to `peer`."""
    taken_over: bool = False
    """It went on on another device before."""
    to_voicemail: bool = False
    """To hear what callers of the number hear whom nobody answers."""

    @property
    def is_live(self) -> bool:
        return self.phase is not Phase.ENDED


class Outcome(Enum):
    """How a call stands in the history."""

    ANSWERED = "answered"
    MISSED = "missed"
    DECLINED = "declined"
    ANSWERED_ELSEWHERE = "answered-elsewhere"
    CANCELLED = "cancelled"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    BLOCKED = "blocked"  # kept off by the carrier: nothing rang


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One line of the history of a number (CALL-7). The carrier keeps it."""

    id: str
    """The carrier's id; equal to the `Session-ID` (RFC 7989) of its SIP messages, as a UUID."""
    number_id: NumberId
    peer: Address
    direction: Direction
    outcome: Outcome
    began_at: datetime
    duration: float
    """Seconds from answer to end; 0 when it was not answered."""
    reason: EndOfCall | None = None
    seen: bool = True
    sequence: int = 0
    """Rises with each call of the account at the carrier; `before` of the next page."""
    answered_by: DeviceId | None = None
    declined_by: DeviceId | None = None
    voicemail_id: VoicemailId | None = None
    """Of the word that was left instead, as far as it is known here."""
