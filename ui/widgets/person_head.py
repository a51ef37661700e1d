"""Who a page is about: a large disc, a name, a line below, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.tokens import tokens
from ui.widgets.avatar import Avatar
from ui.widgets.words import Label


class PersonHead(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._briefly = False
        self._avatar = Avatar(edge=88, parent=self)
        self.name = Label("", "title", wraps=True, parent=self)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.below = Label("", "quiet", wraps=True, parent=self)
        self.below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(tokens().space.s)
        self._actions.addStretch(1)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self._avatar)
        centred.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addLayout(centred)
        column.addSpacing(tokens().space.xs)
        column.addWidget(self.name)
        column.addWidget(self.below)
        column.addSpacing(tokens().space.s)
        column.addLayout(self._actions)

    def add_action(self, button: QWidget) -> None:
        self._actions.addWidget(button)

    def end_actions(self) -> None:
        self._actions.addStretch(1)

    def show_person(self, name: str, below: str, initials: str, colour: int | None) -> None:
        self._avatar.show_person(initials, colour)
        self.name.say(name)
        self.below.say(below)
        self.below.setVisible(bool(below) and not self._briefly)

    def show_briefly(self, briefly: bool) -> None:
        """The name alone, where there is no room for more."""
        self._briefly = briefly
        self._avatar.setVisible(not briefly)
        self.below.setVisible(bool(self.below.text()) and not briefly)
