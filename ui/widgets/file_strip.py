"""What was picked and is about to be sent: each file by name, why one can't be, and one button for all."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import _, ngettext
from ui.models.attaching import AttachingModel, PickedRow
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.keyboard import has_keyboard
from ui.widgets.one_line import OneLine
from ui.widgets.words import Label

MOST_SHOWN = 4
"""Files at a time; the others are scrolled to."""


class FileStrip(QFrame):
    keyboard_left = Signal()
    """It closed, and had the keyboard."""

    later_wanted = Signal()

    def __init__(self, model: AttachingModel, parent: QWidget | None = None, *, sends: bool = True) -> None:
        """Without `sends` the file goes with what is written, by the button of that."""
        super().__init__(parent)
        self._model, self._sends = model, sends
        self._lines: dict[int, _Line] = {}
        space = tokens().space
        inner = QWidget(self)
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(space.xs)
        self._list = QScrollArea(self)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setWidget(inner)
        self._note = Label("", "secondary", wraps=True, parent=self)
        self.price = Label("", "secondary", wraps=True, parent=self)
        self._problem = Label("", "error", wraps=True, parent=self)
        self.cancel_button = Button("", "quiet", parent=self)
        self.later_button = IconButton("clock", lambda: _("Send later"), parent=self)
        self.send_button = Button("", "primary", parent=self)
        buttons = QHBoxLayout()
        buttons.setSpacing(space.s)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._note)
        words.addWidget(self.price)
        buttons.addLayout(words, 1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.later_button)
        buttons.addWidget(self.send_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.s, 0, space.s)
        column.setSpacing(space.s)
        column.addWidget(self._list)
        column.addWidget(self._problem)
        column.addLayout(buttons)
        self.cancel_button.clicked.connect(model.clear)
        self.later_button.clicked.connect(self.later_wanted)
        self.send_button.clicked.connect(model.send)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        rows, space = self._model.rows, tokens().space
        had_keyboard = has_keyboard(self)
        self._show_lines(rows)
        shown = min(len(rows), MOST_SHOWN)
        self._list.setFixedHeight(shown * (tokens().size.control + space.xs))
        self._list.setVisible(bool(rows))
        problem = self._model.problem
        self._problem.say(problem)
        self._problem.setVisible(bool(problem))
        self.cancel_button.say(_("Cancel") if rows else _("Close"))
        count = self._model.sendable
        self.send_button.say(
            ngettext("Send {count} file", "Send {count} files", count).format(count=count)
            if count
            else _("Send")
        )
        self.send_button.setEnabled(self._model.can_send)
        self.later_button.setEnabled(self._model.can_send)
        self.cancel_button.setVisible(self._sends or not rows)
        for button in (self.later_button, self.send_button):
            button.setVisible(self._sends and bool(rows))
        self._note.say(self._note_words() if rows else "")
        meter = self._model.meter
        self.price.say(meter.words if meter else "")
        self.price.setVisible(meter is not None)
        self.price.set_role("error" if meter and meter.does_not_suffice else "secondary")
        self.send_button.setAccessibleDescription(meter.spoken if meter else "")
        self.setVisible(bool(rows or problem))
        if had_keyboard and not (rows or problem):
            self.keyboard_left.emit()

    def _note_words(self) -> str:
        if self._sends:
            return _("Each goes as a link in a message of its own. It works for 30 days.")
        return _("A link goes below the text, to each person a link of their own. It works for 30 days.")

    def _show_lines(self, rows: tuple[PickedRow, ...]) -> None:
        """A line stays while its file does: the keyboard may be on it, and goes on to the one beside."""
        gone = self._lines.keys() - {row.key for row in rows}
        for row in rows:
            if row.key not in self._lines:
                self._add_line(row.key)
            self._lines[row.key].show_row(row)
        for key in gone:
            line = self._lines.pop(key)
            if line.remove_button.hasFocus():
                beside = min(self._lines, key=lambda each: (each < key, abs(each - key)), default=None)
                (self.cancel_button if beside is None else self._lines[beside].remove_button).setFocus()
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()

    def _add_line(self, key: int) -> None:
        line = self._lines[key] = _Line(self)
        line.remove_button.clicked.connect(partial(self._remove, key))
        self._rows.addWidget(line)
        removes = (each.remove_button for each in self._lines.values())
        for first, second in pairwise((*removes, self.cancel_button, self.later_button, self.send_button)):
            QWidget.setTabOrder(first, second)

    def _remove(self, key: int, _checked: bool = False) -> None:
        self._model.remove(key)


class _Line(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = OneLine("", "", parent=self)
        self._detail = Label("", "secondary", parent=self)
        self.remove_button = IconButton("x", "", size=16, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens().space.s)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._detail, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.remove_button)

    def show_row(self, row: PickedRow) -> None:
        self._name.say(row.name)
        self._name.setAccessibleName(f"{row.name}, {row.detail}")
        self._detail.say(row.detail)
        self._detail.set_role("secondary" if row.can_be_sent else "error")
        self.remove_button.say(lambda: _("Remove {name}").format(name=row.name))
