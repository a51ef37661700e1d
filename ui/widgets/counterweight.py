"""Room below what is centred, as much as what comes in above takes: nothing moves under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QBoxLayout, QWidget

_FIRST = 1_000
"""As a stretch, so much that all room there is goes here before it goes to those around the centre."""


class Counterweight(QWidget):
    """It asks for nothing: where there is no room, what comes in does push."""

    def __init__(self, *above: QWidget, column: QBoxLayout, share: float, parent: QWidget) -> None:
        """At the end of `column`, with `share` of the height of those above."""
        super().__init__(parent)
        self._above, self._column, self._share = above, column, share
        column.addWidget(self, _FIRST)
        for each in above:
            each.installEventFilter(self)
        self._weigh()

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize):
            self._weigh()
        return super().eventFilter(watched, event)

    def _weigh(self) -> None:
        spacing = self._column.spacing()
        taken = sum(each.height() + spacing for each in self._above if not each.isHidden())
        self.setMaximumHeight(round(self._share * taken))
