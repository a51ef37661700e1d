"""What waits in the conversation that is open: at its bottom, each with its time and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _, ngettext
from ui.models.plain import isolated
from ui.models.waiting import WaitingModel, WaitingRow
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.one_line import OneLine
from ui.widgets.words import Label, Words

SHOWN = 2
"""More of them are shown where all that waits stands."""


class WaitingCards(QWidget):
    all_wanted = Signal()
    keyboard_left = Signal()
    """What the keyboard was on is gone."""

    def __init__(self, model: WaitingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._gives_way = False
        self.cards: list[WaitingCard] = []
        self.all_button = Button("", "quiet", parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens().space.xs)
        self._column.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.all_button.clicked.connect(self.all_wanted)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._show()
        super().changeEvent(event)

    def make_room(self, wanted: bool) -> None:
        """While something else needs the place."""
        self._gives_way = wanted
        self._show()

    def _show(self) -> None:
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.isAncestorOf(focused)
        rows = tuple(self._model.rows.rows)
        self.setVisible(bool(rows) and not self._gives_way)
        shown = rows[:SHOWN]
        self.all_button.setVisible(len(rows) > len(shown))
        self.all_button.say(partial(_all, len(rows)))
        there = {card.row.key: card for card in self.cards}
        self.cards = [
            there.pop(row.key) if row.key in there else WaitingCard(row, self._model, self) for row in shown
        ]
        for card in there.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, (row, card) in enumerate(zip(shown, self.cards, strict=True)):
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)
            card.show_row(row)
        if had_keyboard and focused is not None and not focused.isVisible() and not self._gives_way:
            self.keyboard_left.emit()


def _all(count: int) -> str:
    return ngettext("Show all {count}", "Show all {count}", count).format(count=count)


class WaitingCard(QFrame):
    """The same buttons stay while what they say changes: the keyboard may be on one."""

    def __init__(self, row: WaitingRow, model: WaitingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setProperty("surface", "card")
        space = tokens().space
        self._words = Label("", "label", wraps=True, parent=self)
        self._failure = Label("", "error", wraps=True, parent=self)
        self._text = OneLine("", "secondary", parent=self)

        def button(words: Words, spoken: Words, do: Callable[[WaitingRow], None]) -> Button:
            made = Button(words, "quiet", spoken=spoken, parent=self)
            made.clicked.connect(lambda: do(self.row))
            return made

        self.change_button = button(
            lambda: _("Change"), lambda: _("Change “{text}”").format(text=self._named), model.change
        )
        self.send_button = button(
            lambda: _("Send now"), lambda: _("Send “{text}” now").format(text=self._named), model.send_now
        )
        self.cancel_button = button(
            lambda: _("Cancel"), lambda: _("Cancel “{text}”").format(text=self._named), model.cancel
        )
        lower = QHBoxLayout()
        lower.setSpacing(0)
        lower.addWidget(self._text, 1)
        for each in self.buttons:
            lower.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.l, space.s, space.s, space.xs)
        column.setSpacing(0)
        column.addWidget(self._words)
        column.addWidget(self._failure)
        column.addLayout(lower)
        self.show_row(row)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return self.change_button, self.send_button, self.cancel_button

    @property
    def _named(self) -> str:
        return isolated(self.row.text[:40])

    def show_row(self, row: WaitingRow) -> None:
        self.row = row
        self._words.say("" if row.failed else row.words)
        self._words.setVisible(not row.failed)
        self._failure.say(row.words if row.failed else "")
        self._failure.setVisible(row.failed)
        self._text.say(row.text)
        self.setAccessibleName(row.spoken)
        for each in self.buttons:
            each.setVisible(row.can_act)
