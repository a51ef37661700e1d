"""Everything that can happen, one union.

A fact enters in one service, is committed to the cache where it must survive, and then becomes one of these.
`Store.apply` hands it to `state.reduce`, and then to whoever listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.active_calls import ActiveCall
from desktop.domain.blocking import BlockedNumber
from desktop.domain.calls import Call, CallId, CallRecord, EndOfCall
from desktop.domain.connection import Carrier, Engine, Registration
from desktop.domain.contacts import Contact
from desktop.domain.files import Progress
from desktop.domain.headset import Headset
from desktop.domain.later import LaterAct, Scheduled
from desktop.domain.messages import Draft, Message, MessageId, ThreadKey
from desktop.domain.money import Money
from desktop.domain.notices import Notices
from desktop.domain.numbers import Address, Number, NumberId, Unread
from desktop.domain.quiet import DoNotDisturb
from desktop.domain.ring_check import RingCheck
from desktop.domain.ringing import Ringing
from desktop.domain.session import DeviceId, Session
from desktop.domain.sound import Levels, Sound
from desktop.domain.timeline import Timeline
from desktop.domain.voicemail import Voicemail


# --- session and ways -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SessionChanged:
    session: Session


@dataclass(frozen=True, slots=True)
class CarrierChanged:
    carrier: Carrier


@dataclass(frozen=True, slots=True)
class EngineChanged:
    engine: Engine


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    registration: Registration
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SyncProgressed:
    """The first sync, or a catch-up after a long absence. `done == total` ends it."""

    done: int
    total: int


# --- what the carrier said --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NumbersChanged:
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class ContactsChanged:
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class BlockedChanged:
    blocked: tuple[BlockedNumber, ...]
    """All of them, newest first."""


@dataclass(frozen=True, slots=True)
class MoneyChanged:
    """Prices, or what is left to pay them."""

    money: Money


@dataclass(frozen=True, slots=True)
class UnreadChanged:
    unread: dict[NumberId, Unread]
    """All of it, not a difference. Never changed after it was made."""


@dataclass(frozen=True, slots=True)
class MessagesChanged:
    """Messages that came, were written, or changed their status: one event for a whole batch."""

    messages: tuple[Message, ...]
    new: frozenset[str] = frozenset()
    """Ids of those that nobody has seen and that may be announced."""
    gone: frozenset[str] = frozenset()
    """Ids of those that are shown no longer: discarded, or sent again as a new message."""


@dataclass(frozen=True, slots=True)
class ScheduledChanged:
    scheduled: tuple[Scheduled, ...]
    """All that waits, was refused, or left late; the next to leave first."""


@dataclass(frozen=True, slots=True)
class ScheduledNotDone:
    """The carrier would not do what was asked for here; it stands as it was."""

    act: LaterAct
    word: str


@dataclass(frozen=True, slots=True)
class ThreadsChanged:
    """What is wanted of them is another, or messages of theirs were deleted or taken back: read them anew."""

    threads: frozenset[ThreadKey]


@dataclass(frozen=True, slots=True)
class MutedChanged:
    """All threads of which no notice is wanted; told before the messages that come with it."""

    threads: frozenset[ThreadKey]


@dataclass(frozen=True, slots=True)
class UploadsChanged:
    """How far the files that are on their way have come: all of them. Never changed after it was made."""

    uploads: dict[MessageId, Progress]


@dataclass(frozen=True, slots=True)
class ThreadsRead:
    threads: frozenset[ThreadKey]


@dataclass(frozen=True, slots=True)
class DraftChanged:
    draft: Draft


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    records: tuple[CallRecord, ...]
    gone: frozenset[str] = frozenset()
    """Ids of calls that were deleted, here or on another device."""


@dataclass(frozen=True, slots=True)
class VoicemailsChanged:
    voicemails: tuple[Voicemail, ...]


@dataclass(frozen=True, slots=True)
class ActiveCallsChanged:
    """Answered calls of the account, on any device: all that go on now."""

    calls: tuple[ActiveCall, ...]


@dataclass(frozen=True, slots=True)
class RingCheckChanged:
    check: RingCheck


@dataclass(frozen=True, slots=True)
class DevicesOutdated:
    """A device of the account was signed in, signed out or renamed."""


@dataclass(frozen=True, slots=True)
class DeviceNamesChanged:
    names: Mapping[DeviceId, str]
    """All of them, those of devices that are gone too. Never changed after it was made."""


@dataclass(frozen=True, slots=True)
class CacheReplaced:
    """Everything listed from the cache must be read again (first sync done, or a reset of the stream)."""


@dataclass(frozen=True, slots=True)
class WaitingChanged:
    """How many messages wait to leave."""

    waiting: int


# --- calls, as the voice engine tells them ----------------------------------------------------------------
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
    call_id: CallId


@dataclass(frozen=True, slots=True)
class CallAnswered:
    call_id: CallId
    at: datetime
    monotonic: float
    codec: str
    encrypted: bool


@dataclass(frozen=True, slots=True)
class CallMuted:
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
    call_id: CallId
    here: bool
    there: bool


@dataclass(frozen=True, slots=True)
class ResumeFailed:
    """The other side, or the way there, would not have it: the call still waits on hold."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class CallsJoined:
    call_ids: frozenset[CallId]
    """All that hear each other now; none, where no two are joined."""


@dataclass(frozen=True, slots=True)
class TransferBegan:
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
    call_id: CallId
    digits: str


@dataclass(frozen=True, slots=True)
class CallEnded:
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


# --- sound ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SoundChanged:
    sound: Sound


@dataclass(frozen=True, slots=True)
class RingingChanged:
    ringing: Ringing


@dataclass(frozen=True, slots=True)
class QuietChanged:
    """Do not disturb was asked for, has ended, or its end stands elsewhere on a clock that was set."""

    quiet: DoNotDisturb


@dataclass(frozen=True, slots=True)
class NoticesChanged:
    """Whether the system shows notices, or what is wanted of them, is another."""

    notices: Notices


@dataclass(frozen=True, slots=True)
class RepliesChanged:
    """The person's own sentences for declining a call."""

    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelsMeasured:
    levels: Levels


@dataclass(frozen=True, slots=True)
class HeadsetChanged:
    """Which headset's keys are heard, or what stands in the way."""

    headset: Headset


Event = (
    SessionChanged
    | CarrierChanged
    | EngineChanged
    | RegistrationChanged
    | SyncProgressed
    | NumbersChanged
    | ContactsChanged
    | BlockedChanged
    | MoneyChanged
    | UnreadChanged
    | MessagesChanged
    | ScheduledChanged
    | ScheduledNotDone
    | ThreadsRead
    | ThreadsChanged
    | MutedChanged
    | UploadsChanged
    | DraftChanged
    | HistoryChanged
    | VoicemailsChanged
    | ActiveCallsChanged
    | RingCheckChanged
    | DevicesOutdated
    | DeviceNamesChanged
    | CacheReplaced
    | WaitingChanged
    | CallBegan
    | CallNamed
    | CallRang
    | CallAnswered
    | CallMuted
    | CallHeld
    | CallHandedOn
    | ResumeFailed
    | CallsJoined
    | TransferBegan
    | TransferRang
    | TransferFailed
    | TonesSent
    | CallEnded
    | QualityMeasured
    | CallDismissed
    | SoundChanged
    | RingingChanged
    | QuietChanged
    | NoticesChanged
    | RepliesChanged
    | LevelsMeasured
    | HeadsetChanged
)
