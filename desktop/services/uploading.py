"""Brings files to the carrier, and then lets their messages leave.

A cut pauses an upload; it goes on where the carrier says that it stopped, after a restart too. What is sent
is what was picked: a file that is gone or was changed since is said, never sent half old and half new.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.api.carrier import CarrierApi
from desktop.api.wire.files import WireUpload
from desktop.domain.errors import Refused, Unanswered
from desktop.domain.events import Event, MessagesChanged, ScheduledChanged, UploadsChanged
from desktop.domain.files import Progress, Upload
from desktop.domain.messages import MessageFailure, MessageId
from desktop.domain.outbox import Intent, IntentId, SendMessage, failure_of
from desktop.services import in_sight
from desktop.services.departures import Departures
from desktop.services.outbox import PASSING
from desktop.services.picking import is_still, read_piece
from desktop.storage import later, messages, outbox, threads, uploads
from desktop.storage.database import Database
from desktop.system.crash import reach

log = logging.getLogger(__name__)

AT_ONCE = 2
FIRST_PIECE = 64 * 1024
LARGEST_PIECE = 1024 * 1024
QUICK = 0.5
"""Seconds that a piece takes at most before the next one is twice as large."""
TOLD_EVERY = 0.1


def _fail_all(db: Any, upload: Upload, failure: MessageFailure) -> tuple[Event, ...]:
    """What waits for the file can't leave."""
    acts = []
    for intent in outbox.of_file(db, upload.id):
        if intent.failure is None:
            outbox.set_failed(db, intent.id, failure)
        acts.append(intent.act)
    sends = [act for act in acts if isinstance(act, SendMessage)]
    threads.refresh(db, [act.thread for act in sends])
    shown = messages.find_all(db, [act.message_id for act in sends])
    return (MessagesChanged(shown), ScheduledChanged(later.load(db)), *in_sight.counts(db))


