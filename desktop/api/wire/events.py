"""Server-sent events, told apart by `type`. One of a type that we do not know is a newer carrier's: None."""

from __future__ import annotations

from typing import get_args

import msgspec

from desktop.api.wire import bounds
from desktop.api.wire.account import Me, WireNumber
from desktop.api.wire.blocking import WireBlocked
from desktop.api.wire.contacts import WireContact
from desktop.api.wire.greetings import WireGreetings
from desktop.api.wire.history import ActiveCalls, WireCall, WireVoicemail
from desktop.api.wire.later import WireScheduled
from desktop.api.wire.messages import WireMessage, WireThreadFlags
from desktop.api.wire.money import Balance


class MessageChanged(msgspec.Struct, frozen=True, tag_field="type", tag="message.changed"):
    message: WireMessage


class ConversationRead(msgspec.Struct, frozen=True, tag_field="type", tag="conversation.read"):
    number_id: bounds.Id
    peer: bounds.Address
    up_to: bounds.Sequence


class ScheduledMessageChanged(msgspec.Struct, frozen=True, tag_field="type", tag="scheduled-message.changed"):
    scheduled: WireScheduled


class ThreadFlagsChanged(msgspec.Struct, frozen=True, tag_field="type", tag="thread.changed"):
    thread: WireThreadFlags


class MessagesDeleted(msgspec.Struct, frozen=True, tag_field="type", tag="messages.deleted"):
    deletion_id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address
    message_ids: list[bounds.Id]
    up_to: bounds.Sequence | None = None


class MessagesRestored(msgspec.Struct, frozen=True, tag_field="type", tag="messages.restored"):
    deletion_id: bounds.Id
    number_id: bounds.Id
    peer: bounds.Address


class CallChanged(msgspec.Struct, frozen=True, tag_field="type", tag="call.changed"):
    call: WireCall


class CallsSeen(msgspec.Struct, frozen=True, tag_field="type", tag="calls.seen"):
    number_id: bounds.Id
    up_to: bounds.Sequence


class CallsDeleted(msgspec.Struct, frozen=True, tag_field="type", tag="calls.deleted"):
    call_ids: list[bounds.Id]


class ActiveCallsChanged(ActiveCalls, frozen=True, tag_field="type", tag="active-calls.changed"):
    pass


class NumbersChanged(msgspec.Struct, frozen=True, tag_field="type", tag="numbers.changed"):
    numbers: list[WireNumber]


class VoicemailChanged(msgspec.Struct, frozen=True, tag_field="type", tag="voicemail.changed"):
    voicemail: WireVoicemail


class VoicemailsDeleted(msgspec.Struct, frozen=True, tag_field="type", tag="voicemails.deleted"):
    voicemail_ids: list[bounds.Id]


class GreetingsChanged(msgspec.Struct, frozen=True, tag_field="type", tag="greetings.changed"):
    number_id: bounds.Id
    greetings: WireGreetings


class ContactChanged(msgspec.Struct, frozen=True, tag_field="type", tag="contact.changed"):
    contact: WireContact


class ContactDeleted(msgspec.Struct, frozen=True, tag_field="type", tag="contact.deleted"):
    contact_id: bounds.Id


class NumberBlocked(msgspec.Struct, frozen=True, tag_field="type", tag="number.blocked"):
    blocked: WireBlocked


class NumberUnblocked(msgspec.Struct, frozen=True, tag_field="type", tag="number.unblocked"):
    address: bounds.Address


class AccountChanged(msgspec.Struct, frozen=True, tag_field="type", tag="account.changed"):
    me: Me


class BalanceChanged(msgspec.Struct, frozen=True, tag_field="type", tag="balance.changed"):
    balance: Balance


class DevicesChanged(msgspec.Struct, frozen=True, tag_field="type", tag="devices.changed"):
    pass


class SessionEnded(msgspec.Struct, frozen=True, tag_field="type", tag="session.ended"):
    reason: str
    upgrade_url: str | None = None


class Reset(msgspec.Struct, frozen=True, tag_field="type", tag="reset"):
    pass


AnyEvent = (
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
    | Reset
)

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_KINDS = frozenset(kind.__struct_config__.tag for kind in get_args(AnyEvent))


class Undecodable(Exception):
    """The data is not what its type promises. The text says where, and quotes nothing of it."""


def decode_event(kind: str, data: bytes) -> AnyEvent | None:
    """The event in `data`. Raises `Undecodable`."""
    if kind not in _KINDS:
        return None
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Undecodable(f"{kind}: {type(error).__name__}") from error
