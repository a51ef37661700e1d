"""All places but messages, which is the one in sight at the start, and what leads from one to another."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.numbers import Address, NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.models.listening import Start
from ui.models.quiet import QuietModel
from ui.models.shell import Section, ShellModel
from ui.places.calls import CallsPlace
from ui.places.devices import DevicesPlace
from ui.places.messages import MessagesPlace
from ui.places.outside import OutsidePlace
from ui.places.people import PeoplePlace
from ui.places.settings import SettingsPlace
from ui.places.voicemail import VoicemailPlace
from ui.screens.main import MainScreen
from ui.window import Window


class OtherPlaces(QObject):
    language_chosen = Signal(object)
    theme_chosen = Signal(object)

    def __init__(
        self,
        phone: Phone,
        start: Start,
        window: Window,
        main: MainScreen,
        shell: ShellModel,
        *,
        messages: MessagesPlace,
        quiet: QuietModel,
    ) -> None:
        super().__init__()
        self._shell = shell
        self.calls = CallsPlace(phone, start, main)
        self.voicemail = VoicemailPlace(phone, start, main)
        self.people = PeoplePlace(phone, start, main)
        self._devices = DevicesPlace(phone, start, main)
        self._outside = OutsidePlace(
            phone, start, window, shell, calls=self.calls.calls, replies=self.calls.replies, quiet=quiet
        )
        self.settings = SettingsPlace(
            phone,
            start,
            main,
            devices=self._devices,
            notices=self._outside.notices,
            quiet=quiet,
            replies=self.calls.replies,
            writing=messages.conversation().writing,
            voicemail=self.voicemail.settings,
        )
        self._connect(main, messages)

    @property
    def later(self) -> tuple[Later[Any], ...]:
        """What is to be made in a quiet moment."""
        return (*self._outside.later, *self.calls.later)

    def show_number(self, number_id: NumberId | None) -> None:
        for place in (self.calls, self.voicemail, self.people):
            place.show_number(number_id)

    def close(self) -> None:
        for place in (
            self._outside, self.settings, self._devices, self.calls, self.voicemail, self.people,
        ):  # fmt: skip
            place.close()

    def _connect(self, main: MainScreen, messages: MessagesPlace) -> None:
        open_settings = partial(self._shell.open, Section.SETTINGS)
        messages.call_wanted.connect(self.calls.calls.dial)
        self.calls.message_wanted.connect(messages.open)
        self.calls.microphone_wanted.connect(open_settings)
        self._outside.message_wanted.connect(messages.open)
        for place in (self.voicemail, self.people):
            place.call_wanted.connect(self.calls.calls.dial)
            place.message_wanted.connect(messages.open)
        for blocker in (self.calls, messages, self.people):
            blocker.block_wanted.connect(self.settings.blocking.set_blocked)
        self.voicemail.settings.call_wanted.connect(self.calls.calls.hear_greeting)
        self.calls.person_wanted.connect(self._open_person)
        self.calls.ring_check_wanted.connect(self._open_ring_check)
        self.calls.voicemail_wanted.connect(self.voicemail.open)
        self.voicemail.voicemail_found.connect(partial(self._shell.open, Section.VOICEMAIL))
        self.voicemail.record_wanted.connect(self.calls.open_record)
        self.calls.record_found.connect(partial(self._shell.open, Section.CALLS))
        self.voicemail.transcripts_wanted.connect(self._open_transcripts)
        main.account.settings_wanted.connect(open_settings)
        main.account.sign_out_wanted.connect(self.settings.settings.sign_out)
        self.settings.settings.doubted.connect(open_settings)
        self.settings.language_chosen.connect(self.language_chosen)
        self.settings.theme_chosen.connect(self.theme_chosen)

    def _open_transcripts(self) -> None:
        self._shell.open(Section.SETTINGS)
        self.settings.show_transcripts()

    def _open_ring_check(self, number_id: NumberId) -> None:
        self._shell.open(Section.SETTINGS)
        self._devices.show_ring_check(number_id)

    def _open_person(self, address: Address) -> None:
        self._shell.open(Section.PEOPLE)
        self.people.open_address(address)
