"""Lets intents leave: once, in order within a lane, at once when the carrier is there.

Killed anywhere, the next start goes on from the rows: a request that may have left is asked about first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, assert_never

from desktop.api.auth import session_ended
from desktop.api.carrier import CarrierApi
from desktop.domain.blocking import BlockedNumber
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.events import (
    BlockedChanged,
    CacheReplaced,
    ContactsChanged,
    DraftChanged,
    Event,
    MessagesChanged,
    MutedChanged,
    NumbersChanged,
    ScheduledChanged,
    ScheduledNotDone,
    ThreadsChanged,
)
from desktop.domain.later import (
    CancelScheduled,
    ChangeScheduled,
    OfScheduled,
    Schedule,
    Scheduled,
    SendScheduledNow,
)
from desktop.domain.messages import Draft, Message
from desktop.domain.outbox import (
    Accepted,
    Act,
    Answer,
    Block,
    ChangeNumber,
    ChangeThread,
    DeleteCalls,
    DeleteContact,
    DeleteMessages,
    DeleteVoicemails,
    Dropped,
    Failed,
    Intent,
    IntentId,
    MarkCallsSeen,
    MarkHeard,
    MarkRead,
    NeverArrived,
    NoAnswer,
    RefusedForGood,
    RestoreCalls,
    RestoreVoicemails,
    SaveContact,
    SendMessage,
    Settled,
    Step,
    Unblock,
    UndoDeletion,
    Waits,
    follow,
    lane,
    next_step,
)
from desktop.services import arrivals, in_sight
from desktop.services.departures import Departures
from desktop.storage import (
    blocking,
    contacts,
    deletions,
    history,
    later,
    messages,
    numbers,
    outbox,
    thread_flags,
    threads,
    voicemails,
)
from desktop.storage.database import Database
from desktop.system.crash import reach

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Requests under way at the same time, each of another lane."""
PASSING = frozenset({401, 408, 425, 429})
"""Refusals that say nothing about the request itself: it is made again."""


_Told = Message | Scheduled


class _TakenBack(Exception):
    """The intent went between being read and being asked for."""


