"""The shapes of the HTTP API. `carrier/openapi.yaml` is made from these; clients hold to that file.

Instants are RFC 3339 in UTC. An address is E.164, a short code, an alphanumeric sender, or "" for a hidden
caller.
Unknown fields in a request are refused: a misspelt field must not be silently nothing.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from carrier.api.call_shapes import ActiveCall as ActiveCall
from carrier.api.call_shapes import ActiveCalls as ActiveCalls
from carrier.api.call_shapes import CallDevice as CallDevice
from carrier.api.call_shapes import CallFate as CallFate
from carrier.api.call_shapes import CallReport as CallReport
from carrier.api.call_shapes import RingCheckStarted as RingCheckStarted
from carrier.api.call_shapes import RingCheckWanted as RingCheckWanted
from carrier.api.file_shapes import LARGEST_PIECE as LARGEST_PIECE
from carrier.api.file_shapes import Attachment as Attachment
from carrier.api.file_shapes import NewFile as NewFile
from carrier.api.file_shapes import Upload as Upload
from carrier.api.greeting_shapes import GreetingsChanged as GreetingsChanged
from carrier.api.later_shapes import LONGEST_TEXT as LONGEST_TEXT
from carrier.api.later_shapes import ScheduledChange as ScheduledChange
from carrier.api.later_shapes import ScheduledMessage as ScheduledMessage
from carrier.api.later_shapes import ScheduledMessages as ScheduledMessages
from carrier.api.later_shapes import ScheduledState as ScheduledState
from carrier.api.later_shapes import ScheduleMessage as ScheduleMessage
from carrier.api.later_shapes import When as When
from carrier.api.money_shapes import Allowance as Allowance
from carrier.api.money_shapes import Balance as Balance
from carrier.api.money_shapes import BalanceChanged as BalanceChanged
from carrier.api.money_shapes import Rate as Rate
from carrier.api.money_shapes import Tariff as Tariff
from carrier.api.number_shapes import ANSWER_AFTER_SECONDS as ANSWER_AFTER_SECONDS
from carrier.api.number_shapes import Capability as Capability
from carrier.api.number_shapes import Number as Number
from carrier.api.number_shapes import NumberChange as NumberChange
from carrier.api.number_shapes import Numbers as Numbers
from carrier.api.number_shapes import NumberStatus as NumberStatus
from carrier.api.number_shapes import OffSays as OffSays
from carrier.api.number_shapes import VoicemailChange as VoicemailChange
from carrier.api.number_shapes import VoicemailSettings as VoicemailSettings
from carrier.api.session_shapes import Device as Device
from carrier.api.session_shapes import DeviceChange as DeviceChange
from carrier.api.session_shapes import DeviceDescription as DeviceDescription
from carrier.api.session_shapes import Devices as Devices
from carrier.api.session_shapes import Refresh as Refresh
from carrier.api.session_shapes import ReplaceDevice as ReplaceDevice
from carrier.api.session_shapes import SessionStarted as SessionStarted
from carrier.api.session_shapes import SignIn as SignIn
from carrier.api.session_shapes import SipAccess as SipAccess
from carrier.api.session_shapes import SipPorts as SipPorts
from carrier.api.session_shapes import Tokens as Tokens
from carrier.api.shape import E164 as E164
from carrier.api.shape import Address, Name, Sequence, Shape
from carrier.api.shape import Direction as Direction
from carrier.api.thread_shapes import DeletionWanted as DeletionWanted
from carrier.api.thread_shapes import MessagesDeleted as MessagesDeleted
from carrier.api.thread_shapes import MessagesRestored as MessagesRestored
from carrier.api.thread_shapes import ThreadFlags as ThreadFlags
from carrier.api.thread_shapes import ThreadFlagsChange as ThreadFlagsChange
from carrier.api.thread_shapes import ThreadFlagsChanged as ThreadFlagsChanged
from carrier.api.thread_shapes import ThreadFlagsList as ThreadFlagsList
from carrier.api.voicemail_shapes import Voicemail as Voicemail
from carrier.api.voicemail_shapes import VoicemailChanged as VoicemailChanged
from carrier.api.voicemail_shapes import Voicemails as Voicemails
from carrier.api.voicemail_shapes import VoicemailsDeleted as VoicemailsDeleted
from carrier.api.voicemail_shapes import VoicemailsNamed as VoicemailsNamed

MOST_CALLS_NAMED = 100
"""Calls of the history deleted, or taken back, by one request."""


# --- account and numbers ----------------------------------------------------------------------------------
class Plan(StrEnum):
    starter = "starter"
    premium = "premium"


class Me(Shape):
    email: str
    name: str
    plan: Plan
    event_cursor: int
    """The id of the newest event: list everything, then open the stream with this as `Last-Event-ID`."""


# --- messages ---------------------------------------------------------------------------------------------
class MessageStatus(StrEnum):
    queued = "queued"
    sent = "sent"
    delivered = "delivered"
    failed = "failed"
    received = "received"


class SendMessage(Shape):
    id: UUID
    """Made by the client: asked again with the same id, nothing is sent twice. Also the `Idempotency-Key`."""
    number_id: UUID
    to: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
    """Not empty, but with a file."""
    file_id: UUID | None = None
    """A file that was uploaded whole: its link is put after the text."""
    group_id: UUID | None = None
    """Made by the client: the same text to several people bears one, each message with an id of its own."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and self.file_id is None:
            raise ValueError("a message without text or file")
        return self


