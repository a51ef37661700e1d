"""The place of settings: one page of cards, each of a place or a model of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.phone import Phone
from ui.i18n import _
from ui.models.blocking import BlockingModel
from ui.models.credit import CreditModel
from ui.models.headset import HeadsetModel
from ui.models.listening import Start
from ui.models.notices import NoticesModel
from ui.models.quiet import QuietModel
from ui.models.replies import RepliesModel
from ui.models.ringing import RingingModel
from ui.models.settings import SettingsModel
from ui.models.transcripts import TranscriptsModel
from ui.models.writing import WritingModel
from ui.places.devices import DevicesPlace
from ui.places.sound_check import SoundCheckPlace
from ui.places.voicemail_settings import VoicemailSettingsPlace
from ui.screens.main import MainScreen, Place

if TYPE_CHECKING:
    from ui.screens.settings import SettingsScreen


class SettingsPlace(QObject):
    language_chosen = Signal(object)
    theme_chosen = Signal(object)

    def __init__(
        self,
        phone: Phone,
        start: Start,
        main: MainScreen,
        *,
        devices: DevicesPlace,
        notices: NoticesModel,
        quiet: QuietModel,
        replies: RepliesModel,
        writing: WritingModel,
        voicemail: VoicemailSettingsPlace,
    ) -> None:
        super().__init__()
        self._phone, self._start, self._main = phone, start, main
        self._devices, self._notices, self._quiet, self._replies = devices, notices, quiet, replies
        self._writing, self._voicemail = writing, voicemail
        self.settings = SettingsModel(phone.store, phone.sessions, phone.sound, start)
        self._headset = HeadsetModel(phone.store)
        self._credit = CreditModel(phone.store)
        self._transcripts = TranscriptsModel(phone.store, phone.transcripts, start)
        self._screen: SettingsScreen | None = None
        self._transcripts_card: QWidget | None = None
        self._ringing = RingingModel(phone.store, phone.ringing, start)
        self.blocking = BlockingModel(phone.store, phone.blocking, phone.numbers, start)
        self._sound_check = SoundCheckPlace(phone, start, main)
        self.blocking.told.connect(lambda text, undo: main.toast.tell(text, undo=undo))

    def place(self) -> Place:
        from ui.models.phone_links import PhoneLinksModel
        from ui.screens.credit import CreditCard
        from ui.screens.headset import HeadsetCard
        from ui.screens.notices import NoticesCard, RepliesCard
        from ui.screens.phone_links import PhoneLinksCard
        from ui.screens.settings import SettingsScreen
        from ui.screens.transcripts import TranscriptsCard
        from ui.screens.writing import WritingCard
        from ui.widgets.blocked_numbers import BlockedNumbers

        screen = SettingsScreen(self.settings, self._ringing, self._quiet, parent=self._main)
        screen.language_chosen.connect(self.language_chosen)
        screen.theme_chosen.connect(self.theme_chosen)
        self._devices.add_ring_check(screen)
        screen.add_card(lambda: _("Your voice"), self._sound_check.card())
        screen.add_card(lambda: _("Headset"), HeadsetCard(self._headset, parent=screen))
        screen.add_card(lambda: _("Voicemail"), self._voicemail.card(screen))
        links = PhoneLinksModel(self._phone.phone_links, self._start, parent=screen)
        screen.add_card(lambda: _("Messages abroad"), CreditCard(self._credit, parent=screen))
        self._screen, self._transcripts_card = screen, TranscriptsCard(self._transcripts, parent=screen)
        screen.add_card(lambda: _("Transcripts of voicemails"), self._transcripts_card)
        screen.add_card(lambda: _("Writing"), WritingCard(self._writing, parent=screen))
        screen.add_card(lambda: _("Notifications"), NoticesCard(self._notices, parent=screen))
        screen.add_card(lambda: _("Declining with a message"), RepliesCard(self._replies, parent=screen))
        screen.add_card(lambda: _("Phone links"), PhoneLinksCard(links, parent=screen))
        screen.add_card(lambda: _("Blocked numbers"), BlockedNumbers(self.blocking, screen))
        return Place(self._sound_check.behind(screen), None)

    def show_transcripts(self) -> None:
        """How words of voicemails are got, in sight."""
        if self._screen is not None and self._transcripts_card is not None:
            self._screen.show_card(self._transcripts_card)

    def close(self) -> None:
        for each in (
            self.settings,
            self._headset,
            self._credit,
            self._transcripts,
            self._ringing,
            self.blocking,
            self._sound_check,
        ):
            each.close()
