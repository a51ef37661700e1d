"""Above the field: how many messages it is, what they cost, and a plainer way to write the same."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.price_meter import Meter
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.words import Label

CALM = 1200
"""Milliseconds without a key after which a screen reader is told what has become of the price."""


class PriceLine(QWidget):
    plainer_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = Label("", "error", wraps=True, parent=self)
        self.count = Label("", "secondary", parent=self)
        self.blame = Label("", "secondary", wraps=True, parent=self)
        self.offer = Button("", "quiet", parent=self)
        self.offer.clicked.connect(self.plainer_wanted)
        self._told = ""
        self._to_tell = ""
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._tell)
        space = tokens().space
        why = QHBoxLayout()
        why.setSpacing(space.s)
        why.addWidget(self.blame, 1)
        why.addWidget(self.offer)
        what = QHBoxLayout()
        what.setSpacing(space.s)
        what.addWidget(self.problem, 1)
        what.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(why)
        column.addLayout(what)

    def show_meter(self, meter: Meter | None, count: str, problem: str) -> None:
        blame, offer = (meter.blame, meter.offer) if meter else ("", "")
        for label, words in ((self.count, count), (self.blame, blame), (self.problem, problem)):
            label.say(words)
            label.setVisible(bool(words))
        self.count.set_role("error" if meter and meter.does_not_suffice else "secondary")
        self.offer.say(offer)
        self.offer.setVisible(bool(offer))
        self.setVisible(bool(count or blame or offer or problem))
        said = meter.spoken if meter else ""
        if said != self._to_tell:
            self._to_tell = said
            self._calm.start()

    def _tell(self) -> None:
        """Calmly: only what it costs, once it has stood for a while, and behind what is being read."""
        if self._to_tell == self._told:
            return
        self._told = self._to_tell
        if self._told:
            event = QAccessibleAnnouncementEvent(self.count, self._told)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)
