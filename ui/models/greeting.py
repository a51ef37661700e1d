"""One greeting of a number: what the carrier has, and what is being made (VM-3)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain import events as e
from desktop.domain.errors import Mendable
from desktop.domain.greetings import LONGEST, Away, Greetings, Kind, Making, NewGreeting, Own, Slot
from desktop.domain.numbers import NumberId
from desktop.domain.recording import Recording
from desktop.domain.state import State
from desktop.store import Store
from ui.models.greeting_words import problem_words
from ui.models.listening import Start, listen
from ui.words import sentence_for

COUNTS = 3
SECOND = 1000
STRIPES = 160
LEAST = 0.5
"""Seconds that are left between the two ends of a greeting."""


class MakingGreetings(Protocol):
    """The part of the greetings that this needs."""

    async def record(self, slot: Slot) -> None: ...

    def stop(self) -> None: ...

    async def read_file(self, slot: Slot, path: str) -> None: ...

    async def trim(self, slot: Slot, begin: float, end: float) -> None: ...

    async def discard(self, slot: Slot) -> None: ...

    async def save(self, slot: Slot, dates: tuple[datetime, datetime] | None = None) -> None: ...

    async def set_dates(self, number_id: NumberId, dates: tuple[datetime, datetime]) -> None: ...

    async def delete(self, slot: Slot) -> None: ...

    async def restore(self, slot: Slot) -> None: ...

    async def listen(self, slot: Slot, *, told: Callable[[float], None]) -> None: ...

    async def listen_to_made(
        self, slot: Slot, *, from_second: float, told: Callable[[float], None]
    ) -> None: ...

    async def stop_listening(self) -> None: ...

    async def load(self, number_id: NumberId) -> None: ...


class Step(Enum):
    """Where the making of one stands."""

    NOTHING = "nothing"
    COUNTING = "counting"
    RECORDING = "recording"
    READING = "reading"
    READY = "ready"
    SAVING = "saving"


class Heard(Enum):
    """What of it sounds now."""

    NOTHING = "nothing"
    THERE = "there"
    MADE = "made"


_STEPS = {
    Making.RECORDING: Step.RECORDING,
    Making.READING: Step.READING,
    Making.SAVING: Step.SAVING,
    Making.READY: Step.READY,
}


class GreetingModel(QObject):
    changed = Signal()
    level_changed = Signal(float)
    """dBFS, while it records."""
    played = Signal(float)
    """Which second of what is being made sounds."""
    deleted = Signal(object)
    """A Slot: what was in it can be taken back."""

    def __init__(
        self,
        store: Store,
        greetings: MakingGreetings,
        start: Start,
        kind: Kind,
        *,
        second: int = SECOND,
        parent: QObject | None = None,
    ) -> None:
        """`second` is how long a count takes, in milliseconds."""
        super().__init__(parent)
        self.kind = kind
        self.slot: Slot | None = None
        self.there: Greetings | None = None
        """What the carrier has; None while it is not known."""
        self.step = Step.NOTHING
        self.count = 0
        self.seconds = 0.0
        self.share = 0.0
        self.stripes: tuple[float, ...] = ()
        self.whole = self.begin = self.end = 0.0
        self.heard = Heard.NOTHING
        self.problem = ""
        """A sentence."""
        self._store, self._greetings, self._start = store, greetings, start
        self._sound: Recording | None = None
        self._own_problem = ""
        self._turn: object = None
        """Whoever is heard now; another one takes its place."""
        self._counter = QTimer(self)
        self._counter.setInterval(second)
        self._counter.timeout.connect(self._count_down)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._counter.stop()
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def is_there(self) -> bool:
        if self.there is None:
            return False
        return self.kind is Kind.DEFAULT or self._words_there is not None

    @property
    def seconds_there(self) -> float:
        if self.there is None or self.kind is Kind.DEFAULT:
            return 0.0 if self.there is None else self.there.default_seconds
        words = self._words_there
        return 0.0 if words is None else words.seconds

    @property
    def can_delete(self) -> bool:
        """The default one stays."""
        return self.is_there and self.kind is not Kind.DEFAULT

    @property
    def length(self) -> float:
        """Seconds that callers would hear."""
        return max(0.0, self.end - self.begin)

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST + 0.001

    @property
    def has_sound(self) -> bool:
        return self._sound is not None

    @property
    def can_save(self) -> bool:
        return self.step is Step.READY and self.has_sound and self.length > 0 and not self.is_too_long

    @property
    def seconds_left(self) -> int:
        return max(0, int(LONGEST - self.seconds + 0.5))

    @property
    def is_busy(self) -> bool:
        return self.step in (Step.COUNTING, Step.RECORDING, Step.READING, Step.SAVING)

    # --- what the person does -----------------------------------------------------------------------------
    def show_number(self, number_id: NumberId | None) -> None:
        self.leave()
        self.slot = None if number_id is None else Slot(number_id, self.kind)
        self._own_problem = ""
        self._look()

    def record(self) -> None:
        """After three counts."""
        if self.slot is not None and not self.is_busy:
            self.stop_listening()
            self._own_problem = ""
            self.count = COUNTS
            self._counter.start()
            self._look()

    def stop(self) -> None:
        """Counting or recording ends."""
        if self.step is Step.COUNTING:
            self._counter.stop()
            self.count = 0
            self._look()
        elif self.step is Step.RECORDING:
            self._greetings.stop()

    def take_file(self, path: str) -> None:
        if self.slot is not None and not self.is_busy:
            self.stop_listening()
            self._own_problem = ""
            self._do(self._greetings.read_file(self.slot, path))

    def trim(self, begin: float, end: float) -> None:
        if self.slot is None or self.step is not Step.READY or not self.has_sound:
            return
        begin = max(0.0, min(begin, self.whole - LEAST))
        end = min(self.whole, max(end, begin + LEAST))
        if (begin, end) != (self.begin, self.end):
            self._do(self._greetings.trim(self.slot, begin, end))

    def discard(self) -> None:
        if self.slot is not None and self.step is Step.READY:
            self.stop_listening()
            self._do(self._greetings.discard(self.slot))

    def save(self, dates: tuple[datetime, datetime] | None = None) -> None:
        if self.slot is not None and self.can_save:
            self.stop_listening()
            self._do(self._greetings.save(self.slot, dates))

    def change_dates(self, dates: tuple[datetime, datetime]) -> None:
        """When it speaks."""
        if self.slot is not None and self.is_there:
            self._do(self._greetings.set_dates(self.slot.number_id, dates))

    def delete(self) -> None:
        if self.slot is not None and self.can_delete:
            self.stop_listening()
            self._do(self._delete(self.slot))

    def restore(self, slot: Slot) -> None:
        """What was deleted there, whichever number is shown now."""
        self._do(self._greetings.restore(slot))

    def toggle_there(self) -> None:
        """Hear what callers hear, or stop."""
        if self.heard is Heard.THERE:
            self.stop_listening()
        elif self.slot is not None and self.is_there and not self.is_busy:
            self._begin_to_hear(Heard.THERE, self._greetings.listen(self.slot, told=_nobody))

    def toggle_made(self, from_second: float = 0.0) -> None:
        if self.heard is Heard.MADE:
            self.stop_listening()
        else:
            self.listen_from(from_second)

    def listen_from(self, second: float) -> None:
        if self.slot is not None and self.step is Step.READY and self.has_sound:
            work = self._greetings.listen_to_made(self.slot, from_second=second, told=self.played.emit)
            self._begin_to_hear(Heard.MADE, work)

    def stop_listening(self) -> None:
        if self.heard is not Heard.NOTHING:
            self._start(self._greetings.stop_listening())

    def leave(self) -> None:
        """The page is left: nothing sounds and nothing is recorded any more; what was made is kept."""
        self.stop()
        self.stop_listening()

    def retranslate(self) -> None:
        self._look()

    # --- inside -------------------------------------------------------------------------------------------
    @property
    def _words_there(self) -> Own | Away | None:
        if self.there is None or self.kind is Kind.DEFAULT:
            return None
        return self.there.own if self.kind is Kind.OWN else self.there.away

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._start(self._try(work))

    async def _try(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
            problem = ""
        except Mendable as error:
            problem = problem_words(error.word)
        except Exception as error:
            problem = sentence_for(error)
        if problem != self._own_problem:
            self._own_problem = problem
            self._look()

    async def _delete(self, slot: Slot) -> None:
        await self._greetings.delete(slot)
        self.deleted.emit(slot)

    def _begin_to_hear(self, heard: Heard, work: Coroutine[Any, Any, None]) -> None:
        self._own_problem = ""
        self._start(self._hear_out(heard, work))

    async def _hear_out(self, heard: Heard, work: Coroutine[Any, Any, None]) -> None:
        """Whoever is heard ends by itself, or because another one is heard."""
        self.heard = heard
        mine = self._turn = object()
        self.changed.emit()
        await self._try(work)
        if self._turn is mine:
            self.heard = Heard.NOTHING
            self.played.emit(-1.0)
            self.changed.emit()

    def _count_down(self) -> None:
        self.count -= 1
        if self.count <= 0:
            self._counter.stop()
            if self.slot is not None:
                self._do(self._greetings.record(self.slot))
        self._look()
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        match event:
            case e.NewGreetingChanged(slot, made) if slot == self.slot:
                if made is not None and made.phase is Making.RECORDING:
                    self.level_changed.emit(made.level)
                self._look()
            case e.GreetingsChanged() | e.NumbersChanged():
                self._look()
            case _:
                pass

    def _look(self) -> None:
        before = self._seen()
        state = self._store.state
        made: NewGreeting | None = None
        self.there = None
        if self.slot is not None:
            made = state.new_greetings.get(self.slot)
            self.there = state.greetings.get(self.slot.number_id)
        self._take(made)
        if self.count > 0:
            self.step = Step.COUNTING
        if before != self._seen():
            self.changed.emit()

    def _take(self, made: NewGreeting | None) -> None:
        self.problem = self._own_problem or problem_words("" if made is None else made.problem)
        if made is None:
            self.step = Step.NOTHING
            self._sound, self.stripes = None, ()
            self.seconds = self.share = self.whole = self.begin = self.end = 0.0
            return
        self.step = _STEPS[made.phase]
        saving = made.phase is Making.SAVING
        self.seconds, self.share = (0.0, made.seconds) if saving else (made.seconds, 0.0)
        self.begin, self.end = made.begin, made.end
        if made.sound is not self._sound:
            self._sound = made.sound
            self.stripes = () if made.sound is None else made.sound.stripes(STRIPES)
            self.whole = 0.0 if made.sound is None else made.sound.seconds

    def _seen(self) -> tuple[object, ...]:
        return (
            self.slot, self.there, self.step, self.count, int(self.seconds), self.share, self.whole,
            self.begin, self.end, self.heard, self.problem, id(self._sound),
        )  # fmt: skip


def _nobody(second: float) -> None:
    del second
