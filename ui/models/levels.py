"""How loud it is on the microphone and the speaker, while somebody looks."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.state import State
from desktop.store import Store
from ui.models.listening import Start, listen


class Measuring(Protocol):
    """The part of the sound that this needs."""

    async def measure_levels(self, on: bool) -> None: ...


class LevelsModel(QObject):
    changed = Signal(float, float)
    """Microphone and speaker in dBFS, -90 for silence."""

    def __init__(
        self, store: Store, sound: Measuring, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._sound, self._start = store, sound, start
        self._watchers: set[int] = set()
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def now(self) -> tuple[float, float]:
        levels = self._store.state.levels
        return levels.microphone, levels.speaker

    def watch(self, watcher: QObject, on: bool) -> None:
        """Measuring costs the engine work: it does so while at least one looks."""
        before = bool(self._watchers)
        if on:
            self._watchers.add(id(watcher))
        else:
            self._watchers.discard(id(watcher))
        if bool(self._watchers) != before:
            self._start(self._sound.measure_levels(on))

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.LevelsMeasured):
            self.changed.emit(event.levels.microphone, event.levels.speaker)
