"""People: the list, and beside it a person's card or the form that changes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.contacts import ContactId
from desktop.domain.numbers import Address
from ui.i18n import _
from ui.models.blocking import block_words
from ui.models.people import Edited, PeopleModel, PersonRow, PhoneCard, phone_label
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.choice import Choice
from ui.widgets.empty import EmptyPlace
from ui.widgets.field import Field
from ui.widgets.list_frame import ListFrame
from ui.widgets.person_head import PersonHead
from ui.widgets.person_rows import PersonRows
from ui.widgets.words import Label

COLUMN = 380


class PeopleScreen(QWidget):
    person_chosen = Signal(object)
    """A ContactId."""
    new_wanted = Signal()

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = PersonRows(self)
        self.frame = ListFrame(
            lambda: _("People"),
            lambda: _("People"),
            EmptyPlace(
                "users",
                lambda: _("Nobody here yet"),
                lambda: _("Add the people you call and write to."),
                lambda: _("Add a person"),
            ),
            parent=self,
        )
        self.frame.fill(self)
        self.list = self.frame.list
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.show_rows(model.rows)
        self.add_button = self.frame.add_action("user-plus", lambda: _("Add a person"))
        self.add_button.clicked.connect(self.new_wanted)
        self.frame.empty.pressed.connect(self.new_wanted)
        self.list.row_opened.connect(self._open)
        self.frame.search_changed.connect(model.find)
        self.frame.language_changed.connect(model.retranslate)
        model.changed.connect(self._show)
        for signal in (model.rows.rowsInserted, model.rows.rowsRemoved, model.rows.modelReset):
            signal.connect(self._show)
        self._show()

    def begin_search(self) -> None:
        self.frame.begin_search()

    def _open(self, row: PersonRow) -> None:
        self._model.choose(row.key)
        self.person_chosen.emit(row.key)

    def _show(self) -> None:
        model = self._model
        self.frame.show_state(
            count=model.rows.rowCount(), loading=False, problem="", searching=bool(model.search)
        )


class PersonScreen(QWidget):
    """A card, a form, or the place where one of them will stand."""

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        nothing = EmptyPlace(
            "user-round", lambda: _("Choose a person"), lambda: _("Call, write, or change the card.")
        )
        self.card = PersonCard(model, self)
        self.form = PersonForm(model, self)
        self._pages = QStackedLayout(self)
        for page in (nothing, _scrolling(self.card, self), _scrolling(self.form, self)):
            self._pages.addWidget(page)
        self.card.edit_wanted.connect(self.edit)
        self.form.left.connect(self._leave_form)
        model.saved.connect(lambda _id: self._leave_form())
        model.changed.connect(self._show)
        self._editing = False
        self._show()

    def edit(self, contact_id: ContactId | None = None) -> None:
        """Open the form: for a person, or for a new one."""
        self.fill(self._model.edited(contact_id))

    def fill(self, form: Edited) -> None:
        self._editing = True
        self.form.fill(form)
        self._show()
        self.form.name.line.setFocus()

    def show_person(self) -> None:
        self._editing = False
        self._show()

    def _leave_form(self) -> None:
        self._editing = False
        self._show()

    def _show(self) -> None:
        card = self._model.card
        self._pages.setCurrentIndex(2 if self._editing else 1 if card is not None else 0)


class PersonCard(QWidget):
    edit_wanted = Signal(object)

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._head = PersonHead(self)
        self.call_button = Button(lambda: _("Call"), "answer", icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.edit_button = Button(lambda: _("Edit"), icon_name="pencil", parent=self)
        for button in (self.call_button, self.message_button, self.edit_button):
            self._head.add_action(button)
        self._head.end_actions()
        self._from = Label("", "secondary", parent=self)
        self._phones = QVBoxLayout()
        self._phones.setSpacing(tokens().space.xs)
        self.delete_button = Button(
            lambda: _("Delete person"), "quiet-danger", icon_name="trash-2", parent=self
        )
        self.block_button = Button(self._block_words, "quiet", parent=self)
        self._problem = Banner("failure", parent=self)
        column = _column(self)
        column.addWidget(self._head)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self._from)
        centred.addStretch(1)
        column.addLayout(centred)
        column.addWidget(self._problem)
        column.addSpacing(tokens().space.m)
        column.addLayout(self._phones)
        column.addSpacing(tokens().space.l)
        below = QHBoxLayout()
        below.addWidget(self.block_button)
        below.addWidget(self.delete_button)
        below.addStretch(1)
        column.addLayout(below)
        column.addStretch(1)
        self.call_button.clicked.connect(lambda: self._first(model.call))
        self.message_button.clicked.connect(lambda: self._first(model.message))
        self.edit_button.clicked.connect(lambda: self.edit_wanted.emit(model.chosen))
        self.delete_button.clicked.connect(self._delete)
        self.block_button.clicked.connect(self._block)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _first(self, act: Callable[[Address], None]) -> None:
        card = self._model.card
        if card is not None and card.phones:
            act(card.phones[0].address)

    def _block_words(self) -> str:
        card = self._model.card
        return "" if card is None else block_words(len(card.phones), blocked=card.is_blocked)

    def _block(self) -> None:
        card = self._model.card
        if card is not None:
            self._model.set_blocked(card, not card.is_blocked)

    def _delete(self) -> None:
        if self._model.chosen is not None:
            self._model.delete(self._model.chosen)

    def _show(self) -> None:
        card = self._model.card
        if card is None:
            return
        colour = card.assigned.colour if card.assigned is not None else None
        first = card.phones[0].number if card.phones else ""
        self._head.show_person(card.name, first, card.initials, colour)
        self.call_button.setEnabled(card.calls_from is not None)
        self.message_button.setEnabled(card.messages_from is not None)
        words = ""
        if card.assigned is not None:
            words = _("Always from {number}").format(number=f"\u2068{card.assigned.name}\u2069")
        elif card.calls_from is not None:
            words = _("From {number}").format(number=f"\u2068{card.calls_from.name}\u2069")
        self._from.say(words)
        while self._phones.count():
            item = self._phones.takeAt(0)
            taken = item.widget() if item is not None else None
            if taken is not None:
                taken.hide()
                taken.deleteLater()
        for phone in card.phones:
            self._phones.addWidget(_PhoneRow(self._model, phone, self))
        self.block_button.say(self._block_words)
        self.block_button.setVisible(bool(card.phones))
        if self._model.problem:
            self._problem.tell(self._model.problem)
        else:
            self._problem.clear()


class _PhoneRow(QWidget):
    def __init__(self, model: PeopleModel, phone: PhoneCard, parent: QWidget) -> None:
        super().__init__(parent)
        number = Label(phone.number, parent=self)
        call = IconButton("phone", lambda: _("Call {number}").format(number=phone.number), parent=self)
        message = IconButton(
            "message-square", lambda: _("Message {number}").format(number=phone.number), parent=self
        )
        call.clicked.connect(lambda: model.call(phone.address))
        message.clicked.connect(lambda: model.message(phone.address))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(phone.label, "secondary", parent=self))
        texts.addWidget(number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, tokens().space.xs, 0, tokens().space.xs)
        row.addLayout(texts, 1)
        row.addWidget(message)
        row.addWidget(call)


class PersonForm(QWidget):
    left = Signal()

    def __init__(self, model: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._form = Edited(None)
        self._title = Label("", "title", parent=self)
        self.name = Field(lambda: _("Name"), longest=80, parent=self)
        self._lines: list[_PhoneLine] = []
        self._phones = QVBoxLayout()
        self._phones.setSpacing(tokens().space.s)
        self.add_button = Button(lambda: _("Add a number"), "quiet", icon_name="plus", parent=self)
        self.assigned = Choice(self)
        self._assigned_label = Label(lambda: _("Calls and messages go out from"), "label", parent=self)
        self.save_button = Button(lambda: _("Save"), "primary", parent=self)
        self.cancel_button = Button(lambda: _("Cancel"), parent=self)
        self._problem = Label("", "error", wraps=True, parent=self)
        column = _column(self)
        for widget in (self._title, self.name):
            column.addWidget(widget)
        column.addWidget(Label(lambda: _("Telephone numbers"), "label", parent=self))
        column.addLayout(self._phones)
        adds = QHBoxLayout()
        adds.addWidget(self.add_button)
        adds.addStretch(1)
        column.addLayout(adds)
        column.addWidget(self._assigned_label)
        column.addWidget(self.assigned)
        column.addWidget(self._problem)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        column.addSpacing(tokens().space.s)
        column.addLayout(buttons)
        column.addStretch(1)
        self.add_button.clicked.connect(lambda: self._add_line("", "mobile").number.setFocus())
        self.save_button.clicked.connect(self._save)
        self.name.submitted.connect(self._save)
        self.cancel_button.clicked.connect(self.left)
        model.changed.connect(self._show)

    def fill(self, form: Edited) -> None:
        self._form = form
        self._title.say(form.name or _("New person"))
        self.name.set_text(form.name)
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines.clear()
        for number, label in form.phones:
            self._add_line(number, label)
        self.assigned.clear()
        self.assigned.setAccessibleName(self._assigned_label.text())
        self.assigned.addItem(_("The number of the tab"), None)
        for option in self._model.numbers:
            self.assigned.addItem(f"{option.name}  {option.number}", option.id)
            if option.id == form.assigned:
                self.assigned.setCurrentIndex(self.assigned.count() - 1)
        self._problem.say("")

    def filled(self) -> Edited:
        phones = tuple((line.number.text(), line.label.currentData()) for line in self._lines)
        return Edited(self._form.id, self.name.text, phones, self.assigned.currentData())

    def _add_line(self, number: str, label: str) -> _PhoneLine:
        line = _PhoneLine(number, label, self)
        line.number.returnPressed.connect(self._save)
        self._lines.append(line)
        self._phones.addWidget(line)
        return line

    def _save(self) -> None:
        self._model.save(self.filled())

    def _show(self) -> None:
        self._problem.say(self._model.problem)
        self.save_button.setEnabled(not self._model.busy)


class _PhoneLine(QWidget):
    def __init__(self, number: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = QLineEdit(number, self)
        self.number.setMaxLength(64)
        self.number.setAccessibleName(_("Telephone number"))
        self.label = Choice(self)
        self.label.setAccessibleName(_("Kind of number"))
        for word in dict.fromkeys(["mobile", "work", "home", label]):
            self.label.addItem(phone_label(word), word)
        self.label.setCurrentIndex(self.label.findData(label))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.number, 1)
        row.addWidget(self.label)


def _column(widget: QWidget) -> QVBoxLayout:
    """One column in the middle, no wider than is read with ease."""
    space = tokens().space
    outer = QHBoxLayout(widget)
    outer.setContentsMargins(space.xl, space.xxl, space.xl, space.xl)
    outer.addStretch(1)
    inner = QWidget(widget)
    inner.setMaximumWidth(COLUMN)
    inner.setMinimumWidth(280)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space.s)
    outer.addWidget(inner, 8)
    outer.addStretch(1)
    return column


def _scrolling(widget: QWidget, parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    return area
