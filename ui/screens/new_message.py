"""The beginning of a new message: whom to, and from which of my numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.recipient import LONGEST, RecipientModel
from ui.screens.detail import DetailScreen
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.name_field import NameField
from ui.widgets.number_picker import NumberPicker, on_next_number
from ui.widgets.suggestions import SuggestionList
from ui.widgets.words import Hairline, Label


class NewMessageScreen(DetailScreen):
    several_wanted = Signal()
    """The same text to more than one."""

    def __init__(self, model: RecipientModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.field = NameField(longest=LONGEST, parent=self)
        self.picker = NumberPicker(self)
        self.people = SuggestionList(self)
        self.continue_button = Button(lambda: _("Continue"), "primary", parent=self)
        self.several_button = IconButton("users", lambda: _("To several people"), parent=self)
        self._words = Label("", "error", wraps=True, parent=self)
        space = tokens().space
        to = QHBoxLayout()
        to.setContentsMargins(space.l, space.m, space.l, space.m)
        to.setSpacing(space.s)
        to.addWidget(Label(lambda: _("To"), "label", parent=self))
        to.addWidget(self.field, 1)
        to.addWidget(self.several_button)
        to.addWidget(self.picker)
        to.addWidget(self.continue_button)
        words = QHBoxLayout()
        words.setContentsMargins(space.l, space.s, space.l, 0)
        words.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(to)
        column.addWidget(Hairline(self))
        column.addLayout(words)
        column.addWidget(self.people, 1)
        column.addStretch(0)
        self._column = column
        self.setFocusProxy(self.field)
        # Not `textEdited`: a screen reader and dictation write without editing.
        self.field.textChanged.connect(self._written)
        self.field.returnPressed.connect(model.go_on)
        self.field.down.connect(self.people.take_keyboard)
        self.several_button.clicked.connect(self.several_wanted)
        self.continue_button.clicked.connect(model.go_on)
        self.people.person_chosen.connect(model.choose_person)
        self.picker.number_chosen.connect(model.choose_number)
        on_next_number(self, model.next_number)
        model.changed.connect(self._show)
        model.replaced.connect(self._replace)
        self._say()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def _written(self, text: str) -> None:
        if text != self._model.typed:
            self._model.type(text)

    def _replace(self, text: str) -> None:
        if text != self.field.text():
            self.field.setText(text)

    def _show(self) -> None:
        model = self._model
        self.picker.show_number(model.number, model.numbers)
        self.continue_button.setEnabled(model.can_continue)
        self._words.say(model.words)
        self._words.setVisible(bool(model.words))
        self.field.setAccessibleDescription(model.words)
        self.people.show_people(model.suggestions)
        self._column.setStretch(self._column.count() - 1, 0 if model.suggestions else 1)

    def _say(self) -> None:
        self.field.setAccessibleName(_("To"))
        self.field.setPlaceholderText(_("Name or number"))