class _Stopped(Exception):
    """It can't go on, whatever the network does."""

    def __init__(self, failure: MessageFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


class Uploading:
    def __init__(
        self,
        *,
        cache: Database,
        api: CarrierApi,
        tell: Callable[[Event], None],
        look: Callable[[], None],
    ) -> None:
        """`look` has the outbox look for what was written."""
        self._cache = cache
        self._api = api
        self._tell = tell
        self._look = look
        self._departures = Departures("the list of uploads", at_once=AT_ONCE)
        self._is_tidy = False
        self._progress: dict[MessageId, Progress] = {}
        self._sending: set[MessageId] = set()
        self._told_at = 0.0

    def look(self) -> None:
        """Something was written."""
        self._departures.look()

    def carrier_is_back(self) -> None:
        self._departures.carrier_is_back()

    async def give_up(self, upload: Upload) -> None:
        """Nothing of it is sent any more; its row is gone already."""
        task = self._departures.under_way(upload.message_id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._forget(upload.message_id)
        try:
            await self._api.revoke_file(upload.id)
        except (Refused, Unanswered) as error:  # the carrier drops what was given up by itself, after a week
            log.info("upload %s could not be given up: %s", upload.id, error)

    async def run(self) -> None:
        """Until cancelled. What is under way then goes on at the next start."""
        await self._departures.run(self._start_what_may_go_on)

    async def _start_what_may_go_on(self) -> None:
        if not self._is_tidy:
            await self._cache.write(uploads.release_lone)
            self._is_tidy = True
        listed = await self._cache.read(uploads.waiting)
        for gone in self._progress.keys() - {upload.message_id for upload in listed}:
            if gone not in self._sending:  # that one has become a message, and is about to say so
                if (task := self._departures.under_way(gone)) is not None:
                    task.cancel()
                self._forget(gone)
        for upload in listed:
            key = upload.message_id
            if key not in self._progress:
                self._show(key, Progress(0, upload.file.size))
            self._departures.start(key, partial(self._bring, upload), name=f"upload {upload.id}")

    async def _bring(self, upload: Upload) -> None:
        try:
            await self._require_unchanged(upload)
            await self._upload(upload)
        except Unanswered as error:
            log.info("upload %s pauses (%s)", upload.id, error.why)
            self._pause(upload, error.retry_after)
        except Refused as refused:
            if refused.status in PASSING or refused.word == "offset-conflict":
                self._pause(upload, refused.retry_after)
            elif refused.word == "not-found":  # the carrier has forgotten it: from the beginning
                self._pause(upload, None)
            else:
                await self._stop(upload, failure_of(refused.word))
        except _Stopped as stopped:
            await self._stop(upload, stopped.failure)
        else:
            await self._send(upload)

    async def _require_unchanged(self, upload: Upload) -> None:
        if not upload.file.path:
            return
        try:
            if not await asyncio.to_thread(is_still, upload.file):
                raise _Stopped(MessageFailure.FILE_CHANGED)
        except FileNotFoundError:
            raise _Stopped(MessageFailure.FILE_GONE) from None
        except OSError as error:
            raise _Stopped(MessageFailure.FILE_GONE) from error

    async def _upload(self, upload: Upload) -> None:
        there = await self._api.begin_file(upload)
        self._advance(upload, there)
        length = FIRST_PIECE
        while not there.complete:
            piece = await self._read(upload, there.offset, length)
            if not piece:  # what was pasted is kept here, or was lost with a damaged cache
                raise _Stopped(MessageFailure.FILE_CHANGED if upload.file.path else MessageFailure.FILE_GONE)
            began = time.monotonic()
            try:
                there = await self._api.append_file(upload.id, there.offset, piece)
            except Refused as refused:
                if refused.word == "file-damaged":
                    raise _Stopped(MessageFailure.FILE_CHANGED) from None
                raise
            reach("piece.sent")
            quick = time.monotonic() - began < QUICK
            length = min(LARGEST_PIECE, 2 * length) if quick else max(FIRST_PIECE, length // 2)
            self._departures.went_well(upload.message_id)
            self._advance(upload, there)

    async def _read(self, upload: Upload, offset: int, length: int) -> bytes:
        if not upload.file.path:
            return await self._cache.read(lambda db: uploads.kept_piece(db, upload.id, offset, length))
        try:
            return await asyncio.to_thread(read_piece, upload.file.path, offset, length)
        except OSError as error:
            raise _Stopped(MessageFailure.FILE_GONE) from error

    async def _send(self, upload: Upload) -> None:
        """The message takes the upload's place, in one step: killed before or after, it is sent once."""
        act = SendMessage(upload.message_id, upload.thread, "", upload.id)

        def work(db: Any) -> tuple[Event, ...]:
            if not uploads.remove(db, upload.message_id):
                return ()  # it was given up a moment ago
            uploads.release(db, upload.id)
            if upload.awaited:  # what waited for it may leave now
                return ()
            outbox.add(db, Intent(IntentId(upload.message_id), act, upload.made_at))
            threads.refresh(db, (upload.thread,))
            shown = messages.find_all(db, (upload.message_id,))
            return (MessagesChanged(shown), *in_sight.counts(db))

        self._sending.add(upload.message_id)
        try:
            told = await self._cache.write(work)
        finally:
            self._sending.discard(upload.message_id)
        reach("upload.sent")
        self._forget(upload.message_id)
        for event in told:
            self._tell(event)
        self._look()

    async def _stop(self, upload: Upload, failure: MessageFailure) -> None:
        log.info("upload %s stopped: %s", upload.id, failure.value)

        def work(db: Any) -> tuple[Event, ...]:
            uploads.set_failure(db, upload.message_id, failure)
            if upload.awaited:
                return _fail_all(db, upload, failure)
            threads.refresh(db, (upload.thread,))
            shown = messages.find_all(db, (upload.message_id,))
            return (MessagesChanged(shown), *in_sight.counts(db))

        told = await self._cache.write(work)
        self._forget(upload.message_id)
        for event in told:
            self._tell(event)

    def _pause(self, upload: Upload, asked: float | None) -> None:
        self._departures.hold_back(upload.message_id, asked)
        known = self._progress.get(upload.message_id, Progress(0, upload.file.size))
        self._show(upload.message_id, Progress(known.sent, known.size, paused=True))

    def _advance(self, upload: Upload, there: WireUpload) -> None:
        self._show(upload.message_id, Progress(there.offset, upload.file.size))

    def _show(self, key: MessageId, progress: Progress) -> None:
        """Not more often than an eye can follow, but for a change of another kind."""
        before = self._progress.get(key)
        self._progress[key] = progress
        now = time.monotonic()
        small = before is not None and before.paused == progress.paused and progress.sent < progress.size
        if small and now - self._told_at < TOLD_EVERY:
            return
        self._told_at = now
        self._tell(UploadsChanged(dict(self._progress)))

    def _forget(self, key: MessageId) -> None:
        self._departures.forget(key)
        if self._progress.pop(key, None) is not None:
            self._tell(UploadsChanged(dict(self._progress)))
