"""Files that were picked for a thread, dropped on it or pasted into it, before they are sent."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.files import MOST_AT_ONCE, Enclosed, PickedFile
from desktop.domain.messages import ThreadKey
from desktop.domain.state import State
from desktop.domain.wall_time import WallTime
from desktop.services.files import Files
from desktop.services.later import Later
from desktop.services.picking import pasted, shown_name
from desktop.store import Store
from ui.i18n import _
from ui.models.file_row import size_words
from ui.models.listening import Start, listen
from ui.models.plain import isolated, plain
from ui.models.price_meter import Meter, file_meter
from ui.words import sentence_for

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PickedRow:
    key: int
    name: str
    detail: str
    """Its size, or why it can't be sent."""
    can_be_sent: bool


class AttachingModel(QObject):
    """Each file becomes a message of its own: one that fails does not hold up the others."""

    changed = Signal()

    def __init__(
        self,
        store: Store,
        files: Files,
        start: Start,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._files, self._start, self._clock = store, files, start, clock
        self._thread: ThreadKey | None = None
        self._picked: dict[int, PickedFile] = {}
        self._refused: dict[int, tuple[str, str]] = {}
        self._bodies: dict[str, bytes] = {}
        self._next = 0
        self.problem = ""
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def rows(self) -> tuple[PickedRow, ...]:
        sendable = {
            key: PickedRow(key, isolated(plain(file.name)), size_words(file.size), True)
            for key, file in self._picked.items()
        }
        refused = {
            key: PickedRow(key, isolated(plain(name)), why, False)
            for key, (name, why) in self._refused.items()
        }
        return tuple(row for _key, row in sorted((sendable | refused).items()))

    @property
    def key(self) -> ThreadKey | None:
        return self._thread

    @property
    def can_send(self) -> bool:
        return bool(self._picked)

    @property
    def sendable(self) -> int:
        return len(self._picked)

    @property
    def meter(self) -> Meter | None:
        """How many messages they are, and what those cost; None where that is not known."""
        if self._thread is None:
            return None
        return file_meter(self._store.state, self._thread, len(self._picked), now=self._clock())

    @property
    def why_not(self) -> str:
        """Why no file can be sent in this thread at all; empty where one can."""
        word = self._files.why_not(self._thread) if self._thread else "cannot-send-files"
        return sentence_for(Mendable(word)) if word else ""

    def open(self, thread: ThreadKey | None) -> None:
        """Another thread: what was picked for the one before is not sent to this one."""
        if thread != self._thread:
            self._thread = thread
            self.clear()

    def clear(self) -> None:
        self._picked.clear()
        self._refused.clear()
        self._bodies.clear()
        self.problem = ""
        self.changed.emit()

    def remove(self, key: int) -> None:
        self._picked.pop(key, None)
        self._refused.pop(key, None)
        self.changed.emit()

    def pick(self, paths: Iterable[str]) -> None:
        """Look at them; `changed` tells what can be sent."""
        if self._refuse_all():
            return
        for path in tuple(paths):
            if (key := self._next_key(shown_name(path))) is not None:
                self._start(self._look(self._thread, key, path))

    def paste(self, name: str, body: bytes) -> None:
        """A picture of the clipboard, which has no file."""
        if self._refuse_all() or (key := self._next_key(name)) is None:
            return
        try:
            file = pasted(name, body)
        except Mendable as error:
            self._refused[key] = (name, sentence_for(error))
        else:
            self._refused.pop(key, None)
            self._picked[key] = file
            self._bodies[file.sha256] = body
        self.changed.emit()

    def send(self) -> None:
        if self._thread is not None and self._picked:
            files, bodies = tuple(self._picked.values()), dict(self._bodies)
            self._leave(self._files.send(self._thread, files, pasted_bodies=bodies))

    def send_at(self, later: Later, when: WallTime, told: Callable[[], None]) -> None:
        """Each waits as a message of its own."""
        if self._thread is not None and self._picked:
            self._leave(later.schedule_files(self._thread, self._all_enclosed(), when), told)

    # --- inside -------------------------------------------------------------------------------------------
    def _all_enclosed(self) -> list[Enclosed]:
        return [Enclosed(file, self._bodies.get(file.sha256)) for file in self._picked.values()]

    def _refuse_all(self) -> bool:
        self.problem = self.why_not
        self.changed.emit()
        return bool(self.problem)

    def _next_key(self, name: str) -> int | None:
        """None where there are enough."""
        if len(self._picked) + len(self._refused) >= MOST_AT_ONCE:
            self.problem = _("At most {most} files at a time.").format(most=MOST_AT_ONCE)
            self.changed.emit()
            return None
        key, self._next = self._next, self._next + 1
        self._refused[key] = (name, _("One moment…"))
        self.changed.emit()
        return key

    async def _look(self, thread: ThreadKey | None, key: int, path: str) -> None:
        try:
            file = await self._files.look_at(path)
        except Exception as error:
            if key in self._refused:
                self._refused[key] = (shown_name(path), sentence_for(error))
        else:
            if thread == self._thread and self._refused.pop(key, None) is not None:
                self._picked[key] = file
        self.changed.emit()

    def _leave(self, way: Awaitable[None], told: Callable[[], None] = lambda: None) -> None:
        """They leave the strip, and come back where that fails."""
        thread, picked, bodies = self._thread, dict(self._picked), dict(self._bodies)
        self.clear()
        self._start(self._try(way, told, thread, picked, bodies))

    async def _try(
        self,
        way: Awaitable[None],
        told: Callable[[], None],
        thread: ThreadKey | None,
        picked: dict[int, PickedFile],
        bodies: dict[str, bytes],
    ) -> None:
        try:
            await way
        except Exception as error:
            log.info("files were not taken: %s", type(error).__name__)
            if thread == self._thread:
                self._picked, self._bodies = picked | self._picked, bodies | self._bodies
                self.problem = sentence_for(error)
                self.changed.emit()
        else:
            told()

    def _hear(self, event: e.Event, state: State) -> None:
        if self._picked and isinstance(event, e.MoneyChanged | e.NumbersChanged):
            self.changed.emit()
