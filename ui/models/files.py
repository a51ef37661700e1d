"""Files of messages, shown and played: what a thread and the viewer ask for (MSG-4)."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.contacts import Contact
from desktop.domain.errors import Unanswered
from desktop.domain.messages import Attachment, MessageId
from desktop.domain.state import State
from desktop.services.contacts import Contacts
from desktop.services.files import Files
from desktop.store import Store
from ui.models.film import FilmModel
from ui.models.listening import Start, listen
from ui.words import sentence_for

log = logging.getLogger(__name__)

THUMBNAIL = 560
"""Pixels of the longer edge: sharp at twice the size it is shown at."""
FULL = 2560
AUTOMATIC = 8 * 1024 * 1024
"""Bytes: larger ones are fetched only when they are opened."""
AT_ONCE = 2


class FilesModel(QObject):
    picture_came = Signal(str, object)
    """File id, and a `Picture`."""
    full_came = Signal(str, object)
    """The same, as large as the viewer shows it; or the sentence of why not."""
    playing_changed = Signal()
    failed = Signal(str)
    """A sentence."""
    saved = Signal(str)
    """A file's name."""
    card_read = Signal(object)
    """A `Contact` that may be added."""
    card_added = Signal(str)

    def __init__(
        self, store: Store, files: Files, contacts: Contacts, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._unsubscribe = listen(store, self._hear)
        self._unanswered: set[str] = set()
        self._files, self._contacts, self._start = files, contacts, start
        self._asked: set[str] = set()
        self._waiting: list[Attachment] = []
        self._under_way = 0
        self.not_shown: dict[str, str] = {}
        """Sentences, by file."""
        self.playing = ""
        """The id of the file that sounds, or is about to."""
        self.second = 0.0
        self.seconds = 0.0
        self._paused_at: dict[str, float] = {}
        self.film = FilmModel(files, start, self)

    def close(self) -> None:
        self._unsubscribe()

    def ask_for_picture(self, file: Attachment) -> None:
        """`picture_came` follows, once. A few are fetched at a time, the last one asked for first."""
        if file.id in self._asked or file.size > AUTOMATIC:
            return
        self._asked.add(file.id)
        self._waiting.append(file)
        self._fetch()

    def forget_picture(self, file_id: str) -> None:
        """It is drawn no more: asked for again, it comes again."""
        self._asked.discard(file_id)

    def ask_for_full(self, file: Attachment) -> None:
        self._start(self._full(file))

    def toggle(self, file: Attachment) -> None:
        """Play, pause, go on."""
        if self.playing == file.id:
            self._paused_at[file.id] = self.second
            self._start(self._guarded(self._files.stop()))
        else:
            self._start(self._play(file))

    def stop(self) -> None:
        if self.playing:
            self._start(self._guarded(self._files.stop()))

    def position(self, file_id: str) -> float:
        """How far it has played, 0 to 1."""
        if self.playing == file_id and self.seconds:
            return min(1.0, self.second / self.seconds)
        return 0.0

    def save(self, file: Attachment, path: str) -> None:
        self._start(self._save(file, Path(path)))

    def cancel(self, message_id: MessageId) -> None:
        """Take back a file that is on its way."""
        self._start(self._guarded(self._files.cancel(message_id)))

    def read_card(self, file: Attachment) -> None:
        self._start(self._read_card(file))

    def add_card(self, contact: Contact) -> None:
        self._start(self._add_card(contact))

    # --- inside -------------------------------------------------------------------------------------------
    def _hear(self, event: e.Event, state: State) -> None:
        """The carrier is back: what it did not answer is asked again."""
        if event == e.CarrierChanged(Carrier.UP) and self._unanswered:
            for file_id in self._unanswered:
                self.not_shown.pop(file_id, None)
                self._asked.discard(file_id)
            self._unanswered.clear()
            self.picture_came.emit("", None)

    def _fetch(self) -> None:
        while self._waiting and self._under_way < AT_ONCE:
            self._under_way += 1
            self._start(self._thumbnail(self._waiting.pop()))

    async def _thumbnail(self, file: Attachment) -> None:
        try:
            picture = await self._files.picture(file, edge=THUMBNAIL)
        except Exception as error:
            log.info("a picture is not shown: %s", type(error).__name__)
            self.not_shown[file.id] = sentence_for(error)
            if isinstance(error, Unanswered):
                self._unanswered.add(file.id)
            self.picture_came.emit(file.id, None)
        else:
            self.not_shown.pop(file.id, None)
            self.picture_came.emit(file.id, picture)
        finally:
            self._under_way -= 1
            self._fetch()

    async def _full(self, file: Attachment) -> None:
        try:
            self.full_came.emit(file.id, await self._files.picture(file, edge=FULL))
        except Exception as error:
            self.full_came.emit(file.id, sentence_for(error))

    async def _play(self, file: Attachment) -> None:
        def told(second: float, seconds: float) -> None:
            if self.playing == file.id:
                self.second, self.seconds = second, seconds
                self.playing_changed.emit()

        begin = self._paused_at.pop(file.id, 0.0)
        self.playing, self.second, self.seconds = file.id, begin, 0.0
        self.playing_changed.emit()
        try:
            await self._files.play(file, from_second=begin, told=told)
        except Exception as error:
            self.failed.emit(sentence_for(error))
        finally:
            if self.playing == file.id:
                self.playing, self.second, self.seconds = "", 0.0, 0.0
                self.playing_changed.emit()

    async def _save(self, file: Attachment, path: Path) -> None:
        try:
            await self._files.save(file, path)
        except Exception as error:
            self.failed.emit(sentence_for(error))
        else:
            self.saved.emit(path.name)

    async def _read_card(self, file: Attachment) -> None:
        try:
            self.card_read.emit(await self._files.card(file))
        except Exception as error:
            self.failed.emit(sentence_for(error))

    async def _add_card(self, contact: Contact) -> None:
        try:
            await self._contacts.save(contact)
        except Exception as error:
            self.failed.emit(sentence_for(error))
        else:
            self.card_added.emit(contact.name)

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Exception as error:
            self.failed.emit(sentence_for(error))
