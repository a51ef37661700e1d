"""The three switches of what is done to one's voice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.voice_care import VoiceCareModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle


class VoiceCard(QWidget):
    check_wanted = Signal()

    def __init__(
        self, model: VoiceCareModel, *, offers_check: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._problem = Banner("look", parent=self)
        self.echo = Toggle(lambda: _("Cancel echo"), parent=self)
        self.noise = Toggle(lambda: _("Reduce noise"), parent=self)
        self.gain = Toggle(lambda: _("Even out loudness"), parent=self)
        self.echo.clicked.connect(model.cancel_echo)
        self.noise.clicked.connect(model.reduce_noise)
        self.gain.clicked.connect(model.even_out)
        card = SettingsCard(parent=self)
        card.add_row(
            lambda: _("Cancel echo"),
            self.echo,
            lambda: _("Others do not hear themselves out of your speaker."),
        )
        card.add_row(
            lambda: _("Reduce noise"), self.noise, lambda: _("Fans, keys and the street become quieter.")
        )
        card.add_row(
            lambda: _("Even out loudness"),
            self.gain,
            lambda: _("A quiet voice becomes louder. Without a headset, some echo comes back with it."),
        )
        if offers_check:
            check = Button(lambda: _("Check the sound"), icon_name="headphones", parent=card)
            check.clicked.connect(self.check_wanted)
            card.add_row(
                lambda: _("Sound check"),
                check,
                lambda: _("Speak, hear yourself and let it ring, without a call."),
            )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addWidget(self._problem)
        column.addWidget(card)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        wished = self._model.wished
        self.echo.setChecked(wished.echo)
        self.noise.setChecked(wished.noise)
        self.gain.setChecked(wished.gain)
        if self._model.problem:
            self._problem.tell(self._model.problem)
        else:
            self._problem.clear()
