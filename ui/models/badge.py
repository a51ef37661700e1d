"""How much waits to be seen, as the person chose to count it: for icons outside of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.numbers import Unread
from desktop.domain.session import SignedIn
from desktop.domain.state import State
from desktop.store import Store
from ui.models.listening import listen


class BadgeModel(QObject):
    changed = Signal()

    def __init__(self, store: Store, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = count_of(store.state)
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    def _hear(self, event: e.Event, state: State) -> None:
        if isinstance(event, e.UnreadChanged | e.NoticesChanged | e.SessionChanged):
            count = count_of(state)
            if count != self.count:
                self.count = count
                self.changed.emit()


def count_of(state: State) -> int:
    if not isinstance(state.session, SignedIn):
        return 0
    return state.notices.choice.count(sum(state.unread.values(), Unread()))
