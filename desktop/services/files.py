"""Files of messages: sent as a link, fetched, saved (MSG-4)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from desktop.decoding.door import Decoder, Film, Picture, Reel
from desktop.domain.contacts import Contact
from desktop.domain.errors import Mendable
from desktop.domain.events import MessagesChanged
from desktop.domain.files import LARGEST_FILE, FileId, PickedFile, Upload
from desktop.domain.messages import Attachment, Message, MessageId, ThreadKey
from desktop.domain.numbers import Capability, NumberId
from desktop.domain.outbox import IntentId, SendMessage
from desktop.domain.recording import Recording
from desktop.services.clock import Clock, utc_now
from desktop.services.messages import writable
from desktop.services.picking import look_at, pasted, read_whole
from desktop.services.player import Player
from desktop.services.present import Present
from desktop.services.saving import write_whole
from desktop.services.visiting_card import LARGEST as LARGEST_CARD
from desktop.services.visiting_card import read_card
from desktop.storage import attachments, messages, outbox, threads, uploads

KEPT_UP_TO = 8 * 1024 * 1024
"""Bytes: larger ones are fetched again each time they are asked for."""


class Files:
    def __init__(
        self,
        present: Present,
        player: Player,
        *,
        region: str = "",
        clock: Clock = utc_now,
    ) -> None:
        self._present = present
        self._player = player
        self._decoder = Decoder()
        self._region = region
        self._clock = clock

    async def look_at(self, path: str) -> PickedFile:
        """Raises `Mendable` ("file-gone", "-unreadable", "-folder", "-empty" or "-too-large")."""
        return await asyncio.to_thread(look_at, path)

    async def send(
        self, thread: ThreadKey, files: Iterable[PickedFile], *, pasted_bodies: dict[str, bytes] | None = None
    ) -> None:
        """Each file as a message of its own, so that one that fails does not hold up the others.

        `pasted_bodies` are the contents, by their SHA-256, of those that have no file. Raises `Mendable`.
        """
        to, now = self._checked(thread), self._clock()
        bodies = pasted_bodies or {}
        made = [Upload(FileId(str(uuid4())), MessageId(str(uuid4())), to, file, now) for file in files]

        def work(db: Any) -> tuple[Message, ...]:
            for upload in made:
                uploads.add(db, upload)
                if not upload.file.path:
                    uploads.keep(db, upload.id, bodies[upload.file.sha256], at=now, needed=True)
            threads.refresh(db, (to,))
            return messages.find_all(db, (upload.message_id for upload in made))

        shown = await self._present.change(work)
        self._present.store.apply(MessagesChanged(shown))
        self._present.uploading.look()

    async def paste(self, thread: ThreadKey, name: str, body: bytes) -> None:
        """Send what is in the clipboard and has no file. Raises `Mendable`."""
        file = pasted(name, body)
        await self.send(thread, [file], pasted_bodies={file.sha256: body})

    async def cancel(self, message_id: MessageId) -> None:
        """Take back a file that is on its way, or that failed. One whose message left stays.

        That of a group goes on for the others of it.
        """

        def work(db: Any) -> tuple[bool, tuple[Upload, ...]]:
            upload, act = uploads.find(db, message_id), _with_file(db, message_id)
            gone, given_up = False, tuple[Upload, ...]()
            if upload is not None:
                gone, given_up = uploads.remove(db, message_id), (upload,)
            elif act is not None:
                gone, given_up = outbox.take_back(db, IntentId(message_id)), uploads.take_unawaited(db)
            thread = upload.thread if upload is not None else act.thread if act is not None else None
            if gone and thread is not None:
                for each in given_up:
                    uploads.forget(db, each.id)
                attachments.store(db, message_id, ())
                threads.refresh(db, (thread,))
            return gone, given_up

        gone, given_up = await self._present.change(work)
        if not gone:
            return
        self._present.store.apply(MessagesChanged((), gone=frozenset({message_id})))
        for upload in given_up:
            await self._present.uploading.give_up(upload)

    async def content(self, file: Attachment) -> bytes:
        """All of a file, from the cache or from the carrier, and from nowhere else.

        Raises `Mendable` (as `look_at`), `Refused` ("file-expired") or `Unanswered`.
        """
        if file.size > LARGEST_FILE:
            raise Mendable("file-too-large")
        at = self._clock()
        known, upload = await self._present.write(
            lambda db: (uploads.kept(db, file.id, at=at), uploads.find_file(db, file.id))
        )
        if known is not None:
            return known
        if upload is not None and upload.file.path:
            body = await asyncio.to_thread(read_whole, upload.file.path, largest=LARGEST_FILE)
        else:
            body = await self._present.api.file_content(file.id, size=max(file.size, 1))
        if len(body) <= KEPT_UP_TO:
            await self._present.write(lambda db: uploads.keep(db, file.id, body, at=at))
        return body

    async def save(self, file: Attachment, path: Path) -> None:
        """Write it where the person said: whole, or not at all. Raises as `content`, or `Mendable`."""
        body = await self.content(file)
        try:
            await asyncio.to_thread(write_whole, path, body)
        except OSError as error:
            raise Mendable("file-not-saved", type(error).__name__) from error

    async def picture(self, file: Attachment, *, edge: int) -> Picture:
        """A picture, or the first one of a video, no larger than `edge`.

        Raises as `content`, or `Mendable` ("file-too-much", "file-not-shown").
        """
        body = await self.content(file)
        if file.family == "video":
            return await self._decoder.poster(body, edge=edge)
        return await self._decoder.picture(body, edge=edge)

    async def play(
        self, file: Attachment, *, from_second: float = 0.0, told: Callable[[float, float], None]
    ) -> bool:
        """Play a sound, or that of a video, on the loudspeaker.

        Returns at its end (True), or when it was stopped.

        `told` hears which second sounds, of how many. Raises as `picture`.
        """
        sound = await self._decoder.sound(await self.content(file))
        told(from_second, sound.seconds)
        return await self._player.play_recording(
            Recording(sound.rate, sound.samples),
            from_second=from_second,
            told=lambda second: told(second, sound.seconds),
        )

    async def open_film(self, file: Attachment, *, edge: int, from_second: float = 0.0) -> Film:
        """The moving pictures of a video, to be asked for by `reel`; `play` is its sound. One at a time.

        Raises as `picture`.
        """
        return await self._decoder.open_film(await self.content(file), edge=edge, from_second=from_second)

    async def reel(self, *, until: float) -> Reel:
        """The next pictures of the film that is open. Raises `Mendable`."""
        return await self._decoder.reel(until=until)

    async def close_film(self) -> None:
        await self._decoder.close_film()

    async def card(self, file: Attachment) -> Contact:
        """Whom a visiting card is of; it is not among the contacts yet. Raises as `picture`."""
        if file.size > LARGEST_CARD:
            raise Mendable("file-too-much")
        return read_card(await self.content(file), country=self._region)

    async def stop(self) -> None:
        await self._player.stop()

    async def close(self) -> None:
        await self._decoder.close()

    def why_not(self, thread: ThreadKey) -> str:
        """The word of why no file can be sent in this thread; empty where one can."""
        try:
            self._checked(thread)
        except Mendable as error:
            return error.word
        return ""

    def why_not_from(self, number_id: NumberId) -> str:
        """The word of why no file can be sent from this number to anybody; empty where one can."""
        number = self._present.store.state.number(number_id)
        return "" if number is not None and number.can(Capability.FILES) else "cannot-send-files"

    def _checked(self, thread: ThreadKey) -> ThreadKey:
        number = self._present.store.state.number(thread.number_id)
        return writable(thread, number, Capability.FILES, "cannot-send-files", region=self._region)


def _with_file(db: Any, message_id: MessageId) -> SendMessage | None:
    """The intent that waits for a file to be at the carrier, if it is one."""
    intent = outbox.find(db, IntentId(message_id))
    act = intent.act if intent is not None else None
    return act if isinstance(act, SendMessage) and act.file_id is not None else None
