"""Which headset's keys are heard, and what to do where none is."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.headset import Headset, HeadsetProblem
from desktop.domain.state import State
from desktop.services.headset import udev_rule
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import listen
from ui.models.plain import isolated, one_line


class HeadsetModel(QObject):
    changed = Signal()

    def __init__(self, store: Store, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headset = store.state.headset
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    @property
    def name(self) -> str:
        return isolated(one_line(self._headset.name, longest=60)) or _("No headset with telephone keys")

    @property
    def words(self) -> str:
        match self._headset.problem:
            case HeadsetProblem.NONE if self._headset == Headset():
                return _("Plug one in: its keys are used at once.")
            case HeadsetProblem.NONE:
                return _("Its keys answer, hang up and mute. Its lamps show the call.")
            case HeadsetProblem.NO_PERMISSION:
                return _("This system does not let you open it. An administrator can allow it with a rule.")
            case HeadsetProblem.NOT_OPENED:
                return _("Its keys can't be used. Another program may have them.")
            case HeadsetProblem.NOT_UNDERSTOOD:
                return _("It does not say what its keys are for. Use the buttons on screen.")
            case HeadsetProblem.BABBLING:
                return _("It sends nonsense and is not listened to. Unplug it and plug it in again.")
            case HeadsetProblem.NO_LIBRARY:
                return _("The part of the program for headset keys is not installed.")
            case _:
                assert_never(self._headset.problem)

    @property
    def rule(self) -> str:
        """For the administrator; empty where none is needed."""
        if self._headset.problem is not HeadsetProblem.NO_PERMISSION:
            return ""
        return udev_rule(self._headset.vendor, self._headset.product)

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.HeadsetChanged):
            self._headset = state.headset
            self.changed.emit()