class Outbox:
    def __init__(self, *, cache: Database, api: CarrierApi, tell: Callable[[Event], None]) -> None:
        self._cache = cache
        self._api = api
        self._tell = tell
        self._departures = Departures("the outbox", at_once=AT_ONCE)

    def look(self) -> None:
        """Something was written."""
        self._departures.look()

    def carrier_is_back(self) -> None:
        """What waits for the carrier leaves now."""
        self._departures.carrier_is_back()

    async def run(self) -> None:
        """Until cancelled. What is under way then stays unknown, and is asked about later."""
        await self._departures.run(self._start_what_may_leave)

    async def _start_what_may_leave(self) -> None:
        for intent in await self._cache.read(outbox.first_of_each_lane):
            name = lane(intent.act)
            self._departures.start(name, partial(self._leave, intent, name), name=f"outbox {intent.id}")

    async def _leave(self, intent: Intent, name: str) -> None:
        try:
            answer, message, asked = await self._ask_or_request(intent)
        except _TakenBack:
            return
        consequence = follow(intent, answer)
        match consequence:
            case Settled():
                await self._settle(intent, message)
                self._departures.went_well(name)
            case Failed(failure):
                log.info("message %s failed: %s", intent.id, failure.value)
                await self._commit(partial(_fail, intent=intent, failure=failure))
            case Dropped(word):
                level = logging.INFO if isinstance(intent.act, OfScheduled) else logging.ERROR
                log.log(level, "the carrier refuses intent %s: %s", intent.id, word)
                await self._commit(partial(_drop, intent=intent, word=word))
            case Waits(changed, pause):
                await self._cache.write(lambda db: outbox.set_begun(db, intent, changed.begun))
                if pause:
                    self._departures.hold_back(name, asked)
            case _:
                assert_never(consequence)

    async def _ask_or_request(self, intent: Intent) -> tuple[Answer, _Told | None, float | None]:
        """The answer, the message where one came, and the pause that was asked for."""
        step = next_step(intent)
        try:
            if step is Step.ASK and isinstance(intent.act, SendMessage):
                found = await self._api.find_message(intent.act.message_id)
                return (NeverArrived() if found is None else Accepted()), found, None
            if not await self._cache.write(lambda db: outbox.set_begun(db, intent, True)):
                raise _TakenBack
            reach("request.begun")
            message = await self._request(intent.act)
            reach("answer.received")
            return Accepted(), message, None
        except Unanswered as error:
            log.info("intent %s: no answer (%s)", intent.id, error.why)
            return NoAnswer(left=error.reached), None, error.retry_after
        except Refused as refused:
            if refused.status in PASSING or step is Step.ASK or session_ended(refused) is not None:
                # A question that is refused says nothing of the message: it may well have arrived.
                return NoAnswer(left=False), None, refused.retry_after
            return RefusedForGood(refused.word), None, None

    async def _request(self, act: Act) -> _Told | None:
        match act:
            case SendMessage():
                return await self._api.send_message(act)
            case MarkRead(thread, up_to):
                await self._api.mark_read(thread, up_to)
            case ChangeThread():
                await self._api.change_thread(act)
            case DeleteMessages():
                await self._api.delete_messages(act)
            case UndoDeletion(deletion_id):
                await self._api.undo_deletion(deletion_id)
            case MarkCallsSeen(number_id, up_to):
                await self._api.mark_calls_seen(number_id, up_to)
            case DeleteCalls(call_ids):
                await self._api.delete_calls(call_ids)
            case RestoreCalls(call_ids):
                await self._api.restore_calls(call_ids)
            case MarkHeard(voicemail_id, heard):
                await self._api.mark_heard(voicemail_id, heard)
            case DeleteVoicemails(voicemail_ids):
                await self._api.delete_voicemails(voicemail_ids)
            case RestoreVoicemails(voicemail_ids):
                await self._api.restore_voicemails(voicemail_ids)
            case ChangeNumber():
                await self._api.change_number(act)
            case SaveContact(contact):
                await self._api.save_contact(contact)
            case DeleteContact(contact_id):
                await self._api.delete_contact(contact_id)
            case Block(address):
                await self._api.block(address)
            case Unblock(address):
                await self._api.unblock(address)
            case OfScheduled():
                return await self._api.ask_later(act)
            case _:
                assert_never(act)
        return None

    async def _settle(self, intent: Intent, message: _Told | None) -> None:
        def work(db: Any) -> tuple[Event, ...]:
            _accept(db, intent)
            outbox.remove(db, intent.id)
            if isinstance(message, Scheduled):
                later.store(db, message)
            elif message is not None:
                return arrivals.commit_message(db, message).events
            return _told(db, intent.act)

        await self._move(intent.act)
        await self._commit(work)
        reach("answer.committed")

    async def _move(self, act: Act) -> None:
        """Many messages are moved bit by bit before their intent goes: it shows them as they will be."""
        more = True
        while more and isinstance(act, DeleteMessages):
            more = await self._cache.write(partial(deletions.move_some, act=act))
        while more and isinstance(act, UndoDeletion):
            more = await self._cache.write(partial(deletions.restore_some, deletion_id=act.deletion_id))

    async def _commit(self, work: Callable[[Any], tuple[Event, ...]]) -> None:
        for event in await self._cache.write(work):
            self._tell(event)


