"""The other devices of the account, as far as calls go: what goes on there, and what was taken there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.phone import Phone
from ui.models.calls_elsewhere import CallsElsewhere
from ui.models.listening import Start
from ui.screens.main import MainScreen
from ui.widgets.elsewhere_bar import ElsewhereBar


class DevicesPlace(QObject):
    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self._elsewhere = CallsElsewhere(phone.store, phone.calls, start)
        main.place_call_bar(ElsewhereBar(self._elsewhere, main))
        self._elsewhere.told.connect(self._tell)

    def close(self) -> None:
        self._elsewhere.close()

    def _tell(self, sentence: str) -> None:
        self._main.toast.tell(sentence)
