"""A card of the settings: rows of a name, an explanation and a control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.tokens import tokens
from ui.widgets.words import Hairline, Label, Words


class SettingsCard(QFrame):
    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._explanations: list[Label] = []

    def add_row(self, name: Words | str, control: QWidget | None, explanation: Words | None = None) -> Label:
        """Returns the label with the name, for one that changes."""
        if self._column.count():
            self._column.addWidget(Hairline(self))
        line = QWidget(self)
        space = tokens().space
        across = QHBoxLayout(line)
        across.setContentsMargins(space.l, space.m, space.l, space.m)
        across.setSpacing(space.l)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        label = Label(name, wraps=True, parent=line)
        texts.addWidget(label)
        if explanation is not None:
            below = Label(explanation, "secondary", wraps=True, parent=line)
            self._explanations.append(below)
            texts.addWidget(below)
        texts.addStretch(1)
        across.addLayout(texts, 1)
        if control is not None:
            label.setBuddy(control)
            across.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addWidget(line)
        return label

    def explain(self, row: int, explanation: Words) -> None:
        """Another explanation below the name of the row that was the `row`-th to have one; empty, none."""
        below = self._explanations[row]
        below.say(explanation)
        below.setVisible(bool(below.text()))

    def add_line(self, line: QWidget) -> None:
        """One that lays itself out, and draws the line above it where there is one."""
        self._column.addWidget(line)
