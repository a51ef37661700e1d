"""The button beside a message that opens the emojis, which are loaded when it is first pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.actions import EMOJI
from ui.i18n import _
from ui.models.emojis import EmojiModel
from ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from ui.widgets.emoji_picker import EmojiPicker


class EmojiButton(IconButton):
    """Opens the picker; made and read when it is pressed for the first time."""

    chosen = Signal(str)

    def __init__(self, model: Callable[[], EmojiModel], parent: QWidget | None = None) -> None:
        super().__init__("smile", lambda: _("Emoji"), shortcut=EMOJI.keys, parent=parent)
        self._model = model
        self.picker: EmojiPicker | None = None
        self.clicked.connect(self.open_picker)

    def open_picker(self) -> None:
        from ui.widgets.emoji_picker import EmojiPicker

        if not self.isVisible() or self.picker is not None:
            return
        picker = EmojiPicker(self._model(), self.window())
        picker.chosen.connect(self.chosen)
        picker.closed.connect(self._forget)
        self.picker = picker
        picker.open_over(self)

    def _forget(self) -> None:
        self.picker = None
