"""What waits to be asked of the carrier, and what its answer, or the lack of one, means.

Pure: `desktop.services.outbox` does the asking and `desktop.storage.outbox` keeps the rows. A message
that may have left is *unknown*: the carrier is asked what became of it before it is
sent again, so it arrives once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import NewType, TypeVar, assert_never

from desktop.domain.contacts import Contact, ContactId
from desktop.domain.later import LaterAct, OfScheduled, Schedule
from desktop.domain.messages import DeletionId, GroupId, MessageFailure, MessageId, ThreadKey
from desktop.domain.numbers import Address, NumberId, VoicemailChange
from desktop.domain.voicemail import VoicemailId

T = TypeVar("T")

MOST_CALLS = 100
"""Named in one intent: as many as the carrier takes in one request."""
MOST_VOICEMAILS = 100
"""The same of voicemails."""
MOST_MESSAGES = 100
"""The same of messages."""

_NOTHING_OF_VOICEMAIL = VoicemailChange()

IntentId = NewType("IntentId", str)
"""A UUID made here: the idempotency key. That of a message is the message's own."""


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message, at once."""

    message_id: MessageId
    thread: ThreadKey
    text: str
    file_id: str | None = None
    """A file that is at the carrier: its link goes with the text, which may be empty then."""
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class MarkRead:
    """The thread was read up to a sequence."""

    thread: ThreadKey
    up_to: int


@dataclass(frozen=True, slots=True)
class ChangeThread:
    """What is None stays as it is."""

    thread: ThreadKey
    muted: bool | None = None
    pinned: bool | None = None
    marked_unread: bool | None = None


@dataclass(frozen=True, slots=True)
class DeleteMessages:
    """The intent's id is the deletion's."""

    deletion_id: DeletionId
    thread: ThreadKey
    message_ids: tuple[MessageId, ...] = ()
    """At most `MOST_MESSAGES`."""
    up_to: int | None = None
    """Everything of the carrier's in the thread up to this sequence."""


@dataclass(frozen=True, slots=True)
class UndoDeletion:
    """Take back what one deletion took."""

    deletion_id: DeletionId
    thread: ThreadKey


@dataclass(frozen=True, slots=True)
class MarkCallsSeen:
    """Missed calls of a number were seen up to a sequence."""

    number_id: NumberId
    up_to: int


@dataclass(frozen=True, slots=True)
class DeleteCalls:
    """Entries of the history."""

    call_ids: tuple[str, ...]
    """At most `MOST_CALLS`."""


@dataclass(frozen=True, slots=True)
class RestoreCalls:
    """Take back what was deleted."""

    call_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkHeard:
    """A voicemail was listened to, or counts as new again."""

    voicemail_id: VoicemailId
    heard: bool = True


@dataclass(frozen=True, slots=True)
class DeleteVoicemails:
    """They are shown no more, on any device."""

    voicemail_ids: tuple[VoicemailId, ...]
    """At most `MOST_VOICEMAILS`."""


@dataclass(frozen=True, slots=True)
class RestoreVoicemails:
    """Take back what was deleted."""

    voicemail_ids: tuple[VoicemailId, ...]


@dataclass(frozen=True, slots=True)
class ChangeNumber:
    """What is None stays as it is."""

    number_id: NumberId
    name: str | None = None
    colour: int | None = None
    position: int | None = None
    refuses_hidden: bool | None = None
    voicemail: VoicemailChange = _NOTHING_OF_VOICEMAIL


@dataclass(frozen=True, slots=True)
class SaveContact:
    """A new one, or new words for one that there is."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class DeleteContact:
    """Its calls and messages stay."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class Block:
    """Their calls and messages come through no longer."""

    address: Address


@dataclass(frozen=True, slots=True)
class Unblock:
    """They come through again."""

    address: Address


