"""Where a message is written: grows to six lines, Enter sends, and what is typed is kept."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.composer import ComposerModel
from ui.models.from_number import next_number
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.number_picker import NEXT_NUMBER, NumberPicker
from ui.widgets.words import Hairline, Label

MOST_LINES = 6
LONGEST_PASTED = 20_000
_FRAME = 8
"""Border and padding, above and below together."""


class MessageField(QPlainTextEdit):
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QPlainTextEdit { padding: 3px 9px; } QPlainTextEdit:focus { padding: 2px 8px; }")
        self.textChanged.connect(self.fit)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text only, and no more than could ever be sent."""
        if source.hasText():
            text = source.text().replace("\r\n", "\n").replace("\x00", "")
            self.insertPlainText(text[:LONGEST_PASTED])

    def sizeHint(self) -> QSize:
        return QSize(200, self._wanted())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _line(self) -> int:
        # Arabic letters reach lower than the font's own line says, since they come from another family.
        metrics = self.fontMetrics()
        needed = metrics.boundingRect(self.placeholderText() or "Ag").height()
        return max(metrics.lineSpacing(), min(needed, 22))

    def _wanted(self) -> int:
        lines = max(1, min(MOST_LINES, int(self.document().size().height())))
        return lines * self._line() + int(2 * self.document().documentMargin()) + _FRAME

    def fit(self) -> None:
        """As high as what is written, up to six lines; a bar only beyond."""
        margin = max(2, (tokens().size.control - _FRAME - self._line()) // 2)
        if self.document().documentMargin() != margin:
            self.document().setDocumentMargin(margin)
        wanted = self._wanted()
        policy = Qt.ScrollBarPolicy
        beyond = self.document().size().height() > MOST_LINES
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if beyond else policy.ScrollBarAlwaysOff)
        if self.height() != wanted or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)


class Composer(QWidget):
    number_chosen = Signal(object)

    def __init__(self, model: ComposerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._buttons: list[IconButton] = []
        self.field = MessageField(self)
        self.picker = NumberPicker(self)
        self.send_button = Button(lambda: _("Send"), "primary", icon_name="send-horizontal", parent=self)
        self._count = Label("", "secondary", parent=self)
        self._problem = Label("", "error", wraps=True, parent=self)
        self._no_message = Label("", "quiet", wraps=True, parent=self)
        self._no_message.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        space = tokens().space
        notes = QHBoxLayout()
        notes.setContentsMargins(0, 0, 0, 0)
        notes.addWidget(self._problem, 1)
        notes.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTrailing)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._tools = QHBoxLayout()
        self._before_send = QHBoxLayout()
        for side in (self._tools, self._before_send):
            side.setSpacing(0)
        row.addWidget(self.picker, 0, bottom)
        row.addLayout(self._tools)
        row.addWidget(self.field, 1, bottom)
        row.addWidget(self._no_message, 1)
        row.addLayout(self._before_send)
        row.addWidget(self.send_button, 0, bottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        inner = QVBoxLayout()
        inner.setContentsMargins(space.l, space.s + 2, space.l, space.m)
        inner.setSpacing(space.xs)
        inner.addLayout(notes)
        inner.addLayout(row)
        column.addLayout(inner)

        self.field.textChanged.connect(lambda: model.edit(self.field.toPlainText()))
        self.field.submitted.connect(model.send)
        self.send_button.clicked.connect(model.send)
        self.picker.number_chosen.connect(self.number_chosen)
        turn = QShortcut(NEXT_NUMBER, self)
        turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turn.activated.connect(self._turn)
        model.changed.connect(self._show)
        model.replaced.connect(self._replace)
        QWidget.setTabOrder(self.picker, self.field)
        QWidget.setTabOrder(self.field, self.send_button)
        self._say()
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

    def _add(self, side: QHBoxLayout, button: IconButton) -> None:
        side.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        button.setFixedSize(tokens().size.control, tokens().size.control)
        button.setVisible(not self._model.why_no_message)
        self._buttons.append(button)
        before = self.picker if side is self._tools else self.field
        chain: list[QWidget] = [before, *(w for w in self._buttons if side.indexOf(w) >= 0)]
        chain.append(self.field if side is self._tools else self.send_button)
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def _turn(self) -> None:
        number = self._model.number
        wanted = next_number(self._model.numbers, number.id if number else None)
        if wanted is not None and (number is None or wanted != number.id):
            self.number_chosen.emit(wanted)

    def _replace(self, text: str) -> None:
        if text != self.field.toPlainText():
            self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.blockSignals(False)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)
            self.field.fit()

    def _show(self) -> None:
        model = self._model
        closed = model.why_no_message
        self.picker.show_number(model.number, model.numbers)
        self.field.setVisible(not closed)
        for button in (self.send_button, *self._buttons):
            button.setVisible(not closed)
        self._no_message.say(closed)
        self._no_message.setVisible(bool(closed))
        self.send_button.setEnabled(model.can_send)
        self.send_button.setToolTip(model.why_not_send)
        self.send_button.setAccessibleDescription(model.why_not_send)
        self._count.say(model.count)
        self._count.setVisible(bool(model.count))
        self._problem.say(model.problem)
        self._problem.setVisible(bool(model.problem))

    def _say(self) -> None:
        self.field.setAccessibleName(_("Message"))
        self.field.setPlaceholderText(_("Message"))
        self.field.fit()
