"""My numbers, and whether the voicemail of each answers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.numbers import Capability, Number, NumberId
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _, ngettext
from ui.models.listening import listen
from ui.models.plain import isolated
from ui.models.who import number_name


@dataclass(frozen=True, slots=True)
class VoicemailNumber:
    """A line of the settings."""

    id: NumberId
    name: str
    colour: int
    state: str
    can: bool


class VoicemailNumbersModel(QObject):
    changed = Signal()

    def __init__(self, store: Store, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.numbers: tuple[VoicemailNumber, ...] = ()
        self._store = store
        self._unsubscribe = listen(store, self._hear)
        self._look()

    def close(self) -> None:
        self._unsubscribe()

    def retranslate(self) -> None:
        self._look()

    def _hear(self, event: e.Event, state: State) -> None:
        del state
        if isinstance(event, e.NumbersChanged | e.SessionChanged):
            self._look()

    def _look(self) -> None:
        numbers = tuple(_line(number) for number in self._store.state.numbers)
        if numbers != self.numbers:
            self.numbers = numbers
            self.changed.emit()


def _line(number: Number) -> VoicemailNumber:
    can = number.can(Capability.VOICEMAIL)
    after = number.voicemail.answer_after_seconds
    if not can:
        state = _("Not to be had in its country")
    elif number.voicemail.on:
        words = ngettext("Answers after {count} second", "Answers after {count} seconds", after)
        state = words.format(count=after)
    else:
        state = _("Off")
    return VoicemailNumber(number.id, isolated(number_name(number)), number.colour, state, can)