Act = (
    SendMessage
    | MarkRead
    | ChangeThread
    | DeleteMessages
    | UndoDeletion
    | MarkCallsSeen
    | DeleteCalls
    | RestoreCalls
    | MarkHeard
    | DeleteVoicemails
    | RestoreVoicemails
    | ChangeNumber
    | SaveContact
    | DeleteContact
    | Block
    | Unblock
    | LaterAct
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody wants of the carrier, until the carrier has answered."""

    id: IntentId
    act: Act
    made_at: datetime
    begun: bool = False
    """A request for it may have left this computer."""
    failure: MessageFailure | None = None
    """The carrier refused it for good. It stays, to be shown, until it is sent again or dropped."""
    position: int = field(default=0, compare=False)
    """Of its row, which another under the same id does not have; 0 before it is written."""


def lane(act: Act) -> str:
    """Intents of one lane leave one after the other, in the order in which they were made."""
    match act:
        case SendMessage(_, thread, _):
            return f"thread {thread.number_id} {thread.peer}"
        case DeleteMessages(_, thread) | UndoDeletion(_, thread):
            # Behind what is sent in the thread: the carrier can only delete what it has.
            return f"thread {thread.number_id} {thread.peer}"
        case MarkRead(thread, _) | ChangeThread(thread):
            return f"read {thread.number_id} {thread.peer}"
        case MarkCallsSeen(number_id, _):
            return f"calls {number_id}"
        case DeleteCalls() | RestoreCalls():
            return "deleted calls"
        case MarkHeard(voicemail_id):
            return f"voicemail {voicemail_id}"
        case DeleteVoicemails() | RestoreVoicemails():
            return "deleted voicemails"
        case ChangeNumber():
            return "numbers"
        case SaveContact(contact):
            return f"contact {contact.id}"
        case DeleteContact(contact_id):
            return f"contact {contact_id}"
        case OfScheduled(message_id):
            return f"later {message_id}"
        case Block(address) | Unblock(address):
            return f"blocked {address}"
        case _:
            assert_never(act)


def in_parts(ids: tuple[T, ...], most: int) -> Iterator[tuple[T, ...]]:
    """So many, in their order, as one intent may name."""
    for start in range(0, len(ids), most):
        yield ids[start : start + most]


class Step(Enum):
    ASK = "ask"  # what became of it?
    REQUEST = "request"


def next_step(intent: Intent) -> Step:
    """Only a message must be asked about: all else may be said twice."""
    return Step.ASK if intent.begun and isinstance(intent.act, SendMessage) else Step.REQUEST


# --- what came back ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier has done it, now or before."""


@dataclass(frozen=True, slots=True)
class NeverArrived:
    """Asked about it, the carrier has never seen it."""


@dataclass(frozen=True, slots=True)
class RefusedForGood:
    """The carrier refused an intent, and would again."""

    word: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Neither yes nor no: the network, an overloaded carrier, a session that is being renewed."""

    left: bool
    """False where it is certain that nothing left this computer."""


Answer = Accepted | NeverArrived | RefusedForGood | NoAnswer


# --- what follows -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Settled:
    """The intent goes; the carrier's truth shows it now."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The message stays, with its reason."""

    failure: MessageFailure


@dataclass(frozen=True, slots=True)
class Dropped:
    """The intent goes and what it laid over the truth with it."""

    word: str


@dataclass(frozen=True, slots=True)
class Waits:
    """It is tried again: at once, or after a pause."""

    intent: Intent
    pause: bool


Consequence = Settled | Failed | Dropped | Waits


def follow(intent: Intent, answer: Answer) -> Consequence:
    """What `answer` means for `intent`."""
    match answer:
        case Accepted():
            return Settled()
        case NeverArrived():
            return Waits(replace(intent, begun=False), pause=False)
        case RefusedForGood(word):
            if isinstance(intent.act, SendMessage | Schedule):
                return Failed(failure_of(word))
            return Dropped(word)
        case NoAnswer(left):
            return Waits(replace(intent, begun=intent.begun or left), pause=True)
        case _:
            assert_never(answer)


def failure_of(word: str) -> MessageFailure:
    """The carrier's word for a failure; one we do not know is technical."""
    try:
        return MessageFailure(word)
    except ValueError:
        return MessageFailure.TECHNICAL
