"""Checking the sound without a call: speak, hear oneself, and let it ring."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.sound import CheckPhase
from ui.i18n import _, ngettext
from ui.models.levels import LevelsModel
from ui.models.sound_check import SoundCheckModel
from ui.models.voice_care import VoiceCareModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.meter import LevelMeter
from ui.widgets.middle import in_the_middle
from ui.widgets.settings_card import SettingsCard
from ui.widgets.voice_card import VoiceCard
from ui.widgets.words import Label

_WIDEST = 640
_CONTROL = 220


class SoundCheckScreen(QScrollArea):
    left = Signal()

    def __init__(
        self,
        model: SoundCheckModel,
        levels: LevelsModel,
        care: VoiceCareModel,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._levels = levels
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget(self)
        middle = QWidget(page)
        middle.setMaximumWidth(_WIDEST)
        space = tokens().space
        self.back_button = IconButton("arrow-left", lambda: _("Back to the settings"), parent=middle)
        self.back_button.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(space.s)
        head.addWidget(self.back_button)
        head.addWidget(Label(lambda: _("Check the sound"), "title", parent=middle), 1)
        self._busy = Banner("look", parent=middle)
        self._meter = LevelMeter(lambda: _("Microphone level"), parent=middle)
        self._meter.setFixedWidth(_CONTROL)
        self.record_button = Button("", "primary", icon_name="mic", parent=middle)
        self.record_button.clicked.connect(model.record)
        self.play_button = Button(lambda: _("Hear yourself"), icon_name="play", parent=middle)
        self.play_button.clicked.connect(model.play)
        self.ring_button = Button(lambda: _("Test the ring"), icon_name="bell", parent=middle)
        self.ring_button.clicked.connect(model.ring)
        self._result = Banner("done", parent=middle)
        self._result.pressed.connect(model.unmute)
        card = SettingsCard(parent=middle)
        self._speak = card.add_row(
            self._speak_words, self._meter, lambda: _("The bar moves while you speak.")
        )
        card.add_row(
            lambda: _("Record"), self.record_button, lambda: _("Say a sentence as you would in a call.")
        )
        self._listen = card.add_row(self._listen_words, self.play_button, lambda: _("As others hear you."))
        card.add_row(lambda: _("Ring"), self.ring_button, lambda: _("Once, where calls ring."))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addLayout(head)
        column.addWidget(self._busy)
        column.addSpacing(space.s)
        column.addWidget(card)
        column.addWidget(self._result)
        column.addSpacing(space.l)
        column.addWidget(Label(lambda: _("Your voice"), "section", parent=middle))
        column.addWidget(VoiceCard(care, parent=middle))
        column.addStretch(1)
        across = in_the_middle(middle)
        across.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        page.setLayout(across)
        self.setWidget(page)
        levels.changed.connect(self._show_level)
        model.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.verticalScrollBar().setValue(0)
        self._levels.watch(self, True)
        self.record_button.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._levels.watch(self, False)
        self._model.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._show()
        super().changeEvent(event)

    def _speak_words(self) -> str:
        return _("Speak into {name}").format(name=self._model.microphone)

    def _listen_words(self) -> str:
        return _("Listen on {name}").format(name=self._model.speaker)

    def _show_level(self, microphone: float, speaker: float) -> None:
        del speaker
        self._meter.show_level(microphone)

    def _show(self) -> None:
        model = self._model
        self._speak.say(self._speak_words)
        self._listen.say(self._listen_words)
        if model.in_call:
            self._busy.tell(lambda: _("You are in a call. Check the sound when it is over."))
        else:
            self._busy.clear()
        if model.phase is CheckPhase.RECORDING:
            words = ngettext("Recording, {count} second", "Recording, {count} seconds", model.seconds_left)
            self.record_button.say(words.format(count=model.seconds_left))
        else:
            self.record_button.say(lambda: _("Record 5 seconds"))
        # Not while it records: a button that is disabled loses the keyboard to the next one.
        self.record_button.setEnabled(not model.in_call)
        self.play_button.setEnabled(model.can_play)
        if model.result:
            button = (lambda: _("Unmute")) if model.can_unmute else ""
            self._result.tell(
                f"{model.result}\n{model.figures}".strip(),
                button=button,
                kind="done" if model.is_good else "look",
            )
        else:
            self._result.clear()
