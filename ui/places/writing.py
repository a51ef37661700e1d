"""What helps to write a message: emojis, and what this computer keeps about writing."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject

from desktop.system.settings import KeptWriting, SettingsFile
from ui.actions import EMOJI, add_action
from ui.models.emojis import EmojiModel
from ui.widgets.composer import Composer
from ui.widgets.emoji_button import EmojiButton


class WritingTools(QObject):
    def __init__(self, composer: Composer, settings: SettingsFile) -> None:
        super().__init__(composer)
        self._settings = settings
        self._emojis: EmojiModel | None = None
        emoji = EmojiButton(self._model, composer)
        emoji.chosen.connect(composer.field.put)
        composer.add_tool(emoji)
        add_action(composer, EMOJI, emoji.open_picker)

    def _model(self) -> EmojiModel:
        if self._emojis is None:
            kept = self._kept
            self._emojis = EmojiModel(kept.emojis, kept.skin_tone, self._keep_emojis)
        return self._emojis

    @property
    def _kept(self) -> KeptWriting:
        return self._settings.now.writing

    def _keep_emojis(self, recent: tuple[str, ...], tone: str) -> None:
        writing = msgspec.structs.replace(self._kept, emojis=recent, skin_tone=tone)
        self._settings.change(msgspec.structs.replace(self._settings.now, writing=writing))
