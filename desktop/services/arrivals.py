"""What the carrier said, committed in one transaction, and the events that tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from desktop.api.wire import events as wire
from desktop.domain.active_calls import ActiveCall
from desktop.domain.calls import CallRecord, Direction
from desktop.domain.contacts import ContactId
from desktop.domain.events import (
    ActiveCallsChanged,
    BlockedChanged,
    ContactsChanged,
    DevicesOutdated,
    Event,
    GreetingsChanged,
    HistoryChanged,
    MessagesChanged,
    MutedChanged,
    NumbersChanged,
    ScheduledChanged,
    ThreadsChanged,
    ThreadsRead,
    VoicemailsChanged,
)
from desktop.domain.messages import DeletionId, Message, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.session import Account, DeviceId
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.services.in_sight import counts
from desktop.storage import (
    blocking,
    contacts,
    deletions,
    facts,
    greetings,
    history,
    later,
    messages,
    money,
    numbers,
    thread_flags,
    threads,
    voicemails,
)


class CacheIsNew(Exception):
    """The cache was rebuilt under us: everything must be listed again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What to tell the store after a commit, in order."""

    events: tuple[Event, ...]
    account: Account | None = None
    """Where the account itself changed."""


def commit(db: Any, arrived: Sequence[wire.AnyEvent], cursor: int, here: DeviceId) -> Told:
    """Apply `arrived` and move the cursor with it. Raises `CacheIsNew`."""
    if facts.cursor(db) is None:
        raise CacheIsNew
    batch = _Batch(db)
    for event in arrived:
        batch.add(event, here)
    facts.set_cursor(db, cursor)
    return batch.finish()


def commit_message(db: Any, message: Message) -> Told:
    """Keep one message of the carrier's, the answer to a request.

    Where its event came first, the answer is older news: "delivered" does not become "queued" again.
    """
    batch = _Batch(db)
    if messages.is_carried(db, message.id):
        batch.touch(message)
    else:
        batch.messages.append(message)
    return batch.finish()


class _Batch:
    def __init__(self, db: Any) -> None:
        self._db = db
        self.messages: list[Message] = []
        self._touched: set[ThreadKey] = set()
        self._read: set[ThreadKey] = set()
        self._changed: set[ThreadKey] = set()
        self._flags = False
        self._new: set[str] = set()
        self._stored: dict[str, Message] = {}
        self._calls: dict[str, CallRecord] = {}
        self._voicemails: dict[str, Voicemail] = {}
        self._unsaid: set[VoicemailId] = set()
        self._numbers = False
        self._contacts = False
        self._greetings = False
        self._blocked = False
        self._scheduled = False
        self._calls_seen = False
        self._devices = False
        self._active: tuple[ActiveCall, ...] | None = None
        self._gone: set[str] = set()
        self._account: Account | None = None
        self._generation = facts.generation(db)

    def add(self, event: wire.AnyEvent, here: DeviceId) -> None:
        db = self._db
        match event:
            case wire.MessageChanged(message):
                self.messages.append(message.to_domain())
            case wire.ConversationRead(number_id, peer, up_to):
                self._store_messages()
                thread = ThreadKey(NumberId(number_id), Address(peer))
                messages.set_read(db, thread, up_to)
                self._touched.add(thread)
                self._read.add(thread)
            case wire.ScheduledMessageChanged(scheduled):
                later.store(db, scheduled.to_domain())
                self._scheduled = True
            case wire.ThreadFlagsChanged(flags):
                thread_flags.store(db, [wanted := flags.to_domain()])
                self._flags = True
                self._change(wanted.key)
            case wire.MessagesDeleted(deletion_id, number_id, peer, message_ids, up_to):
                self._store_messages()
                thread = ThreadKey(NumberId(number_id), Address(peer))
                deletions.set_deleted(db, DeletionId(deletion_id), thread, message_ids, up_to)
                self._change(thread)
            case wire.MessagesRestored(deletion_id, number_id, peer):
                self._store_messages()
                deletions.set_restored(db, DeletionId(deletion_id))
                self._change(ThreadKey(NumberId(number_id), Address(peer)))
            case wire.CallChanged(call):
                record = call.to_domain(here=here)
                history.store_calls(db, [record], generation=self._generation)
                self._calls[record.id] = record
                self._gone.discard(record.id)
            case wire.CallsSeen(number_id, up_to):
                history.set_calls_seen(db, NumberId(number_id), up_to)
                self._calls_seen = True
            case wire.CallsDeleted(call_ids):
                history.set_calls_deleted(db, call_ids)
                self._gone |= set(call_ids)
                for call_id in call_ids:
                    self._calls.pop(call_id, None)
            case wire.ActiveCallsChanged():
                self._active = event.to_domain()
            case wire.NumbersChanged(listed):
                numbers.store(db, [number.to_domain() for number in listed])
                self._numbers = True
            case wire.VoicemailChanged(voicemail):
                left = voicemail.to_domain()
                voicemails.store(db, [left])
                self._voicemails[left.id] = left
                self._unsaid.discard(left.id)
            case wire.VoicemailsDeleted(voicemail_ids):
                deleted = {VoicemailId(voicemail_id) for voicemail_id in voicemail_ids}
                voicemails.set_deleted(db, deleted)
                self._unsaid |= deleted
                for voicemail_id in deleted:
                    self._voicemails.pop(voicemail_id, None)
            case wire.GreetingsChanged(number_id, said):
                greetings.store(db, NumberId(number_id), said.to_domain())
                self._greetings = True
            case wire.ContactChanged(contact):
                contacts.store(db, contact.to_domain())
                self._contacts = True
            case wire.ContactDeleted(contact_id):
                contacts.remove(db, ContactId(contact_id))
                self._contacts = True
            case wire.NumberBlocked(number):
                blocking.store(db, number.to_domain())
                self._blocked = True
            case wire.NumberUnblocked(address):
                blocking.remove(db, Address(address))
                self._blocked = True
            case wire.AccountChanged(me):
                self._account = me.to_domain()
                facts.set_account(db, self._account)
            case wire.BalanceChanged(balance):
                money.store_balance(db, balance.to_domain())
            case wire.DevicesChanged():
                self._devices = True
            case wire.SessionEnded() | wire.Reset():
                pass  # nothing of theirs is kept
            case _:
                assert_never(event)

    def touch(self, message: Message) -> None:
        """Tell of `message` as it stands in the cache."""
        self._stored[message.id] = message
        self._touched.add(message.thread)

    def finish(self) -> Told:
        db = self._db
        self._store_messages()
        threads.refresh(db, self._touched)
        told: list[Event] = []
        if self._numbers:
            told.append(NumbersChanged(numbers.load(db)))
        if self._contacts:
            told.append(ContactsChanged(contacts.load(db)))
        if self._blocked:
            told.append(BlockedChanged(blocking.load(db)))
        if self._greetings:
            told.append(GreetingsChanged(greetings.load(db)))
        if self._scheduled:
            threads.show_waiting(db)
            told.append(ScheduledChanged(later.load(db)))
        if self._flags:
            told.append(MutedChanged(thread_flags.muted(db)))
        if self._stored:
            shown = messages.find_all(db, self._stored)
            new = frozenset(m.id for m in shown if m.id in self._new and not m.read)
            told.append(MessagesChanged(shown, new))
        if self._changed:
            told.append(ThreadsChanged(frozenset(self._changed)))
        if self._read:
            told.append(ThreadsRead(frozenset(self._read)))
        if self._calls or self._calls_seen or self._gone:
            told.append(HistoryChanged(tuple(self._calls.values()), frozenset(self._gone)))
        if self._voicemails or self._unsaid:
            told.append(VoicemailsChanged(tuple(self._voicemails.values()), frozenset(self._unsaid)))
        if self._active is not None:
            told.append(ActiveCallsChanged(self._active))
        if self._devices:
            told.append(DevicesOutdated())
        return Told((*told, *counts(db)), self._account)

    def _change(self, thread: ThreadKey) -> None:
        self._touched.add(thread)
        self._changed.add(thread)

    def _store_messages(self) -> None:
        came = messages.store(self._db, self.messages, generation=self._generation)
        for message in self.messages:
            self.touch(message)
            if message.id in came and message.direction is Direction.INCOMING:
                self._new.add(message.id)
        self.messages.clear()
