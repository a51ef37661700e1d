"""Links that the system hands to a running program as an event, as macOS does, not as a word."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class OpenedLinks(QObject):
    opened = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            # Encoded as it came: what a link hides behind percent signs is read in one place only.
            self.opened.emit(event.url().toString(event.url().ComponentFormattingOption.FullyEncoded))
            return True
        return False