class Message(Shape):
    id: UUID
    number_id: UUID
    peer: Address
    direction: Direction
    text: str
    created_at: datetime
    status: MessageStatus
    failure: str | None = None
    """A word, where status is failed: unreachable, wrong-number, no-credit, technical ..."""
    segments: int
    sequence: int
    """Rises with each message of the account. It never changes."""
    read: bool
    files: list[Attachment] = Field(default_factory=list)
    group_id: UUID | None = None
    """Of what was sent to several people: they have it in common."""
    deletion_id: UUID | None = None
    """It is deleted, and comes back where this deletion is undone. Listed only `with_deleted`."""


class Messages(Shape):
    messages: list[Message]
    """Newest first."""
    next: int | None = None
    """`before` for the next page, None at the end."""


class Conversation(Shape):
    number_id: UUID
    peer: Address
    last_message: Message
    unread: int


class Conversations(Shape):
    conversations: list[Conversation]
    next: int | None = None


class ReadMark(Shape):
    up_to: Sequence
    """The sequence of the newest message that was seen."""


# --- calls, voicemail, contacts ---------------------------------------------------------------------------
class CallOutcome(StrEnum):
    answered = "answered"
    missed = "missed"
    declined = "declined"
    answered_elsewhere = "answered-elsewhere"
    cancelled = "cancelled"
    busy = "busy"
    no_answer = "no-answer"
    failed = "failed"
    blocked = "blocked"
    """Of a caller that is blocked, or hidden where that is refused: no device rang."""


class Call(Shape):
    id: UUID
    """As a UUID what `Session-ID` (RFC 7989) says in this call's SIP messages."""
    number_id: UUID
    peer: Address
    direction: Direction
    outcome: CallOutcome
    reason: str | None = None
    started_at: datetime
    duration_seconds: float
    answered_by: UUID | None = None
    """The device that took it."""
    declined_by: UUID | None = None
    """The device on which it was declined."""
    seen: bool
    sequence: int


class Calls(Shape):
    calls: list[Call]
    """Newest first."""
    next: int | None = None


class CallsSeenMark(Shape):
    number_id: UUID
    up_to: Sequence
    """The sequence of the newest call that was seen."""


class CallsNamed(Shape):
    call_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_CALLS_NAMED)]


class ContactPhone(Shape):
    address: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    label: Annotated[str, StringConstraints(max_length=40)] = "mobile"


