"""A video that plays: its pictures are shown when they are due, by the sound's clock where it has sound."""

from __future__ import annotations

import logging
import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.decoding.door import Picture
from desktop.domain.messages import Attachment
from desktop.services.files import Files
from ui.models.listening import Start
from ui.words import sentence_for

log = logging.getLogger(__name__)

EDGE = 720
"""Pixels of the longer edge of what is shown."""
AHEAD = 0.8
"""Seconds that are decoded before they are due."""
_PIECE = 0.4
_BEAT = 10
"""Milliseconds."""
_APART = 0.08
"""Seconds by which picture and sound may differ before the pictures' clock is set."""


class FilmModel(QObject):
    """One film at a time."""

    changed = Signal()
    """Whether it plays, how far it is, or why it does not."""
    picture_changed = Signal(object)
    """A `Picture`, now."""

    def __init__(self, files: Files, start: Start, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files, self._start = files, start
        self._file: Attachment | None = None
        self.playing = False
        self.second = 0.0
        self.seconds = 0.0
        """Its length, 0 where it is not known."""
        self.problem = ""
        self._due: deque[tuple[float, Picture]] = deque()
        self._showing = 0
        """Counts the beginnings: whatever belongs to an earlier one is too late."""
        self._origin: float | None = None
        """The monotonic second at which the film began, as if it never had been paused; None before it."""
        self._ended = False
        self._fetching = False
        self._sounding = False
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(_BEAT)
        self._beat.timeout.connect(self._show_due)

    @property
    def file_id(self) -> str:
        return "" if self._file is None else self._file.id

    def take(self, file: Attachment | None) -> None:
        """The film that the others are about; it does not play yet. None for none."""
        self._halt()
        if self._file is not None and file is None:
            self._start(self._files.close_film())
        self._file = file
        self.second, self.problem = 0.0, ""
        self.seconds = (file.seconds or 0.0) if file is not None else 0.0
        self.changed.emit()

    def toggle(self) -> None:
        """Play, pause, go on; from its beginning where it was over."""
        if self.playing:
            self._halt()
            self.changed.emit()
        else:
            over = self.seconds > 0 and self.second >= self.seconds - 0.05
            self._begin(0.0 if over else self.second)

    def seek(self, second: float) -> None:
        """Go on from there, or stand there."""
        second = max(0.0, min(second, self.seconds))
        if self.playing:
            self._begin(second)
        elif self._file is not None:
            self.second = second
            self.changed.emit()
            self._start(self._stand(self._file, self._again(), second))

    # --- inside -------------------------------------------------------------------------------------------
    def _again(self) -> int:
        self._showing += 1
        return self._showing

    def _halt(self) -> None:
        self._again()
        self._beat.stop()
        self._due.clear()
        self.playing, self._origin = False, None
        if self._sounding:
            self._sounding = False
            self._start(self._files.stop())

    def _begin(self, second: float) -> None:
        if self._file is None:
            return
        self._halt()
        self.playing, self.second, self.problem = True, second, ""
        self.changed.emit()
        self._start(self._play(self._file, self._showing, second))

    async def _stand(self, file: Attachment, showing: int, second: float) -> None:
        """One picture of it, without playing."""
        try:
            await self._files.open_film(file, edge=EDGE, from_second=second)
            reel = await self._files.reel(until=second)
        except Exception as error:
            log.info("a moment of a video is not shown: %s", type(error).__name__)
            return
        if showing == self._showing and reel.pictures:
            self.picture_changed.emit(reel.pictures[0][1])

    async def _play(self, file: Attachment, showing: int, second: float) -> None:
        try:
            film = await self._files.open_film(file, edge=EDGE, from_second=second)
            reel = await self._files.reel(until=second + AHEAD)
        except Exception as error:
            self._fail(error, showing)
            return
        if showing != self._showing:
            return
        self.seconds = film.seconds or self.seconds
        self._ended, self._fetching = reel.ended, False
        self._due.extend(reel.pictures)
        self._origin = time.monotonic() - second
        if film.has_sound:
            self._sounding = True
            self._start(self._sound(file, showing, second))
        self._beat.start()
        self._show_due()

    async def _sound(self, file: Attachment, showing: int, second: float) -> None:
        def told(at: float, _seconds: float) -> None:
            if showing != self._showing or self._origin is None:
                return
            heard_from = time.monotonic() - at
            if abs(heard_from - self._origin) > _APART:
                self._origin = heard_from

        try:
            await self._files.play(file, from_second=second, told=told)
        except Exception as error:
            log.info("a video plays without its sound: %s", type(error).__name__)
        if showing == self._showing:
            self._sounding = False

    def _show_due(self) -> None:
        if self._origin is None:
            return
        now = time.monotonic() - self._origin
        latest: Picture | None = None
        while self._due and self._due[0][0] <= now:
            latest = self._due.popleft()[1]
        if latest is not None:
            self.picture_changed.emit(latest)
        if int(now * 10) != int(self.second * 10):
            self.second = now
            self.changed.emit()
        if not self._due and self._ended and now >= self.seconds:
            self._halt()
            self.second = self.seconds
            self.changed.emit()
        elif not self._ended and not self._fetching and self._held_until < now + AHEAD:
            self._fetching = True
            self._start(self._fetch(self._showing, max(self._held_until, now) + _PIECE))

    @property
    def _held_until(self) -> float:
        return self._due[-1][0] if self._due else 0.0

    async def _fetch(self, showing: int, until: float) -> None:
        try:
            reel = await self._files.reel(until=until)
        except Exception as error:
            self._fail(error, showing)
            return
        if showing == self._showing:
            self._fetching = False
            self._ended = reel.ended
            self._due.extend(reel.pictures)

    def _fail(self, error: Exception, showing: int) -> None:
        if showing == self._showing:
            self._halt()
            self.problem = sentence_for(error)
            self.changed.emit()
