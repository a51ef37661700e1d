"""Whom to hand the call on to: typed, picked among people, or another call that goes on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.calls import CallId
from ui.i18n import _
from ui.models.plain import isolated
from ui.models.transfer import LONGEST, TransferModel
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.name_field import NameField
from ui.widgets.suggestions import HEIGHT, SuggestionList
from ui.widgets.words import Label

WIDTH = 392
_MOST_ROWS = 3


class TransferPanel(QWidget):
    closed = Signal()
    """The person thought better of it."""

    def __init__(self, model: TransferModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setMaximumWidth(WIDTH)
        self.field = NameField(longest=LONGEST, parent=self)
        self.people = SuggestionList(self)
        self._words = Label("", "secondary", wraps=True, parent=self)
        self.now_button = Button(
            lambda: _("Transfer now"), "primary", icon_name="phone-forwarded", parent=self
        )
        self.ask_button = Button(lambda: _("Ask first"), icon_name="phone", parent=self)
        self.through_buttons: dict[CallId, Button] = {}
        choices = QHBoxLayout()
        choices.setSpacing(tokens().space.s)
        choices.addWidget(self.now_button, 1)
        choices.addWidget(self.ask_button, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens().space.s)
        self._column.addWidget(self.field)
        self._column.addWidget(self.people)
        self._column.addWidget(self._words)
        self._column.addLayout(choices)
        self.setFocusProxy(self.field)
        # Not `textEdited`: a screen reader and dictation write without editing.
        self.field.textChanged.connect(model.type)
        self.field.returnPressed.connect(model.choose_first)
        self.field.down.connect(self.people.take_keyboard)
        self.people.person_chosen.connect(self._choose)
        self.now_button.clicked.connect(model.transfer)
        self.ask_button.clicked.connect(model.ask_first)
        model.changed.connect(self._show)
        model.replaced.connect(self._replace)
        self._say()
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def _choose(self, person: object) -> None:
        self._model.choose_person(person)  # type: ignore[arg-type]
        self.now_button.setFocus()

    def _replace(self, text: str) -> None:
        if text != self.field.text():
            self.field.setText(text)

    def _show(self) -> None:
        model = self._model
        self.now_button.setEnabled(model.can_transfer)
        self.ask_button.setEnabled(model.can_ask)
        self._words.say(model.words)
        self._words.setVisible(bool(model.words))
        self.field.setAccessibleDescription(model.words)
        self.people.show_people(model.suggestions)
        self.people.setFixedHeight(min(_MOST_ROWS, len(model.suggestions)) * HEIGHT)
        self._show_others()

    def _show_others(self) -> None:
        others = {view.key: view for view in self._model.others}
        for gone in [key for key in self.through_buttons if key not in others]:
            button = self.through_buttons.pop(gone)
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        for key, view in others.items():
            known = self.through_buttons.get(key)
            if known is None:
                known = Button("", icon_name="phone-forwarded", parent=self)
                known.clicked.connect(partial(self._model.put_through_to, key))
                self.through_buttons[key] = known
                self._column.addWidget(known)
            known.say(partial(_through, view.name))

    def _say(self) -> None:
        self.field.setAccessibleName(_("Transfer to"))
        self.field.setPlaceholderText(_("Name or number"))


def _through(name: str) -> str:
    return _("Put through to {name}").format(name=isolated(name))
