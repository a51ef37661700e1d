"""Working services in memory, for galleries and tests of the screens: what is asked of them becomes events,
as with the real ones, and a real Store shows them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from desktop.domain import events as e
from desktop.domain.active_calls import ActiveCall
from desktop.domain.blocking import BlockedNumber
from desktop.domain.call_report import Finding
from desktop.domain.calls import Call, CallId, CallRecord, Direction, EndOfCall, Outcome, Phase
from desktop.domain.contacts import Contact, ContactId
from desktop.domain.errors import Mendable
from desktop.domain.history import CallKind, CallQuery
from desktop.domain.messages import (
    Draft,
    Message,
    MessageId,
    MessageStatus,
    Place,
    Thread,
    ThreadFlags,
    ThreadKey,
)
from desktop.domain.numbers import Address, NumberId, VoicemailChange
from desktop.services.blocking import Blocking
from desktop.services.calls import Calls
from desktop.services.contacts import Contacts
from desktop.services.history import History
from desktop.services.messages import Messages
from desktop.services.numbers import Numbers
from desktop.services.reports import Reports
from desktop.services.transfers import Transfers
from desktop.store import Store

WAITING = 2**53
"""The sequence of what waits here: above all others."""


class MemoryMessages(Messages):
    def __init__(self, store: Store, messages: Iterable[Message] = (), drafts: Iterable[Draft] = ()) -> None:
        self.store = store
        self.kept: dict[MessageId, Message] = {m.id: m for m in messages}
        self.drafts: dict[ThreadKey, str] = {d.thread: d.text for d in drafts}
        self.refuses: Mendable | None = None
        self.flags: dict[ThreadKey, ThreadFlags] = {}
        self.reads: list[ThreadKey] = []
        self.loads = 0

    def arrive(self, *messages: Message) -> None:
        """The carrier told of these."""
        self.kept |= {m.id: m for m in messages}
        self.store.apply(e.MessagesChanged(messages, frozenset(m.id for m in messages)))

    async def send(self, thread: ThreadKey, text: str, *, keeps_draft: bool = False) -> None:
        if self.refuses is not None:
            raise self.refuses
        message = Message(
            MessageId(str(uuid4())),
            thread,
            Direction.OUTGOING,
            text,
            datetime.now(UTC),
            MessageStatus.WAITING,
            WAITING + len(self.kept),
        )
        self.kept[message.id] = message
        self.store.apply(e.MessagesChanged((message,)))

    async def retry(self, message_id: MessageId) -> None:
        if self.refuses is not None:
            raise self.refuses
        old = self.kept.pop(message_id)
        new = replace(
            old,
            id=MessageId(str(uuid4())),
            status=MessageStatus.WAITING,
            failure=None,
            sequence=WAITING + len(self.kept),
        )
        self.kept[new.id] = new
        self.store.apply(e.MessagesChanged((new,), gone=frozenset([message_id])))

    async def discard(self, message_id: MessageId) -> None:
        self.kept.pop(message_id)
        self.store.apply(e.MessagesChanged((), gone=frozenset([message_id])))

    async def save_draft(self, thread: ThreadKey, text: str) -> None:
        self.drafts[thread] = text
        self.store.apply(e.DraftChanged(Draft(thread, text, datetime.now(UTC))))

    async def mark_read(self, thread: ThreadKey) -> None:
        self.reads.append(thread)
        if thread in self.flags:
            self.flags[thread] = replace(self.flags[thread], marked_unread=False)
        for message in list(self.kept.values()):
            if message.thread == thread and not message.read:
                self.kept[message.id] = replace(message, read=True)
        self.store.apply(e.ThreadsRead(frozenset([thread])))

    async def load_threads(
        self, number_id: NumberId | None, *, before: Place | None = None, limit: int = 50
    ) -> tuple[Thread, ...]:
        self.loads += 1
        every = {m.thread for m in self.kept.values()} | {s.thread for s in self.store.state.scheduled}
        keys = {key for key in every if number_id in (None, key.number_id)}
        threads = [thread for key in keys if (thread := await self.load_thread(key)) is not None]
        threads = [t for t in threads if before is None or t.place < before]
        return tuple(sorted(threads, key=lambda t: t.place, reverse=True)[:limit])

    async def load_thread(self, thread: ThreadKey) -> Thread | None:
        messages = self._of(thread)
        waiting = [each for each in self.store.state.scheduled if each.thread == thread]
        if not messages and waiting:
            at = waiting[0].made_at or waiting[0].due_at
            return Thread(thread, "", Direction.OUTGOING, MessageStatus.WAITING, at, 0, only_waits=True)
        if not messages:
            return None
        last = messages[-1]
        unread = sum(1 for m in messages if not m.read and m.direction is Direction.INCOMING)
        draft = self.drafts.get(thread, "")
        flags = self.flags.get(thread, ThreadFlags(thread))
        return Thread(
            thread,
            last.text,
            last.direction,
            last.status,
            last.created_at,
            unread,
            draft,
            muted=flags.muted,
            pinned=flags.pinned,
            marked_unread=flags.marked_unread,
        )

    async def load_messages(
        self, thread: ThreadKey, *, before: int | None = None, limit: int = 50
    ) -> tuple[Message, ...]:
        self.loads += 1
        return tuple([m for m in self._of(thread) if before is None or m.sequence < before][-limit:])

    async def load_newer(self, thread: ThreadKey, *, after: int, limit: int = 50) -> tuple[Message, ...]:
        self.loads += 1
        return tuple([m for m in self._of(thread) if m.sequence > after][:limit])

    async def load_draft(self, thread: ThreadKey) -> str:
        return self.drafts.get(thread, "")

    def _of(self, thread: ThreadKey) -> list[Message]:
        return sorted((m for m in self.kept.values() if m.thread == thread), key=lambda m: m.sequence)


class MemoryCalls(Calls):
    def __init__(self, store: Store) -> None:
        self.store = store
        self.dialled: list[tuple[Address, NumberId]] = []
        self.refuses: Mendable | None = None

    async def dial(self, to: Address, *, number_id: NumberId, asks_for: CallId | None = None) -> CallId:
        if self.refuses is not None:
            raise self.refuses
        self.dialled.append((to, number_id))
        call_id = CallId(str(uuid4()))
        call = Call(call_id, Direction.OUTGOING, number_id, to, "", Phase.DIALING, datetime.now(UTC))
        self._hold_all_but()
        self.store.apply(e.CallBegan(replace(call, asks_for=asks_for)))
        return call_id

    async def take_over(self, active: ActiveCall) -> CallId:
        if self.refuses is not None:
            raise self.refuses
        call_id = CallId(str(uuid4()))
        call = Call(
            call_id,
            Direction.OUTGOING,
            active.number_id,
            active.peer,
            "",
            Phase.DIALING,
            datetime.now(UTC),
            carrier_id=active.id,
            taken_over=True,
        )
        self.store.apply(e.CallBegan(call))
        return call_id

    async def answer(self, call_id: CallId) -> None:
        self._hold_all_but(call_id)
        self.store.apply(
            e.CallAnswered(call_id, datetime.now(UTC), time.monotonic(), "G722/16000", encrypted=True)
        )

    async def decline(self, call_id: CallId) -> None:
        self.store.apply(e.CallEnded(call_id, EndOfCall.DECLINED))

    async def hang_up(self, call_id: CallId) -> None:
        self.store.apply(e.CallEnded(call_id, EndOfCall.HUNG_UP))

    async def mute(self, call_id: CallId, muted: bool) -> None:
        self.store.apply(e.CallMuted(call_id, muted))

    async def end_and_answer(self, call_id: CallId) -> None:
        for call in self.store.state.live_calls:
            if call.phase is Phase.TALKING:
                await self.hang_up(call.id)
        await self.answer(call_id)

    async def hold(self, call_id: CallId) -> None:
        self._hold_all_but()

    async def resume(self, call_id: CallId) -> None:
        party = {c.id for c in self.store.state.live_calls if c.joined} | {call_id}
        joined = any(c.joined for c in self.store.state.live_calls if c.id == call_id)
        self._hold_all_but(*(party if joined else (call_id,)))

    async def join(self, call_id: CallId, other_id: CallId) -> None:
        self.store.apply(e.CallsJoined(frozenset((call_id, other_id))))
        self._hold_all_but(call_id, other_id)

    async def split(self, call_id: CallId) -> None:
        self.store.apply(e.CallsJoined(frozenset()))
        self._hold_all_but(call_id)

    def _hold_all_but(self, *talking: CallId) -> None:
        for call in self.store.state.live_calls:
            if call.phase in (Phase.TALKING, Phase.HELD):
                self.store.apply(e.CallHeld(call.id, call.id not in talking, call.held_there))

    async def send_tones(self, call_id: CallId, digits: str) -> None:
        self.store.apply(e.TonesSent(call_id, digits))

    def dismiss(self, call_id: CallId) -> None:
        self.store.apply(e.CallDismissed(call_id))


class MemoryTransfers(Transfers):
    def __init__(self, store: Store, calls: MemoryCalls) -> None:
        self.store = store
        self.calls = calls
        self.asked: list[tuple[CallId, Address | CallId]] = []
        self.refuses: Mendable | None = None

    async def transfer(self, call_id: CallId, to: Address) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.asked.append((call_id, to))
        self.store.apply(e.TransferBegan(call_id, to))

    async def ask_first(self, call_id: CallId, to: Address) -> CallId:
        call = self.store.state.call(call_id)
        assert call is not None
        return await self.calls.dial(to, number_id=call.number_id, asks_for=call_id)

    async def transfer_to(self, call_id: CallId, other_id: CallId) -> None:
        self.asked.append((call_id, other_id))
        for each in (call_id, other_id):
            self.store.apply(e.CallEnded(each, EndOfCall.TRANSFERRED))


class MemoryHistory(History):
    def __init__(self, store: Store, records: Iterable[CallRecord] = ()) -> None:
        self.store = store
        self.records = list(records)
        self.deleted: set[str] = set()

    async def load_calls(
        self, query: CallQuery, *, before: int | None = None, limit: int = 50
    ) -> tuple[CallRecord, ...]:
        kinds: dict[CallKind, Callable[[CallRecord], bool]] = {
            CallKind.ALL: lambda r: True,
            CallKind.MISSED: lambda r: r.outcome is Outcome.MISSED,
            CallKind.INCOMING: lambda r: r.direction is Direction.INCOMING,
            CallKind.OUTGOING: lambda r: r.direction is Direction.OUTGOING,
        }
        found = [
            r
            for r in sorted(self.records, key=lambda r: r.sequence, reverse=True)
            if query.number_id in (None, r.number_id)
            and r.id not in self.deleted
            and (before is None or r.sequence < before)
            and kinds[query.kind](r)
            and query.search.casefold() in f"{self.store.state.names.get(r.peer, '')} {r.peer}".casefold()
        ]
        return tuple(found[:limit])

    async def delete_calls(self, call_ids: Iterable[str]) -> None:
        self.deleted |= set(call_ids)
        self.store.apply(e.HistoryChanged((), frozenset(call_ids)))

    async def restore_calls(self, call_ids: Iterable[str]) -> None:
        self.deleted -= set(call_ids)
        self.store.apply(e.HistoryChanged(tuple(r for r in self.records if r.id in set(call_ids))))

    async def mark_calls_seen(self, number_id: NumberId | None) -> None:
        changed = [replace(r, seen=True) for r in self.records if not r.seen]
        self.records = [replace(r, seen=True) for r in self.records]
        self.store.apply(e.HistoryChanged(tuple(changed)))

    async def find_call(self, call_id: str) -> CallRecord | None:
        return next((r for r in self.records if r.id == call_id and r.id not in self.deleted), None)


class MemoryReports(Reports):
    def __init__(self, findings: tuple[Finding, ...] = ()) -> None:
        self.findings = findings
        self.asked: list[str] = []

    async def explain(self, call_id: str) -> tuple[Finding, ...]:
        self.asked.append(call_id)
        return self.findings


class MemoryContacts(Contacts):
    def __init__(self, store: Store) -> None:
        self.store = store

    async def save(self, contact: Contact) -> None:
        others = tuple(c for c in self.store.state.contacts if c.id != contact.id)
        self.store.apply(e.ContactsChanged((*others, contact)))

    async def delete(self, contact_id: ContactId) -> None:
        self.store.apply(e.ContactsChanged(tuple(c for c in self.store.state.contacts if c.id != contact_id)))


class MemoryBlocking(Blocking):
    def __init__(self, store: Store, at: datetime | None = None) -> None:
        self.store = store
        self._at = at
        self.refuses: Mendable | None = None

    async def block(self, addresses: Iterable[Address]) -> None:
        if self.refuses is not None:
            raise self.refuses
        self._tell(
            {each: self._at or datetime.now(UTC) for each in addresses} | dict(self.store.state.blocked)
        )

    async def unblock(self, addresses: Iterable[Address]) -> None:
        gone = set(addresses)
        self._tell({each: at for each, at in self.store.state.blocked.items() if each not in gone})

    def _tell(self, blocked: dict[Address, datetime]) -> None:
        self.store.apply(e.BlockedChanged(tuple(BlockedNumber(each, at) for each, at in blocked.items())))


class MemoryNumbers(Numbers):
    def __init__(self, store: Store) -> None:
        self.store = store

    async def refuse_hidden(self, number_id: NumberId, refused: bool) -> None:
        numbers = self.store.state.numbers
        self.store.apply(
            e.NumbersChanged(
                tuple(replace(n, refuses_hidden=refused) if n.id == number_id else n for n in numbers)
            )
        )

    async def change_voicemail(self, number_id: NumberId, change: VoicemailChange) -> None:
        numbers = self.store.state.numbers
        changed = (
            replace(n, voicemail=change.applied_to(n.voicemail)) if n.id == number_id else n for n in numbers
        )
        self.store.apply(e.NumbersChanged(tuple(changed)))
