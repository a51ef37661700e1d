"""Messages to several people: one is written, and what became of one that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.messages import GroupId
from desktop.domain.numbers import NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.models.enclosing import EnclosingModel
from ui.models.group_fate import GroupFateModel
from ui.models.group_writing import GroupWritingModel
from ui.models.later import LaterModel
from ui.models.listening import Start
from ui.models.recipient import RecipientModel
from ui.models.writing import WritingModel
from ui.screens.main import MainScreen

if TYPE_CHECKING:
    from ui.screens.group_fate import GroupFateScreen
    from ui.screens.group_writing import GroupWritingScreen


class GroupsPlace(QObject):
    thread_wanted = Signal(object)
    """The ThreadKey of one of those it was sent to."""
    left = Signal()

    def __init__(self, phone: Phone, start: Start, main: MainScreen, habits: WritingModel) -> None:
        super().__init__()
        store = phone.store
        self._main, self._habits = main, habits
        self._enclosing = EnclosingModel(store, phone.files, start)
        self._writing = GroupWritingModel(
            store, phone.groups, start, enclosing=self._enclosing, region=phone.region
        )
        self._recipient = RecipientModel(store, region=phone.region)
        self._time = LaterModel(store, phone.later, self._writing, start)
        self._fate = GroupFateModel(store, phone.groups, phone.messages, start)
        self._writing_screen = Later(self._make_writing)
        self._fate_screen = Later(self._make_fate)
        self._writing.sent.connect(self.show_fate)
        self._writing.put_off.connect(self.left)
        for model in (self._time, self._fate):
            model.told.connect(main.toast.tell)

    def begin(self, number_id: NumberId | None) -> None:
        typed = self._writing.names  # which the field, begun anew, would take for nothing
        self._recipient.begin(number_id)
        self._writing.name(typed)
        screen = self._writing_screen()
        self._writing.begin(number_id)
        self._main.show_detail(screen)
        self._writing_screen().setFocus()

    def show_fate(self, group: GroupId) -> None:
        self._fate.open(group)
        self._main.show_detail(self._fate_screen())
        self._fate_screen().setFocus()

    def keep(self) -> None:
        """What is being written, before the end."""
        self._writing.keep()

    def close(self) -> None:
        for model in (self._time, self._writing, self._enclosing, self._recipient, self._fate):
            model.close()

    def _make_writing(self) -> GroupWritingScreen:
        from ui.places.writing import heed_enter
        from ui.screens.group_writing import GroupWritingScreen

        screen = GroupWritingScreen(self._writing, self._recipient, self._time, self._main)
        heed_enter(screen.field, self._habits)
        self._main.add_detail(screen)
        screen.left.connect(self.left)
        return screen

    def _make_fate(self) -> GroupFateScreen:
        from ui.screens.group_fate import GroupFateScreen

        screen = GroupFateScreen(self._fate, self._main)
        self._main.add_detail(screen)
        screen.opened.connect(self.thread_wanted)
        screen.left.connect(self.left)
        return screen
