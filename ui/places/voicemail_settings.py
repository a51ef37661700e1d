"""The voicemail of a number, set: reached from the voicemails and from the settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.greetings import Kind, Slot
from desktop.domain.numbers import NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.i18n import _
from ui.models.greeting import GreetingModel
from ui.models.greetings import GreetingsModel
from ui.models.listening import Start
from ui.models.shell import Section
from ui.models.speaking import SpeakingModel
from ui.models.voicemail_numbers import VoicemailNumbersModel
from ui.models.voicemail_settings import VoicemailSettingsModel
from ui.screens.main import MainScreen
from ui.widgets.banner import Banner
from ui.widgets.voicemail_numbers import VoicemailNumbers

if TYPE_CHECKING:
    from ui.screens.voicemail_settings import VoicemailSettingsScreen
    from ui.widgets.list_frame import ListFrame


class VoicemailSettingsPlace(QObject):
    call_wanted = Signal(object)
    """A NumberId, whose voicemail shall be heard."""

    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self._settings = VoicemailSettingsModel(phone.store, phone.numbers, start)
        self._greetings = GreetingsModel(phone.store, phone.greetings, start)
        self._numbers = VoicemailNumbersModel(phone.store)
        self._away = SpeakingModel(phone.store)
        self._greetings.call_wanted.connect(self.call_wanted)
        for model in (self._greetings.own, self._greetings.away):
            model.deleted.connect(partial(self._offer_undo, model))
        self._screen = Later(self._make)
        self._chosen: NumberId | None = None

    def close(self) -> None:
        for model in (self._settings, self._greetings, self._numbers, self._away):
            model.close()

    def show_number(self, number_id: NumberId | None) -> None:
        """Another tab was chosen. What stands open follows it, or goes."""
        self._chosen = number_id
        self._away.show_number(number_id)
        screen = self._screen.made
        if screen is not None and screen.isVisible():
            if number_id is None:
                self._leave()
            else:
                self._show(number_id)

    def open(self, number_id: NumberId) -> None:
        self._show(number_id)
        self._main.show_beside(self._screen(), Section.VOICEMAIL)

    def head(self, frame: ListFrame) -> None:
        """A way here above the list of voicemails, and whether one is away."""
        button = frame.add_action("settings", lambda: _("Settings of voicemail"))
        button.clicked.connect(lambda: self._ask_which(button))
        notice = Banner("info", parent=frame)

        def tell() -> None:
            if self._away.away:
                notice.tell(self._away.away)
            else:
                notice.clear()

        frame.extra.addWidget(notice)
        self._away.changed.connect(tell)
        frame.language_changed.connect(self._away.retranslate)
        tell()

    def card(self, parent: QWidget) -> VoicemailNumbers:
        """For the settings: a way here for each number."""
        card = VoicemailNumbers(self._numbers, parent=parent)
        card.number_chosen.connect(self.open)
        return card

    # --- inside -------------------------------------------------------------------------------------------
    def _ask_which(self, button: QWidget) -> None:
        numbers = [each for each in self._numbers.numbers if each.can]
        if self._chosen is not None or len(numbers) == 1:
            self.open(self._chosen or numbers[0].id)
            return
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number in numbers:
            menu.addAction(number.name.replace("&", "&&"), partial(self.open, number.id))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _show(self, number_id: NumberId) -> None:
        self._settings.show_number(number_id)
        if self._greetings.number_id != number_id:
            self._greetings.show_number(number_id)
        else:
            self._greetings.load()

    def _make(self) -> VoicemailSettingsScreen:
        from ui.screens.voicemail_settings import VoicemailSettingsScreen

        screen = VoicemailSettingsScreen(self._settings, self._greetings, parent=self._main)
        screen.left.connect(self._leave)
        self._main.add_detail(screen)
        return screen

    def _leave(self) -> None:
        self._main.leave_detail(self._screen())
        self._main.focus_list()

    def _offer_undo(self, model: GreetingModel, slot: Slot) -> None:
        if model.kind is Kind.AWAY:
            words = _("The greeting for while you are away was deleted.")
        else:
            words = _("Your own greeting was deleted.")
        self._main.toast.tell(words, undo=partial(model.restore, slot))
