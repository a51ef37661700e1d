"""What a person does with whole threads and with what is said in them: mute, pin, mark, delete (MSG-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import uuid4

from desktop.domain.events import DraftChanged, MutedChanged, ThreadsChanged
from desktop.domain.files import Upload
from desktop.domain.messages import DeletionId, Draft, MessageId, ThreadKey
from desktop.domain.outbox import (
    MOST_MESSAGES,
    ChangeThread,
    DeleteMessages,
    Intent,
    IntentId,
    UndoDeletion,
)
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.storage import deletions, drafts, messages, outbox, thread_flags, threads, uploads


@dataclass(frozen=True, slots=True)
class Deletion:
    """All that `undo` needs to bring back what went."""

    asked: tuple[DeleteMessages, ...]
    """Of the carrier."""
    unsent: tuple[Intent, ...]
    """Messages that waited here, and now never leave."""
    refused: tuple[MessageId, ...]
    """Messages that the carrier never took."""
    drafts: tuple[Draft, ...]
    uploads: tuple[Upload, ...]
    """Files that were on their way."""
    threads: frozenset[ThreadKey]

    @property
    def is_empty(self) -> bool:
        """Nothing was there to be deleted: what leaves later is cancelled, not deleted."""
        return not (self.asked or self.unsent or self.refused or self.drafts or self.uploads)


class Threads:
    def __init__(self, present: Present, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._clock = clock

    async def mute(self, keys: Iterable[ThreadKey], muted: bool) -> None:
        """No notice of their messages, and no badge counts them. Raises `Mendable`."""
        await self._change([ChangeThread(key, muted=muted) for key in keys])

    async def pin(self, keys: Iterable[ThreadKey], pinned: bool) -> None:
        """They stand before all others. Raises `Mendable`."""
        await self._change([ChangeThread(key, pinned=pinned) for key in keys])

    async def mark_unread(self, keys: Iterable[ThreadKey]) -> None:
        """Until they are read again, here or elsewhere. Raises `Mendable`."""
        await self._change([ChangeThread(key, marked_unread=True) for key in keys])

    async def delete_messages(self, thread: ThreadKey, message_ids: Iterable[MessageId]) -> Deletion:
        """They are shown no more, and what has not left never leaves. Raises `Mendable`."""
        return await self._delete([thread], named=tuple(dict.fromkeys(message_ids)))

    async def delete_threads(self, keys: Iterable[ThreadKey]) -> Deletion:
        """With all that is in them now, and what is being written. Raises `Mendable`."""
        return await self._delete(tuple(dict.fromkeys(keys)), named=None)

    async def undo(self, deletion: Deletion) -> None:
        """Everything is again as it was. Where the request has left, the carrier is asked for it back.

        Raises `Mendable`.
        """

        def work(db: Any) -> dict[DeletionId, int]:
            left: dict[DeletionId, int] = {}
            for act in deletion.asked:
                if not outbox.take_back(db, IntentId(act.deletion_id)):
                    undo = UndoDeletion(act.deletion_id, act.thread)
                    outbox.add(db, Intent(IntentId(str(uuid4())), undo, self._clock()))
                    below = deletions.bring_back(db, act.deletion_id)
                    if below is not None:
                        left[act.deletion_id] = below
            for intent in deletion.unsent:
                if outbox.find(db, intent.id) is None and not messages.is_carried(db, MessageId(intent.id)):
                    outbox.add(db, intent)
            for message_id in deletion.refused:
                messages.unhide(db, message_id)
            for upload in deletion.uploads:
                uploads.add(db, upload)
            for draft in deletion.drafts:
                if not drafts.load(db, draft.thread):
                    drafts.save(db, draft)
            threads.refresh(db, deletion.threads)
            return left

        left = await self._present.change(work)
        self._tell(deletion.threads, deletion.drafts)
        self._present.uploading.look()
        if left:
            await self._bring_back(left)
            await self._present.change(lambda db: threads.refresh(db, deletion.threads))
            self._tell(deletion.threads, ())

    async def _bring_back(self, left: dict[DeletionId, int]) -> None:
        """The rest, bit by bit: others can be read meanwhile."""
        for deletion_id, below in left.items():
            at: int | None = below
            while at is not None:
                at = await self._present.write(
                    partial(deletions.bring_back, deletion_id=deletion_id, below=at)
                )

    async def _change(self, acts: Sequence[ChangeThread]) -> None:
        if not acts:
            return

        def work(db: Any) -> frozenset[ThreadKey]:
            for act in acts:
                outbox.add(db, Intent(IntentId(str(uuid4())), act, self._clock()))
            threads.refresh(db, [act.thread for act in acts])
            return thread_flags.muted(db)

        muted = await self._present.change(work)
        if muted != self._present.store.state.muted:
            self._present.store.apply(MutedChanged(muted))
        self._present.store.apply(ThreadsChanged(frozenset(act.thread for act in acts)))

    async def _delete(self, keys: Sequence[ThreadKey], *, named: tuple[MessageId, ...] | None) -> Deletion:
        def work(db: Any) -> Deletion:
            _forget_refused(db)
            parts = [_delete(db, key, self._clock, named=named) for key in keys]
            threads.refresh(db, keys)
            return Deletion(
                tuple(act for part in parts for act in part.asked),
                tuple(intent for part in parts for intent in part.unsent),
                tuple(message_id for part in parts for message_id in part.refused),
                tuple(draft for part in parts for draft in part.drafts),
                tuple(upload for part in parts for upload in part.uploads),
                frozenset(keys),
            )

        deletion = await self._present.change(work)
        self._present.uploading.look()
        self._tell(deletion.threads, [replace(draft, text="") for draft in deletion.drafts])
        return deletion

    def _tell(self, changed: frozenset[ThreadKey], written: Iterable[Draft]) -> None:
        self._present.store.apply(ThreadsChanged(changed))
        for draft in written:
            self._present.store.apply(DraftChanged(draft))


def _delete(db: Any, key: ThreadKey, clock: Clock, *, named: tuple[MessageId, ...] | None) -> Deletion:
    """`named` messages of the thread, or all of it."""
    waiting = [each for each in outbox.of_thread(db, key) if named is None or MessageId(each.id) in named]
    refused = tuple(MessageId(intent.id) for intent in waiting if intent.failure is not None)
    for message_id in refused:
        messages.hide(db, message_id)
    unsent = tuple(intent for intent in waiting if intent.failure is None and outbox.take_back(db, intent.id))
    given_up = tuple(each for each in uploads.of_thread(db, key) if named is None or each.message_id in named)
    for upload in given_up:
        uploads.remove(db, upload.message_id)
    given_up += uploads.take_unawaited(db)
    settled = {
        *refused,
        *(MessageId(intent.id) for intent in unsent),
        *(upload.message_id for upload in given_up),
    }
    # What may have left is the carrier's: it is deleted there, once it is known to have arrived.
    wanted = named if named is not None else tuple(MessageId(intent.id) for intent in waiting)
    ids = tuple(message_id for message_id in wanted if message_id not in settled)
    up_to = messages.newest_sequence(db, key) if named is None else 0
    acts = tuple(_acts(key, ids, up_to or None))
    for act in acts:
        outbox.add(db, Intent(IntentId(act.deletion_id), act, clock()))
    draft = drafts.find(db, key) if named is None else None
    if draft is not None:
        drafts.save(db, replace(draft, text=""))
    written = () if draft is None else (draft,)
    return Deletion(acts, unsent, refused, written, given_up, frozenset((key,)))


def _acts(key: ThreadKey, ids: tuple[MessageId, ...], up_to: int | None) -> Iterator[DeleteMessages]:
    for start in range(0, max(len(ids), 1), MOST_MESSAGES):
        part = ids[start : start + MOST_MESSAGES]
        if part or up_to is not None:
            yield DeleteMessages(DeletionId(str(uuid4())), key, part, up_to)


def _forget_refused(db: Any) -> None:
    """Of an earlier deletion, which nobody can take back any more."""
    for intent in outbox.refused(db):
        if messages.find(db, MessageId(intent.id)) is None:
            outbox.remove(db, intent.id)
