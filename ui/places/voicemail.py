"""The place of voicemail: the list, and the one that is listened to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.numbers import NumberId
from desktop.phone import Phone
from ui.models.listening import Start
from ui.models.voicemails import VoicemailRow, VoicemailsModel
from ui.places.voicemail_settings import VoicemailSettingsPlace
from ui.screens.main import MainScreen, Place

if TYPE_CHECKING:
    from ui.screens.voicemails import VoicemailPage


class VoicemailPlace(QObject):
    call_wanted = Signal(object, object)
    """An Address, and the NumberId it goes out on."""
    message_wanted = Signal(object)
    """A ThreadKey."""

    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self.settings = VoicemailSettingsPlace(phone, start, main)
        self._model = VoicemailsModel(phone.store, phone.history, start)
        self._model.call_wanted.connect(self.call_wanted)
        self._model.message_wanted.connect(self.message_wanted)

    def show_number(self, number_id: NumberId | None) -> None:
        self._model.show_number(number_id)
        self.settings.show_number(number_id)

    def close(self) -> None:
        self._model.close()
        self.settings.close()

    def place(self) -> Place:
        from ui.screens.voicemails import VoicemailPage, VoicemailScreen

        voicemails, page = VoicemailScreen(self._model, self._main), VoicemailPage(self._model, self._main)
        self.settings.head(voicemails.frame)
        voicemails.row_chosen.connect(partial(self._open, page))
        return Place(voicemails, page)

    def _open(self, page: VoicemailPage, row: VoicemailRow) -> None:
        page.show_row(row)
        self._main.show_detail()
