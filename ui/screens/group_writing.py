"""A message to several people is written (MSG-3)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.numbers import Address
from ui.i18n import _
from ui.models.group_writing import GroupWritingModel
from ui.models.later import LaterModel
from ui.models.people_named import BETWEEN
from ui.models.recipient import RecipientModel
from ui.screens.detail import DetailScreen
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.file_drops import FileDrops
from ui.widgets.file_strip import FileStrip
from ui.widgets.later_panel import LaterPanel
from ui.widgets.message_field import MessageField
from ui.widgets.name_field import NameField
from ui.widgets.number_picker import NumberPicker, on_next_number
from ui.widgets.people_chips import PeopleChips
from ui.widgets.price_line import PriceLine
from ui.widgets.suggestions import SuggestionList
from ui.widgets.words import Hairline, Label

_LONGEST_LIST = 8_000
"""Characters of a list that is pasted."""


class NamesField(NameField):
    """Takes a list as it was copied; Backspace in the empty field is for the last one of the chips."""

    list_pasted = Signal(str)
    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            # Whole: a line edit would make its line breaks spaces, and two numbers one.
            text = QGuiApplication.clipboard().text()[:_LONGEST_LIST]
            if BETWEEN.search(text.strip()):
                self.list_pasted.emit(text)
                return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
            return
        super().keyPressEvent(event)


class GroupWritingScreen(DetailScreen):
    def __init__(
        self,
        model: GroupWritingModel,
        recipient: RecipientModel,
        later: LaterModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._recipient, self._later = model, recipient, later
        self.chips = PeopleChips(self)
        self.names = NamesField(longest=_LONGEST_LIST, parent=self)
        self.add_button = Button(lambda: _("Add"), icon_name="user-plus", parent=self)
        self.picker = NumberPicker(self)
        self.close_button = IconButton("x", lambda: _("Close"), parent=self)
        self.people = SuggestionList(self)
        self.problem = Label("", "error", wraps=True, parent=self)
        self.what_happens = Label("", "secondary", wraps=True, parent=self)
        self.price = PriceLine(self)
        self.field = MessageField(self)
        self.attach_button = IconButton("paperclip", lambda: _("Attach a file"), parent=self)
        self.strip = FileStrip(model.enclosing, self, sends=False)
        self.later_button = IconButton("clock", lambda: _("Send later"), parent=self)
        self.send_button = Button(lambda: _("Send"), "primary", icon_name="send-horizontal", parent=self)
        self.panel = LaterPanel(later, self)
        self._lay_out()
        self.setFocusProxy(self.names)
        self._connect()
        self._say()
        self._show()
        self._read_as_from()
        self._show_typed()

    def paste(self, text: str) -> None:
        """A list: whoever is nobody stays in the field, to be mended."""
        self._recipient.fill(self._model.add_pasted(text))
        self._model.name(self._recipient.typed)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        space = tokens().space
        head = QHBoxLayout()
        head.setSpacing(space.s)
        head.addWidget(Label(lambda: _("To several people"), "heading", parent=self), 1)
        head.addWidget(self.picker)
        head.addWidget(self.close_button)
        to = QHBoxLayout()
        to.setSpacing(space.s)
        to.addWidget(self.names, 1)
        to.addWidget(self.add_button)
        whom = QVBoxLayout()
        whom.setContentsMargins(space.l, space.m, space.l, space.m)
        whom.setSpacing(space.s)
        whom.addLayout(head)
        whom.addWidget(self.chips)
        whom.addLayout(to)
        whom.addWidget(self.problem)
        whom.addWidget(self.what_happens)
        writing = QHBoxLayout()
        writing.setSpacing(space.s)
        bottom = Qt.AlignmentFlag.AlignBottom
        writing.addWidget(self.attach_button, 0, bottom)
        writing.addWidget(self.field, 1, bottom)
        writing.addWidget(self.later_button, 0, bottom)
        writing.addWidget(self.send_button, 0, bottom)
        below = QVBoxLayout()
        below.setContentsMargins(space.l, space.s + 2, space.l, space.m)
        below.setSpacing(space.xs)
        below.addWidget(self.strip)
        below.addWidget(self.price)
        below.addLayout(writing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(whom)
        column.addWidget(Hairline(self))
        column.addWidget(self.people, 1)
        column.addStretch(0)
        column.addWidget(self.panel)
        column.addWidget(Hairline(self))
        column.addLayout(below)
        self._column, self._rest = column, 3

    def _connect(self) -> None:
        model, recipient = self._model, self._recipient
        self.names.textChanged.connect(self._written)
        self.names.returnPressed.connect(self._add)
        self.names.list_pasted.connect(self.paste)
        self.names.emptied.connect(model.remove_last)
        self.names.down.connect(self.people.take_keyboard)
        self.add_button.clicked.connect(self._add)
        self.people.person_chosen.connect(lambda suggestion: self._take(suggestion.address))
        self.chips.removed.connect(model.remove)
        self.picker.number_chosen.connect(model.choose_number)
        self.close_button.clicked.connect(self.left)
        self.field.textChanged.connect(lambda: model.edit(self.field.toPlainText()))
        self.field.submitted.connect(model.send)
        self.field.refusal_changed.connect(self._show)
        self.price.plainer_wanted.connect(self._write_plainly)
        self.send_button.clicked.connect(model.send)
        self.attach_button.clicked.connect(self._choose_file)
        self.strip.keyboard_left.connect(self.field.setFocus)
        self.drops = FileDrops(model.enclosing, self.field, (self,))
        self.later_button.clicked.connect(self._choose_time)
        self.panel.keyboard_left.connect(self.field.setFocus)
        on_next_number(self, model.next_number)
        model.changed.connect(self._show)
        model.changed.connect(self._read_as_from)
        model.replaced.connect(self.field.show_text)
        model.renamed.connect(recipient.fill)
        recipient.changed.connect(self._show_typed)
        recipient.replaced.connect(self._retype)
        recipient.chosen.connect(lambda thread: self._take(thread.peer))

    def _written(self, text: str) -> None:
        if text.strip() and BETWEEN.search(text):
            self.paste(text)
            return
        self._model.name(text)
        if text != self._recipient.typed:
            self._recipient.type(text)

    def _add(self) -> None:
        if self._recipient.can_continue:
            self._recipient.go_on()
        elif self.names.text().strip():
            self.paste(self.names.text())

    def _take(self, address: Address) -> None:
        self._model.add([address])
        self._recipient.fill("")
        self.names.setFocus()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Attach a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._model.enclosing.pick)
        dialog.open()

    def _choose_time(self) -> None:
        self._later.begin()
        if self._later.is_open:
            self.panel.take_keyboard()

    def _write_plainly(self) -> None:
        if self._model.meter is not None:
            self.field.write_plainly(self._model.meter.marks)
            self.field.setFocus()

    def _retype(self, text: str) -> None:
        if text != self.names.text():
            self.names.setText(text)

    def _read_as_from(self) -> None:
        """What is typed is a number of the country it is sent from, as what is pasted is."""
        if self._model.number is not None:
            self._recipient.choose_number(self._model.number.id)

    def _show_typed(self) -> None:
        recipient = self._recipient
        there = {each.address for each in self._model.people}
        found = [each for each in recipient.suggestions if each.address not in there]
        self.people.show_people(found)
        self._column.setStretch(self._rest, 0 if found else 1)
        self.add_button.setEnabled(bool(recipient.typed))
        self._show_problem()

    def _show_problem(self) -> None:
        words = self._model.problem or (self._recipient.words if self._recipient.typed else "")
        self.problem.say(words)
        self.problem.setVisible(bool(words))
        self.names.setAccessibleDescription(words)

    def _show(self) -> None:
        model = self._model
        self.picker.show_number(model.number, model.numbers)
        self.chips.show_people(model.people)
        self.what_happens.say(model.what_happens)
        if self.send_button.hasFocus() and not model.can_send:
            self.field.setFocus()  # left alone the keyboard would fall to whatever stands next
        self.send_button.setEnabled(model.can_send)
        self.send_button.setToolTip(model.why_not_send)
        self.send_button.setAccessibleDescription(model.why_not_send)
        self.later_button.setEnabled(model.can_send)
        why = model.enclosing.why_not
        self.attach_button.setEnabled(not why)
        self.attach_button.setToolTip(why or _("Attach a file"))
        self.attach_button.setAccessibleDescription(why)
        self.price.show_meter(model.meter, model.count, self.field.refused)
        self.field.mark(model.meter.marks if model.meter else ())
        self._show_problem()

    def _say(self) -> None:
        self.names.setAccessibleName(_("Add people"))
        self.names.setPlaceholderText(_("Names or numbers; a list can be pasted"))
        self.field.setAccessibleName(_("Message"))
        self.field.setPlaceholderText(_("Message"))
        self.field.fit()
