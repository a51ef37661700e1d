"""Writing and reading messages (MSG-1, MSG-6)."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

from desktop.domain.errors import Mendable
from desktop.domain.events import DraftChanged, MessagesChanged, ThreadsRead
from desktop.domain.files import Upload
from desktop.domain.messages import (
    LONGEST_TEXT,
    Draft,
    GroupId,
    Message,
    MessageId,
    MessageStatus,
    Place,
    Thread,
    ThreadKey,
)
from desktop.domain.numbers import Address, Capability, Number, NumberId
from desktop.domain.outbox import Intent, IntentId, MarkRead, SendMessage
from desktop.domain.text import encodable, sendable
from desktop.services.clock import Clock, utc_now
from desktop.services.dialling import Verdict, read_number
from desktop.services.filling import fill
from desktop.services.present import Present
from desktop.storage import attachments, drafts, groups, messages, outbox, threads, uploads
from desktop.system.crash import reach

LONGEST_DRAFT = 20_000


class Messages:
    def __init__(self, present: Present, *, region: str = "", clock: Clock = utc_now) -> None:
        """`region` is where this computer is, ISO 3166-1 alpha-2: its emergency numbers are known too."""
        self._present = present
        self._region = region
        self._clock = clock

    async def send(self, thread: ThreadKey, text: str, *, keeps_draft: bool = False) -> None:
        """Keep `text` as an intent to send, at once and durably; it leaves when it can, once.

        What is half written in the thread has become this message, unless it `keeps_draft`.

        Raises `Mendable` ("not-a-number", "premium-rate", "emergency", "cannot-message", "too-long",
        "empty").
        """
        written = cleaned(text)
        await self._send(self.writable(thread), written, drafted=None if keeps_draft else thread)

    async def retry(self, message_id: MessageId) -> None:
        """Send a failed message again, as a new message in its place."""
        failed = await self._find(message_id)
        if failed is not None and failed.status is MessageStatus.FAILED:
            if failed.files and await self._resume(message_id):
                return
            never_taken = await self._present.read(
                lambda db: outbox.find(db, IntentId(message_id)), otherwise=None
            )
            act = never_taken.act if never_taken is not None else None
            with suppress(_NotFailed):
                if isinstance(act, SendMessage):
                    to = self.writable(act.thread, with_file=act.file_id is not None)
                    await self._send(
                        to, act.text, instead_of=message_id, file_id=act.file_id, group=act.group
                    )
                else:  # its link, if it has one, is in its text
                    await self._send(self.writable(failed.thread), failed.text, instead_of=message_id)

    async def _resume(self, message_id: MessageId) -> bool:
        """Whether what failed was an upload: it goes on where it stopped."""
        shown = await self._present.change(lambda db: _let_go_on(db, message_id))
        if shown:
            self._present.store.apply(MessagesChanged(shown))
            self._present.uploading.look()
        return bool(shown)

    async def discard(self, message_id: MessageId) -> None:
        """Drop a failed message that was never sent."""
        failed = await self._find(message_id)
        if failed is None or failed.status is not MessageStatus.FAILED:
            return

        def work(db: Any) -> tuple[Upload, ...]:
            _forget(db, message_id)
            threads.refresh(db, (failed.thread,))
            return uploads.take_unawaited(db)

        try:
            unawaited = await self._present.change(work)
        except _NotFailed:
            return
        self._present.store.apply(MessagesChanged((), gone=frozenset({message_id})))
        for upload in unawaited:
            await self._present.uploading.give_up(upload)

    async def save_draft(self, thread: ThreadKey, text: str) -> None:
        """Keep what is being written; an empty text forgets it."""
        draft = Draft(thread, encodable(text)[:LONGEST_DRAFT], self._clock())
        await self._present.write(lambda db: drafts.save(db, draft))
        self._present.store.apply(DraftChanged(draft))

    async def mark_read(self, thread: ThreadKey) -> None:
        known = await self.load_thread(thread)
        if known is None or not (known.unread or known.marked_unread):
            return
        up_to = await self._present.read(lambda db: messages.newest_sequence(db, thread), otherwise=0)
        intent = Intent(IntentId(str(uuid4())), MarkRead(thread, up_to), self._clock())
        await self._present.intend(intent, lambda db: threads.refresh(db, (thread,)))
        self._present.store.apply(ThreadsRead(frozenset({thread})))

    async def load_threads(
        self, number_id: NumberId | None, *, before: Place | None = None, limit: int = 50
    ) -> tuple[Thread, ...]:
        """Threads of one number, or of all, pinned ones first, then newest first, from the cache."""
        work = partial(threads.load, number_id=number_id, before=before, limit=limit)
        return await self._present.read(work, otherwise=())

    async def load_thread(self, thread: ThreadKey) -> Thread | None:
        return await self._present.read(lambda db: threads.find(db, thread), otherwise=None)

    async def load_messages(
        self, thread: ThreadKey, *, before: int | None = None, limit: int = 50
    ) -> tuple[Message, ...]:
        """Messages with a sequence below `before`, oldest first, from the cache.

        While the first listing goes on, those that are not here yet are asked for.
        """
        work = partial(messages.load, thread=thread, before=before, limit=limit)
        nothing: tuple[Message, ...] = ()
        found = await self._present.read(work, otherwise=nothing)
        if len(found) < limit:
            oldest = found[0].sequence if found else before
            if await fill(self._present, thread, before=oldest, limit=limit - len(found)):
                found = await self._present.read(work, otherwise=nothing)
        return found

    async def load_newer(self, thread: ThreadKey, *, after: int, limit: int = 50) -> tuple[Message, ...]:
        """Messages with a sequence above `after`, oldest first, from the cache."""
        work = partial(messages.load_newer, thread=thread, after=after, limit=limit)
        return await self._present.read(work, otherwise=())

    async def load_draft(self, thread: ThreadKey) -> str:
        return await self._present.read(lambda db: drafts.load(db, thread), otherwise="")

    async def _send(
        self,
        thread: ThreadKey,
        text: str,
        *,
        drafted: ThreadKey | None = None,
        instead_of: MessageId | None = None,
        file_id: str | None = None,
        group: GroupId | None = None,
    ) -> None:
        """`drafted` is the thread as it was typed: its draft has become this message."""
        now = self._clock()
        message_id = MessageId(str(uuid4()))
        act = SendMessage(message_id, thread, text, file_id, group)

        def work(db: Any) -> Message | None:
            if instead_of is not None:
                if file_id is not None:
                    attachments.move(db, instead_of, message_id)
                    uploads.go_on(db, file_id)
                groups.replace(db, instead_of, message_id)
                _forget(db, instead_of)
            if drafted is not None:
                drafts.save(db, Draft(drafted, "", now))
            threads.refresh(db, (thread,))
            return messages.find(db, message_id)

        shown = await self._present.intend(Intent(IntentId(message_id), act, now), work)
        reach("intent.committed")
        if file_id is not None:
            self._present.uploading.look()
        gone = frozenset() if instead_of is None else frozenset({instead_of})
        if shown is not None:
            self._present.store.apply(MessagesChanged((shown,), gone=gone))
        if drafted is not None:
            self._present.store.apply(DraftChanged(Draft(drafted, "", now)))

    async def _find(self, message_id: MessageId) -> Message | None:
        return await self._present.read(lambda db: messages.find(db, message_id), otherwise=None)

    def writable(self, thread: ThreadKey, *, with_file: bool = False) -> ThreadKey:
        """The thread with a peer that can be written to. Raises `Mendable`."""
        number = self._present.store.state.number(thread.number_id)
        to = writable(thread, number, Capability.MESSAGES, "cannot-message", region=self._region)
        if with_file and (number is None or not number.can(Capability.FILES)):
            raise Mendable("cannot-send-files")
        return to


def writable(
    thread: ThreadKey, number: Number | None, needed: Capability, otherwise: str, *, region: str
) -> ThreadKey:
    """The thread with a peer that `number` can send to. Raises `Mendable`, `otherwise` where it can't."""
    read = read_number(thread.peer, country=number.country if number else "", here=region)
    if read.verdict is Verdict.EMERGENCY:
        raise Mendable("emergency")
    if number is None or not number.can(needed):
        raise Mendable(otherwise)
    match read.verdict:
        case Verdict.VALID | Verdict.SHORT | Verdict.TOLL_FREE if read.address is not None:
            return ThreadKey(thread.number_id, Address(read.address))
        case Verdict.PREMIUM_RATE:
            raise Mendable("premium-rate")
        case _:
            raise Mendable("not-a-number")


