"""What is done to the voice before it leaves: three switches, and whether they do anything here."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.sound import Processing
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen


class ProcessingService(Protocol):
    """The part of the sound that this needs."""

    async def process(self, wished: Processing) -> None: ...


class VoiceCareModel(QObject):
    changed = Signal()

    def __init__(
        self, store: Store, sound: ProcessingService, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.wished = Processing()
        self.problem = ""
        """Why they do nothing, or not all."""
        self._store, self._sound, self._start = store, sound, start
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    def cancel_echo(self, on: bool) -> None:
        self._wish(replace(self.wished, echo=on))

    def reduce_noise(self, on: bool) -> None:
        self._wish(replace(self.wished, noise=on))

    def even_out(self, on: bool) -> None:
        self._wish(replace(self.wished, gain=on))

    def retranslate(self) -> None:
        self._look()

    def _wish(self, wished: Processing) -> None:
        if wished != self.wished:
            self._start(self._sound.process(wished))

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.SoundChanged):
            self._look()

    def _look(self) -> None:
        sound = self._store.state.sound
        problem = {
            "not-installed": _("This copy of the program can't do it: a part of it is missing."),
            "rate": _("A device in use does not allow it: choose another one."),
            "failed": _("It stopped working. Your voice goes out as it is until the program starts again."),
        }.get(sound.processing_problem, "")
        if (sound.wished, problem) != (self.wished, self.problem):
            self.wished, self.problem = sound.wished, problem
            self.changed.emit()
