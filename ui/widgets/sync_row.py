"""How far a first sync is."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.i18n import _
from ui.tokens import tokens
from ui.widgets.words import Label


class SyncRow(QWidget):
    """In numbers; hidden otherwise."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = Label("", "secondary", wraps=True, parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        column = QVBoxLayout(self)
        space = tokens().space
        column.setContentsMargins(space.l, space.s, space.l, space.m)
        column.setSpacing(space.xs)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        self.hide()

    def show_progress(self, progress: tuple[int, int] | None) -> None:
        self.setVisible(progress is not None)
        if progress is None:
            return
        done, total = progress
        text = _("Getting your messages and calls: {done} of {total}").format(done=done, total=total)
        self._text.say(text)
        self._bar.setAccessibleName(text)
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