class ContactBody(Shape):
    name: Name
    phones: Annotated[list[ContactPhone], Field(max_length=20)]
    assigned_number: UUID | None = None


class Contact(ContactBody):
    id: UUID


class Contacts(Shape):
    contacts: list[Contact]


class BlockedNumber(Shape):
    address: Address
    blocked_at: datetime


class BlockedNumbers(Shape):
    blocked: list[BlockedNumber]


# --- events (SSE): `id` is the cursor, `event` the type, `data` one of these ------------------------------
class MessageChanged(Shape):
    type: Literal["message.changed"] = "message.changed"
    message: Message


class ConversationRead(Shape):
    type: Literal["conversation.read"] = "conversation.read"
    number_id: UUID
    peer: Address
    up_to: int


class ScheduledMessageChanged(Shape):
    """One waits, was changed, or is settled. One that is sent comes as `message.changed` too."""

    type: Literal["scheduled-message.changed"] = "scheduled-message.changed"
    scheduled: ScheduledMessage


class CallChanged(Shape):
    type: Literal["call.changed"] = "call.changed"
    call: Call


class CallsSeen(Shape):
    type: Literal["calls.seen"] = "calls.seen"
    number_id: UUID
    up_to: int


class CallsDeleted(Shape):
    """One that is taken back comes as `call.changed` again."""

    type: Literal["calls.deleted"] = "calls.deleted"
    call_ids: list[UUID]


class ActiveCallsChanged(Shape):
    """A call was answered, has ended, or goes on on another device: all that go on now."""

    type: Literal["active-calls.changed"] = "active-calls.changed"
    calls: list[ActiveCall]


class NumbersChanged(Shape):
    type: Literal["numbers.changed"] = "numbers.changed"
    numbers: list[Number]


class ContactChanged(Shape):
    type: Literal["contact.changed"] = "contact.changed"
    contact: Contact


class ContactDeleted(Shape):
    type: Literal["contact.deleted"] = "contact.deleted"
    contact_id: UUID


class NumberBlocked(Shape):
    type: Literal["number.blocked"] = "number.blocked"
    blocked: BlockedNumber


class NumberUnblocked(Shape):
    type: Literal["number.unblocked"] = "number.unblocked"
    address: Address


class AccountChanged(Shape):
    type: Literal["account.changed"] = "account.changed"
    me: Me


class DevicesChanged(Shape):
    type: Literal["devices.changed"] = "devices.changed"


class SessionEnded(Shape):
    """The last event of a stream; never stored, always about the device that reads it."""

    type: Literal["session.ended"] = "session.ended"
    reason: Literal[
        "signed_out_elsewhere", "password_changed", "premium_ended", "token_reused", "account_deleted"
    ]


class Reset(Shape):
    """The cursor is unknown or too old: list everything again, then read from `event_cursor`."""

    type: Literal["reset"] = "reset"


Event = Annotated[
    MessageChanged
    | ConversationRead
    | ScheduledMessageChanged
    | ThreadFlagsChanged
    | MessagesDeleted
    | MessagesRestored
    | CallChanged
    | CallsSeen
    | CallsDeleted
    | ActiveCallsChanged
    | NumbersChanged
    | VoicemailChanged
    | VoicemailsDeleted
    | GreetingsChanged
    | ContactChanged
    | ContactDeleted
    | NumberBlocked
    | NumberUnblocked
    | AccountChanged
    | BalanceChanged
    | DevicesChanged
    | SessionEnded
    | Reset,
    Field(discriminator="type"),
]


# --- problems (RFC 9457) ----------------------------------------------------------------------------------
class Problem(BaseModel):
    """`type` ends in a stable word: /problems/<word>. Further members depend on it."""

    type: str
    title: str
    status: int
    detail: str | None = None
    upgrade_url: str | None = None
    reset_url: str | None = None
    reason: str | None = None
    """Why the session ended, as in `SessionEnded`."""
    ticket: str | None = None
    devices: list[Device] | None = None
    errors: list[dict[str, str]] | None = None
