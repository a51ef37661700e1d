"""The sound check, which stands behind the settings, and the switches of one's voice among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.later import Later
from desktop.phone import Phone
from ui.models.levels import LevelsModel
from ui.models.listening import Start
from ui.models.sound_check import SoundCheckModel
from ui.models.voice_care import VoiceCareModel
from ui.widgets.voice_card import VoiceCard

if TYPE_CHECKING:
    from ui.screens.sound_check import SoundCheckScreen


class SoundCheckPlace(QObject):
    def __init__(self, phone: Phone, start: Start, over: QWidget) -> None:
        """`over` is the screen that it is a part of."""
        super().__init__()
        store = phone.store
        self._care = VoiceCareModel(store, phone.sound, start)
        self._check = SoundCheckModel(store, phone.sound, phone.ringing, start)
        self._levels = LevelsModel(store, phone.sound, start)
        self._pages = QStackedWidget(over)
        self._screen = Later(self._make)

    def close(self) -> None:
        for model in (self._care, self._check, self._levels):
            model.close()

    def card(self) -> VoiceCard:
        """For the settings."""
        card = VoiceCard(self._care, offers_check=True, parent=self._pages)
        card.check_wanted.connect(self._open)
        return card

    def behind(self, settings: QWidget) -> QWidget:
        """Both pages as one widget, with the settings in sight."""
        self._pages.insertWidget(0, settings)
        self._leave()
        return self._pages

    def _make(self) -> SoundCheckScreen:
        from ui.screens.sound_check import SoundCheckScreen

        screen = SoundCheckScreen(self._check, self._levels, self._care, parent=self._pages)
        screen.left.connect(self._leave)
        self._pages.addWidget(screen)
        return screen

    def _open(self) -> None:
        self._pages.setCurrentWidget(self._screen())

    def _leave(self) -> None:
        self._pages.setCurrentIndex(0)
