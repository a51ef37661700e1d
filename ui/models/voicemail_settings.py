"""What becomes of a number's calls that nobody answers (VM-4, NUM-6)."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.numbers import (
    LATEST,
    SOONEST,
    SPOKEN,
    Capability,
    NumberId,
    OffSays,
    VoicemailChange,
    VoicemailSettings,
)
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.models.plain import isolated
from ui.models.who import language_name, number_name
from ui.words import sentence_for

STEP = 5


class Changing(Protocol):
    """The part of the numbers that this needs."""

    async def change_voicemail(self, number_id: NumberId, change: VoicemailChange) -> None: ...


class VoicemailSettingsModel(QObject):
    changed = Signal()

    def __init__(
        self, store: Store, numbers: Changing, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.number_id: NumberId | None = None
        self.name = ""
        """Isolated."""
        self.colour = 0
        self.why_not = ""
        """A sentence where the number takes no voicemail at all."""
        self.settings = VoicemailSettings()
        self.problem = ""
        self._store, self._numbers, self._start = store, numbers, start
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    def show_number(self, number_id: NumberId | None) -> None:
        self.number_id = number_id
        self.problem = ""
        self._look()

    @property
    def waits(self) -> tuple[int, ...]:
        """Seconds to choose from; what was set elsewhere is among them."""
        steps = range(SOONEST, LATEST + 1, STEP)
        return tuple(sorted({*steps, self.settings.answer_after_seconds}))

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        """Those the carrier speaks, by their names in the person's language."""
        there = {*SPOKEN, self.settings.language}
        return tuple(sorted(((each, language_name(each)) for each in there), key=lambda pair: pair[1]))

    def switch(self, on: bool) -> None:
        self._change(VoicemailChange(on=on))

    def answer_after(self, seconds: int) -> None:
        self._change(VoicemailChange(answer_after_seconds=seconds))

    def say_when_off(self, off_says: OffSays) -> None:
        self._change(VoicemailChange(off_says=off_says))

    def speak(self, language: str) -> None:
        self._change(VoicemailChange(language=language))

    def retranslate(self) -> None:
        self._look()

    # --- inside -----------------------------------------------------------------------------------------
    def _change(self, change: VoicemailChange) -> None:
        if self.number_id is not None and change.applied_to(self.settings) != self.settings:
            self._start(self._ask(self.number_id, change))

    async def _ask(self, number_id: NumberId, change: VoicemailChange) -> None:
        self.problem = ""
        try:
            await self._numbers.change_voicemail(number_id, change)
        except Exception as error:
            self.problem = sentence_for(error)
        self.changed.emit()  # also where the same fails again: what was chosen is shown as it is

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.NumbersChanged):
            self._look()

    def _look(self) -> None:
        number = None if self.number_id is None else self._store.state.number(self.number_id)
        if number is None:
            self.number_id = None
            self.name = self.why_not = ""
        else:
            self.name, self.colour = isolated(number_name(number)), number.colour
            self.settings = number.voicemail
            self.why_not = ""
            if not number.can(Capability.VOICEMAIL):
                self.why_not = _("{number} has no voicemail: it can't be had in its country.").format(
                    number=self.name
                )
        self.changed.emit()
