"""Where a message is written, with what goes into it and the ways of sending it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.composer import ComposerModel
from ui.models.from_number import next_number
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.message_field import MessageField
from ui.widgets.number_picker import NumberPicker, on_next_number
from ui.widgets.price_line import PriceLine
from ui.widgets.words import Hairline, Label

NARROW = 620
"""Pixels below which the tools have a row of their own."""


class _Side(QWidget):
    """A few icons side by side."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons: list[IconButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def add(self, button: IconButton) -> None:
        button.setFixedSize(tokens().size.control, tokens().size.control)
        self._row.addWidget(button)
        self.buttons.append(button)


class Composer(QWidget):
    number_chosen = Signal(object)

    def __init__(self, model: ComposerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.field = MessageField(self)
        self.picker = NumberPicker(self)
        self.send_button = Button(lambda: _("Send"), "primary", icon_name="send-horizontal", parent=self)
        self.price = PriceLine(self)
        self._no_message = Label("", "quiet", wraps=True, parent=self)
        self._no_message.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        space = tokens().space
        self._tools, self._before_send = _Side(self), _Side(self)
        self._row, self._lower = QHBoxLayout(), QHBoxLayout()
        for row in (self._row, self._lower):
            row.setSpacing(space.s)
        self._narrow: bool | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        inner = QVBoxLayout()
        inner.setContentsMargins(space.l, space.s + 2, space.l, space.m)
        inner.setSpacing(space.xs)
        inner.addWidget(self.price)
        inner.addLayout(self._row)
        inner.addLayout(self._lower)
        column.addLayout(inner)

        self.field.textChanged.connect(lambda: model.edit(self.field.toPlainText()))
        self.field.submitted.connect(model.send)
        self.send_button.clicked.connect(model.send)
        self.field.refusal_changed.connect(self._show)
        self.price.plainer_wanted.connect(self._write_plainly)
        self.picker.number_chosen.connect(self.number_chosen)
        on_next_number(self, self._turn)
        model.changed.connect(self._show)
        model.replaced.connect(self.field.show_text)
        QWidget.setTabOrder(self.picker, self.field)
        QWidget.setTabOrder(self.field, self.send_button)
        self._say()
        self._place(narrow=False)
        self._show()

    def add_tool(self, button: IconButton) -> None:
        """Beside what is written, at its start: what is put into the message, or with it."""
        self._add(self._tools, button)

    def add_before_send(self, button: IconButton) -> None:
        """Between what is written and Send: another way of sending it."""
        self._add(self._before_send, button)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(narrow=self.width() < NARROW)

    def _place(self, *, narrow: bool) -> None:
        """In one row; where that would leave no room to write, the tools stand below what is written."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for row in (self._row, self._lower):
            while row.takeAt(0) is not None:
                pass
        bottom = Qt.AlignmentFlag.AlignBottom
        row = self._lower if narrow else self._row
        row.addWidget(self.picker, 0, bottom)
        row.addWidget(self._tools, 0, bottom)
        self._row.addWidget(self.field, 1, bottom)
        self._row.addWidget(self._no_message, 1)
        if narrow:
            row.addStretch(1)
        row.addWidget(self._before_send, 0, bottom)
        self._row.addWidget(self.send_button, 0, bottom)

    def _add(self, side: _Side, button: IconButton) -> None:
        side.add(button)
        before = self.picker if side is self._tools else self.field
        chain: list[QWidget] = [before, *side.buttons]
        chain.append(self.field if side is self._tools else self.send_button)
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)
        self._show()

    def _turn(self) -> None:
        number = self._model.number
        wanted = next_number(self._model.numbers, number.id if number else None)
        if wanted is not None and (number is None or wanted != number.id):
            self.number_chosen.emit(wanted)

    def _write_plainly(self) -> None:
        if self._model.meter is not None:
            self.field.write_plainly(self._model.meter.marks)
            self.field.setFocus()

    def _show(self) -> None:
        model = self._model
        closed = model.why_no_message
        self.picker.show_number(model.number, model.numbers)
        self.field.setVisible(not closed)
        self.send_button.setVisible(not closed)
        for side in (self._tools, self._before_send):
            side.setVisible(bool(side.buttons) and not closed)
        self._no_message.say(closed)
        self._no_message.setVisible(bool(closed))
        if self.send_button.hasFocus() and not model.can_send:
            self.field.setFocus()  # left alone the keyboard would fall to whatever stands next
        self.send_button.setEnabled(model.can_send)
        self.send_button.setToolTip(model.why_not_send)
        self.send_button.setAccessibleDescription(model.why_not_send)
        meter = None if closed else model.meter
        self.price.show_meter(meter, "" if closed else model.count, self.field.refused or model.problem)
        self.field.mark(meter.marks if meter else ())

    def _say(self) -> None:
        self.field.setAccessibleName(_("Message"))
        self.field.setPlaceholderText(_("Message"))
        self.field.fit()
