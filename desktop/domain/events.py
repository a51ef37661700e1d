"""Everything that can happen, one union.

A fact enters in one service, is committed to the cache where it must survive, and then becomes one of these.
`Store.apply` hands it to `state.reduce`, and then to whoever listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.active_calls import ActiveCall
from desktop.domain.blocking import BlockedNumber
from desktop.domain.call_events import CallAnswered as CallAnswered
from desktop.domain.call_events import CallBegan as CallBegan
from desktop.domain.call_events import CallDismissed as CallDismissed
from desktop.domain.call_events import CallEnded as CallEnded
from desktop.domain.call_events import CallEvent as CallEvent
from desktop.domain.call_events import CallHandedOn as CallHandedOn
from desktop.domain.call_events import CallHeld as CallHeld
from desktop.domain.call_events import CallMuted as CallMuted
from desktop.domain.call_events import CallNamed as CallNamed
from desktop.domain.call_events import CallRang as CallRang
from desktop.domain.call_events import CallsJoined as CallsJoined
from desktop.domain.call_events import QualityMeasured as QualityMeasured
from desktop.domain.call_events import ResumeFailed as ResumeFailed
from desktop.domain.call_events import TonesSent as TonesSent
from desktop.domain.call_events import TransferBegan as TransferBegan
from desktop.domain.call_events import TransferFailed as TransferFailed
from desktop.domain.call_events import TransferRang as TransferRang
from desktop.domain.calls import CallRecord
from desktop.domain.connection import Carrier, Engine, Registration
from desktop.domain.contacts import Contact
from desktop.domain.files import Progress
from desktop.domain.greetings import Greetings, NewGreeting, Slot
from desktop.domain.headset import Headset
from desktop.domain.later import LaterAct, Scheduled
from desktop.domain.messages import Draft, Message, MessageId, ThreadKey
from desktop.domain.money import Money
from desktop.domain.notices import Notices
from desktop.domain.numbers import Number, NumberId, Unread
from desktop.domain.quiet import DoNotDisturb
from desktop.domain.ring_check import RingCheck
from desktop.domain.ringing import Ringing
from desktop.domain.session import DeviceId, Session
from desktop.domain.sound import Levels, Sound
from desktop.domain.transcript import Transcribing
from desktop.domain.voicemail import Voicemail, VoicemailId


# --- session and ways -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SessionChanged:
    """Somebody was signed in or out, or the account is another."""

    session: Session


@dataclass(frozen=True, slots=True)
class CarrierChanged:
    """Whether the carrier answers."""

    carrier: Carrier


@dataclass(frozen=True, slots=True)
class EngineChanged:
    """Whether the voice engine runs."""

    engine: Engine


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    """Whether calls can come in, and if not, why."""

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
    """The account's numbers, all of them, in the person's order."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class ContactsChanged:
    """All contacts."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class BlockedChanged:
    """Who is blocked."""

    blocked: tuple[BlockedNumber, ...]
    """All of them, newest first."""


@dataclass(frozen=True, slots=True)
class MoneyChanged:
    """Prices, or what is left to pay them."""

    money: Money


@dataclass(frozen=True, slots=True)
class UnreadChanged:
    """What is unread, by number."""

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
    """What is to leave later."""

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
    """Somebody read these, here or on another device."""

    threads: frozenset[ThreadKey]


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """What is being written in a thread; an empty text where nothing is any more."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """Calls that came into the history, or changed there."""

    records: tuple[CallRecord, ...]
    gone: frozenset[str] = frozenset()
    """Ids of calls that were deleted, here or on another device."""


@dataclass(frozen=True, slots=True)
class VoicemailsChanged:
    """Voicemails that came, or were heard, or are not any more."""

    voicemails: tuple[Voicemail, ...]
    gone: frozenset[VoicemailId] = frozenset()
    """Those that were deleted, here or on another device."""


@dataclass(frozen=True, slots=True)
class GreetingsChanged:
    """What callers hear before the tone, of all numbers where it is known."""

    greetings: Mapping[NumberId, Greetings]


@dataclass(frozen=True, slots=True)
class NewGreetingChanged:
    """A greeting that is being made; None where there is none any more."""

    slot: Slot
    greeting: NewGreeting | None


@dataclass(frozen=True, slots=True)
class ActiveCallsChanged:
    """Answered calls of the account, on any device: all that go on now."""

    calls: tuple[ActiveCall, ...]


@dataclass(frozen=True, slots=True)
class RingCheckChanged:
    """How far the question "will I ring?" has come."""

    check: RingCheck


@dataclass(frozen=True, slots=True)
class DevicesOutdated:
    """A device of the account was signed in, signed out or renamed."""


@dataclass(frozen=True, slots=True)
class DeviceNamesChanged:
    """What the account's devices are called."""

    names: Mapping[DeviceId, str]
    """All of them, those of devices that are gone too. Never changed after it was made."""


@dataclass(frozen=True, slots=True)
class CacheReplaced:
    """Everything listed from the cache must be read again (first sync done, or a reset of the stream)."""


@dataclass(frozen=True, slots=True)
class WaitingChanged:
    """How many messages wait to leave."""

    waiting: int


# --- sound ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SoundChanged:
    """Devices came or went, or others are chosen."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class RingingChanged:
    """How this computer rings."""

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
    """How loud both directions are just now."""

    levels: Levels


@dataclass(frozen=True, slots=True)
class HeadsetChanged:
    """Which headset's keys are heard, or what stands in the way."""

    headset: Headset


@dataclass(frozen=True, slots=True)
class TranscribingChanged:
    """Whether words of voicemails are made, with what, or how far it is."""

    transcribing: Transcribing


@dataclass(frozen=True, slots=True)
class TranscriptsChanged:
    """Words of these voicemails came, or went."""

    voicemail_ids: frozenset[VoicemailId]


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
    | GreetingsChanged
    | NewGreetingChanged
    | ActiveCallsChanged
    | RingCheckChanged
    | DevicesOutdated
    | DeviceNamesChanged
    | CacheReplaced
    | WaitingChanged
    | CallEvent
    | SoundChanged
    | RingingChanged
    | QuietChanged
    | NoticesChanged
    | RepliesChanged
    | LevelsMeasured
    | HeadsetChanged
    | TranscribingChanged
    | TranscriptsChanged
)