class _NotFailed(Exception):
    """It was retried, dropped or delivered a moment ago: nothing is to be done any more."""


def _forget(db: Any, message_id: MessageId) -> None:
    """A failed message: one the carrier never took goes; one that it keeps is hidden.

    Asked twice at once, only the first finds it: a second press must not send it a second time.
    """
    found = messages.find(db, message_id)
    if found is None or found.status is not MessageStatus.FAILED:
        raise _NotFailed
    outbox.remove(db, IntentId(message_id))
    uploads.remove(db, message_id)
    messages.hide(db, message_id)


def cleaned(text: str, *, with_file: bool = False) -> str:
    """What can be sent of `text`. Raises `Mendable` ("empty", which it may be `with_file`, "too-long")."""
    if len(text) > 64 * LONGEST_TEXT:
        raise Mendable("too-long", f"{len(text)} characters")
    written = sendable(text)
    if not any(unicodedata.category(c) not in ("Cf", "Zs", "Zl", "Zp", "Cc", "Mn", "Me") for c in written):
        if with_file:
            return ""
        raise Mendable("empty")
    if len(written) > LONGEST_TEXT:
        raise Mendable("too-long", f"{len(written)} characters, at most {LONGEST_TEXT}")
    return written


def _let_go_on(db: Any, message_id: MessageId) -> tuple[Message, ...]:
    """Let a failed upload go on, within a transaction. What is shown of it now; nothing where it is none."""
    upload = uploads.find(db, message_id)
    if upload is None:
        return ()
    uploads.set_failure(db, message_id, None)
    threads.refresh(db, (upload.thread,))
    return messages.find_all(db, (message_id,))
