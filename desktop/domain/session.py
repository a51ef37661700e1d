"""Who is signed in on this computer, and why somebody no longer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

DeviceId = NewType("DeviceId", str)


class Plan(Enum):
    STARTER = "starter"
    PREMIUM = "premium"


@dataclass(frozen=True, slots=True)
class Account:
    """Whose numbers these are."""

    email: str
    name: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Device:
    """A place where the account is signed in (ACC-4, ACC-6)."""

    id: DeviceId
    name: str
    platform: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_this_one: bool = False


class EndOfSession(Enum):
    """Why a session ended, as the person is told (ACC-5)."""

    BY_USER = "by_user"
    FROM_ELSEWHERE = "signed_out_elsewhere"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a reason, not a password)
    PREMIUM_ENDED = "premium_ended"
    TOKEN_REUSED = "token_reused"  # noqa: S105 (a reason, not a token)
    EXPIRED = "expired"
    ACCOUNT_DELETED = "account_deleted"


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nobody is signed in. `reason` is None on a computer where nobody ever was."""

    reason: EndOfSession | None = None
    unsent: int = 0
    """Messages that still waited here, and were lost with the cache."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody is signed in on this device."""

    account: Account
    device_id: DeviceId
    for_this_session_only: bool = False
    """True where no trustworthy keyring exists and nothing is kept after quitting."""


@dataclass(frozen=True, slots=True)
class PremiumNeeded:
    """The account may not use the desktop until its plan is Premium (ACC-3). Nothing is lost."""

    email: str
    upgrade_url: str


Session = SignedOut | SignedIn | PremiumNeeded


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sign-in that did not succeed, with what the person can do about it."""


@dataclass(frozen=True, slots=True)
class WrongCredentials(Refusal):
    """The e-mail or the password is wrong; the carrier does not say which (ACC-9)."""


@dataclass(frozen=True, slots=True)
class AccountLocked(Refusal):
    """Too many wrong passwords; a reset opens the account again (ACC-9)."""

    reset_url: str


@dataclass(frozen=True, slots=True)
class PremiumRequired(Refusal):
    """The plan does not bring the desktop (ACC-3)."""

    upgrade_url: str


@dataclass(frozen=True, slots=True)
class DeviceLimitReached(Refusal):
    """Three devices are signed in already; `ticket` lets this one take the place of one of them (ACC-4)."""

    ticket: str
    devices: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class CarrierAway(Refusal):
    """No answer came. `detail` is for the log and the *Details* fold, never shown alone."""

    detail: str
    captive_portal: bool = False


@dataclass(frozen=True, slots=True)
class TooManyAttempts(Refusal):
    """Asked to slow down; `retry_after` is in seconds, already capped."""

    retry_after: float


SignInOutcome = (
    SignedIn
    | WrongCredentials
    | AccountLocked
    | PremiumRequired
    | DeviceLimitReached
    | CarrierAway
    | TooManyAttempts
)
