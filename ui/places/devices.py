"""The other devices of the account, as far as calls go: what goes on there, and what was taken there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.numbers import NumberId
from desktop.phone import Phone
from ui.i18n import _
from ui.models.calls_elsewhere import CallsElsewhere
from ui.models.listening import Start
from ui.models.ring_check import RingCheckModel
from ui.screens.main import MainScreen
from ui.widgets.elsewhere_bar import ElsewhereBar

if TYPE_CHECKING:
    from ui.screens.settings import SettingsScreen
    from ui.widgets.ring_check import RingCheckCard


class DevicesPlace(QObject):
    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self._elsewhere = CallsElsewhere(phone.store, phone.calls, start)
        self._ring_check = RingCheckModel(phone.store, phone.ring_checks, start)
        self._settings: SettingsScreen | None = None
        self._check_card: RingCheckCard | None = None
        main.place_call_bar(ElsewhereBar(self._elsewhere, main))
        self._elsewhere.told.connect(self._tell)

    def close(self) -> None:
        self._elsewhere.close()
        self._ring_check.close()

    def add_ring_check(self, settings: SettingsScreen) -> None:
        from ui.widgets.ring_check import RingCheckCard

        self._settings, self._check_card = settings, RingCheckCard(self._ring_check, settings)
        self._check_card.grew.connect(partial(settings.reveal, self._check_card))
        settings.add_card(lambda: _("Will I ring?"), self._check_card)

    def show_ring_check(self, number_id: NumberId) -> None:
        """In sight, with this number chosen; nothing is tried yet."""
        self._ring_check.choose(number_id)
        if self._settings is not None and self._check_card is not None:
            self._settings.show_card(self._check_card)
            self._check_card.button.setFocus()

    def _tell(self, sentence: str) -> None:
        self._main.toast.tell(sentence)
