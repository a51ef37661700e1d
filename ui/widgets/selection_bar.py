"""How many rows are chosen, and what can be done with all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.i18n import _, ngettext
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.steady_list import SteadyList
from ui.widgets.words import Label, Words


class SelectionBar(QWidget):
    delete_wanted = Signal()
    left = Signal()
    """Nothing is to be chosen any more."""

    def __init__(self, parent: QWidget | None = None, *, least: int = 2) -> None:
        """In sight while `least` or more are chosen."""
        super().__init__(parent)
        self._count, self._least = 0, least
        self._label = Label(self._words, "quiet", parent=self)
        self.delete_button = Button(lambda: _("Delete"), "quiet-danger", icon_name="trash-2", parent=self)
        self.delete_button.clicked.connect(self.delete_wanted)
        self.cancel_button = Button(lambda: _("Cancel"), "quiet", parent=self)
        self.cancel_button.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().space.l, 0, tokens().space.s, tokens().space.xs)
        row.setSpacing(tokens().space.xs)
        row.addWidget(self._label, 1)
        row.addWidget(self.delete_button)
        row.addWidget(self.cancel_button)
        self._row = row
        self.hide()

    def serve(self, rows: SteadyList, *, count_of: Callable[[Any], int] = lambda _row: 1) -> None:
        """What is chosen in `rows` is counted, and deleted as they delete it. `count_of` a row, where one may
        stand for several: opening such a row is not choosing several.
        """

        def count() -> None:
            chosen = rows.chosen_rows()
            self.show_count(sum(map(count_of, chosen)) if len(chosen) >= self._least else 0)

        def choose_one() -> None:
            rows.setCurrentIndex(rows.currentIndex())
            rows.setFocus()

        rows.selection_changed.connect(count)
        self.delete_wanted.connect(rows.setFocus)  # the bar goes
        self.delete_wanted.connect(rows.delete_wanted)
        self.left.connect(choose_one)

    def add_action(self, icon_name: str, words: Words) -> IconButton:
        button = IconButton(icon_name, words, parent=self)
        self._row.insertWidget(self._row.indexOf(self.delete_button), button)
        QWidget.setTabOrder(button, self.delete_button)
        return button

    def show_count(self, count: int) -> None:
        self._count = count
        self._label.say(self._words)
        self.setVisible(count >= self._least)

    def _words(self) -> str:
        return ngettext("{count} chosen", "{count} chosen", self._count).format(count=self._count)
