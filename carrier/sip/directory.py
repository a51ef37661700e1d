"""What the SIP edge asks of the rest of the carrier: who may register, who is called, what is kept of a call.

Two implementations: the database's (`carrier.store`), and the one in memory that the edge's own tests use.
All methods may be called from the edge's loop; those that touch a disk do so on a thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from carrier.sip.fates import DeviceFate


@dataclass(frozen=True, slots=True)
class SipDevice:
    """A signed-in device, as the registrar needs it. It is gone as soon as its session is."""

    device_id: str
    account_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """The call may go out."""

    caller: str
    """What the called side is shown: E.164, or empty for a hidden number."""
    called: str
    """Checked and normalised: E.164, or a short code."""
    number_id: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The call may not go out, with the status to answer and the history's word (`premium-rate` ...)."""

    status: int
    word: str


class Then(StrEnum):
    """What becomes of a call that nobody answers."""

    VOICEMAIL = "voicemail"
    RINGS_OUT = "rings-out"
    NOT_AVAILABLE = "not-available"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The same, as the owner of a number wants it."""

    then: Then = Then.RINGS_OUT
    after_seconds: float = 20.0
    """How long devices ring, but where it simply rings out."""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Called:
    """One of this carrier's numbers, as the callee."""

    account_id: str
    number_id: str
    e164: str
    word: str = ""
    """Why not ("number-off", "number-expired", "unreachable", "blocked"); empty where it can."""
    unanswered: Unanswered = Unanswered()


@dataclass(frozen=True, slots=True)
class CallEntry:
    """What is kept of a call, for one side of it. Written once, when the call is over."""

    call_id: str
    """UUID, equal to `Session-ID`; both sides of a call between two accounts have one of their own."""
    account_id: str
    number_id: str
    peer: str
    direction: str
    outcome: str
    reason: str | None
    started_at: datetime
    duration_seconds: float
    answered_by: str | None
    waited_seconds: float = 0.0
    """From the beginning to the answer, or to the end where there was none."""
    devices: tuple[DeviceFate, ...] = ()
    """Of the account that was called: those that were asked, and the one that called itself."""
    to_voicemail: bool = False
    """Nobody answered, and the caller was led to voicemail."""


@dataclass(frozen=True, slots=True)
class ActiveCall:
    """An answered call of an account, and the device that it goes on on."""

    call_id: str
    """As its entry in the history will have it."""
    account_id: str
    number_id: str
    peer: str
    direction: str
    device_id: str
    answered_at: datetime


class Directory(Protocol):
    async def device(self, device_id: str) -> SipDevice | None: ...

    async def seen(self, device_id: str) -> bool:
        """The device registered just now (its `last_seen_at`). False where its session is over."""

    async def may_call(self, device: SipDevice, wanted_number: str, called: str) -> Allowed | Forbidden: ...

    async def find_number(self, e164: str, *, caller: str | None = None) -> Called | None:
        """One of this carrier's numbers, or None: then the telephone network is asked.

        With `caller` (empty for a hidden one), the word is "blocked" where its owner does not want to hear
        from there.
        """

    async def find_own(self, account_id: str, number_id: str) -> Called | None:
        """One of the account's own numbers."""

    async def keep_call(self, entry: CallEntry) -> None: ...

    async def keep_active(self, account_id: str, calls: tuple[ActiveCall, ...]) -> None:
        """All calls of the account that go on now. Its devices are told."""

    async def forget_active(self) -> None:
        """The edge starts: nothing goes on, whatever was kept before."""