def _accept(db: Any, intent: Intent) -> None:
    """What the carrier has taken is its truth from now on, before its event says so."""
    match intent.act:
        case MarkRead(thread, up_to):
            messages.set_read(db, thread, up_to)
            thread_flags.set_read(db, thread)
        case ChangeThread():
            thread_flags.change(db, intent.act)
        case DeleteMessages(_, _, message_ids):
            outbox.remove_refused(db, message_ids)
            deletions.move_some(db, intent.act)
        case UndoDeletion(deletion_id):
            deletions.set_restored(db, deletion_id)
        case MarkCallsSeen(number_id, up_to):
            history.set_calls_seen(db, number_id, up_to)
        case DeleteCalls(call_ids):
            history.set_calls_deleted(db, call_ids)
        case RestoreCalls(call_ids):
            history.set_calls_restored(db, call_ids)
        case MarkHeard(voicemail_id, heard):
            voicemails.set_heard(db, voicemail_id, heard)
        case DeleteVoicemails(voicemail_ids):
            voicemails.set_deleted(db, voicemail_ids)
        case RestoreVoicemails(voicemail_ids):
            voicemails.set_restored(db, voicemail_ids)
        case ChangeNumber():
            numbers.change(db, intent.act)
        case SaveContact(contact):
            contacts.store(db, contact)
        case DeleteContact(contact_id):
            contacts.remove(db, contact_id)
        case Block(address):
            blocking.store(db, BlockedNumber(address, intent.made_at))
        case Unblock(address):
            blocking.remove(db, address)
        case OfScheduled():
            pass  # it comes with the answer
        case SendMessage():
            pass  # the message itself comes with the answer
        case _:
            assert_never(intent.act)


def _drop(db: Any, intent: Intent, word: str) -> tuple[Event, ...]:
    """What was laid over the truth goes: the truth is shown again."""
    outbox.remove(db, intent.id)
    if isinstance(intent.act, ChangeScheduled | SendScheduledNow | CancelScheduled):
        draft: Draft | None = None
        if isinstance(intent.act, ChangeScheduled):
            draft = later.rescue_text(db, intent.act, intent.made_at)
        if word == "not-found":  # settled so long ago that the carrier has forgotten
            later.forget(db, intent.act.message_id)
        rescued = () if draft is None else (DraftChanged(draft),)
        return (*_told(db, intent.act), *rescued, ScheduledNotDone(intent.act, word))
    if isinstance(intent.act, UndoDeletion):
        deletions.send_away(db, intent.act.deletion_id)
    return (*_told(db, intent.act), CacheReplaced())


def _fail(db: Any, intent: Intent, failure: Any) -> tuple[Event, ...]:
    if isinstance(intent.act, Schedule):
        outbox.set_failed(db, intent.id, failure)
        return _told(db, intent.act)
    assert isinstance(intent.act, SendMessage)
    outbox.set_failed(db, IntentId(intent.act.message_id), failure)
    threads.refresh(db, (intent.act.thread,))
    shown = messages.find_all(db, (intent.act.message_id,))
    return (MessagesChanged(shown), *in_sight.counts(db))


def _told(db: Any, act: Act) -> tuple[Event, ...]:
    match act:
        case ChangeNumber():
            return (NumbersChanged(numbers.load(db)),)
        case SaveContact() | DeleteContact():
            return (ContactsChanged(contacts.load(db)),)
        case Block() | Unblock():
            return (BlockedChanged(blocking.load(db)),)
        case MarkRead(thread) | DeleteMessages(_, thread) | UndoDeletion(_, thread):
            threads.refresh(db, (thread,))
            return in_sight.counts(db)
        case OfScheduled():
            threads.show_waiting(db)
            return (ScheduledChanged(later.load(db)),)
        case ChangeThread(thread):
            threads.refresh(db, (thread,))
            changed = ThreadsChanged(frozenset((thread,)))
            return (MutedChanged(thread_flags.muted(db)), changed, *in_sight.counts(db))
        case SendMessage() | MarkCallsSeen() | DeleteCalls() | RestoreCalls():
            return in_sight.counts(db)
        case MarkHeard() | DeleteVoicemails() | RestoreVoicemails():
            return in_sight.counts(db)
        case _:
            assert_never(act)
