"""Sending later (MSG-2): what is asked for here waits in the outbox until the carrier has it, and then there.

What waits is in `State.scheduled`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from desktop.domain.errors import Mendable
from desktop.domain.events import DraftChanged, Event, MessagesChanged, ScheduledChanged
from desktop.domain.files import Enclosed, Upload
from desktop.domain.later import (
    FURTHEST,
    MOST_WAITING,
    CancelScheduled,
    ChangeScheduled,
    LaterAct,
    OfScheduled,
    Schedule,
    Scheduled,
    ScheduledState,
    SendScheduledNow,
)
from desktop.domain.messages import Draft, GroupId, MessageId, ThreadKey
from desktop.domain.outbox import Intent, IntentId, SendMessage
from desktop.domain.wall_time import WallTime
from desktop.services.clock import Clock, utc_now
from desktop.services.messages import Messages, cleaned
from desktop.services.present import Present
from desktop.storage import drafts, facts, groups, later, messages, outbox, threads, uploads

JUST_PASSED = timedelta(minutes=1)
"""A time to the minute that was chosen within it is now, not in the past."""


class Later:
    def __init__(self, present: Present, messages_: Messages, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._messages = messages_
        self._clock = clock

    async def schedule(
        self,
        thread: ThreadKey,
        text: str,
        when: WallTime,
        *,
        keeps_draft: bool = False,
        group: GroupId | None = None,
    ) -> MessageId:
        """Keep `text` to leave at `when`. What is half written in the thread has become this message.

        Raises `Mendable` as `Messages.send` does, and "past", "too-far-ahead", "too-many-waiting".
        """
        written, to = cleaned(text), self._messages.writable(thread)
        self._check_time(when)
        self._check_room(1)
        message_id, now = MessageId(str(uuid4())), self._clock()
        act = Schedule(message_id, to, written, when, group)

        def work(db: Any) -> tuple[Event, ...]:
            outbox.add(db, Intent(IntentId(message_id), act, now))
            if keeps_draft:
                return ()
            drafts.save(db, Draft(thread, "", now))
            return (DraftChanged(Draft(thread, "", now)),)

        await self._change(work)
        return message_id

    async def schedule_all(
        self,
        into: Sequence[ThreadKey],
        text: str,
        when: WallTime,
        group: GroupId,
        *,
        enclosed: Enclosed | None = None,
    ) -> None:
        """The same text into several threads, all or none, each with the file.

        What is half written to several has become these. Raises as `schedule` does, and "cannot-send-files".
        """
        with_file = enclosed is not None
        written = cleaned(text, with_file=with_file)
        to = [self._messages.writable(thread, with_file=with_file) for thread in into]
        self._check_time(when)
        self._check_room(len(to))
        now = self._clock()
        acts = [Schedule(MessageId(str(uuid4())), thread, written, when, group) for thread in to]

        def work(db: Any) -> tuple[Event, ...]:
            _keep(db, acts, enclosed, now)
            facts.set_group_draft(db, None)
            return ()

        await self._change(work)

    async def schedule_files(self, thread: ThreadKey, files: Sequence[Enclosed], when: WallTime) -> None:
        """Each file as a message of its own, all or none. Raises as `schedule_all` does."""
        to = self._messages.writable(thread, with_file=True)
        self._check_time(when)
        self._check_room(len(files))
        now = self._clock()

        def work(db: Any) -> tuple[Event, ...]:
            for enclosed in files:
                _keep(db, [Schedule(MessageId(str(uuid4())), to, "", when)], enclosed, now)
            return ()

        await self._change(work)

    async def change(
        self, message_id: MessageId, *, text: str | None = None, when: WallTime | None = None
    ) -> None:
        """Another text, another time, or both. What was refused waits again, at its new time.

        Raises `Mendable` ("empty", "too-long", "past", "too-far-ahead", "already-sent").
        """
        if when is not None:
            self._check_time(when)
        now = self._clock()

        def work(db: Any) -> tuple[Event, ...]:
            seen = _waiting(db, message_id)
            written = None if text is None else cleaned(text, with_file=seen.file is not None)
            if (taken := _take_back(db, message_id)) is not None:  # the carrier has never heard of it
                act: LaterAct = replace(
                    taken, text=seen.text if written is None else written, when=when or seen.when
                )
                _let_go_on(db, taken)
                outbox.add(db, Intent(IntentId(message_id), act, now))
            else:
                act = ChangeScheduled(message_id, seen.revision, written, when)
                outbox.add(db, Intent(IntentId(str(uuid4())), act, now))
            return ()

        await self._change(work)

    async def send_now(self, message_id: MessageId) -> None:
        """Raises `Mendable` ("already-sent")."""
        now = self._clock()

        def work(db: Any) -> tuple[Event, ...]:
            seen = _waiting(db, message_id)
            if (taken := _take_back(db, message_id)) is None:
                outbox.add(db, Intent(IntentId(str(uuid4())), SendScheduledNow(message_id), now))
                return ()
            act = SendMessage(message_id, seen.thread, seen.text, taken.file_id, seen.group)
            _let_go_on(db, taken)
            if seen.group is not None:
                groups.add(db, seen.group, message_id)
            outbox.add(db, Intent(IntentId(message_id), act, now))
            threads.refresh(db, (seen.thread,))
            return (MessagesChanged(messages.find_all(db, (message_id,))),)

        await self._change(work)

    async def cancel(self, message_id: MessageId) -> None:
        """Also the word for "I have read why it was not sent". Raises `Mendable` ("already-sent")."""
        now = self._clock()

        unawaited: list[Upload] = []

        def work(db: Any) -> tuple[Event, ...]:
            _waiting(db, message_id)
            if _take_back(db, message_id) is None:
                outbox.add(db, Intent(IntentId(str(uuid4())), CancelScheduled(message_id), now))
            for upload in uploads.take_unawaited(db):
                uploads.forget(db, upload.id)
                unawaited.append(upload)
            return ()

        await self._change(work)
        for upload in unawaited:
            await self._present.uploading.give_up(upload)

    def _check_room(self, wanted: int) -> None:
        waiting = [s for s in self._present.store.state.scheduled if s.state is ScheduledState.WAITING]
        if len(waiting) + wanted > MOST_WAITING:
            raise Mendable("too-many-waiting")

    def _check_time(self, when: WallTime) -> None:
        now, due_at = self._clock(), when.instant()
        if due_at < now - JUST_PASSED:
            raise Mendable("past")
        if due_at > now + FURTHEST:
            raise Mendable("too-far-ahead")

    async def _change(self, work: Callable[[Any], tuple[Event, ...]]) -> None:
        def and_list(db: Any) -> tuple[tuple[Event, ...], ScheduledChanged]:
            told = work(db)
            threads.show_waiting(db)
            return told, ScheduledChanged(later.load(db))

        told, changed = await self._present.change(and_list)
        for event in (changed, *told):
            self._present.store.apply(event)
        self._present.uploading.look()


def _waiting(db: Any, message_id: MessageId) -> Scheduled:
    """What is to be changed. Raises `Mendable` where it has left, or leaves, or was cancelled meanwhile."""
    found = later.find(db, message_id)
    if found is None or found.state is ScheduledState.SENT or found.leaving:
        raise Mendable("already-sent")
    return found


def _keep(db: Any, acts: Sequence[Schedule], enclosed: Enclosed | None, now: datetime) -> None:
    file_id: str | None = None
    if enclosed is not None:
        ids = [act.message_id for act in acts]
        file_id = uploads.enclose(db, acts[0].thread.number_id, enclosed, ids, at=now)
    for act in acts:
        outbox.add(db, Intent(IntentId(act.message_id), replace(act, file_id=file_id), now))


def _let_go_on(db: Any, taken: Schedule) -> None:
    if taken.file_id is not None:
        uploads.go_on(db, taken.file_id)


def _take_back(db: Any, message_id: MessageId) -> Schedule | None:
    """Take back what has certainly not reached the carrier, and all that was asked for behind it."""
    intent = outbox.find(db, IntentId(message_id))
    if intent is None or not isinstance(intent.act, Schedule):
        return None
    if intent.failure is None and intent.begun:
        return None
    for each in outbox.all_of(db, Schedule, ChangeScheduled, SendScheduledNow, CancelScheduled):
        if isinstance(each.act, OfScheduled) and each.act.message_id == message_id:
            outbox.remove(db, each.id)
    return intent.act
