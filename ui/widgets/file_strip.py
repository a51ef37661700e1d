"""What was picked and is about to be sent: each file by name, why one can't be, and one button for all."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import _, ngettext
from ui.models.attaching import AttachingModel, PickedRow
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.one_line import OneLine
from ui.widgets.words import Label

MOST_SHOWN = 4
"""Files at a time; the others are scrolled to."""


class FileStrip(QFrame):
    def __init__(self, model: AttachingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
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
        self._problem = Label("", "error", wraps=True, parent=self)
        self.cancel_button = Button("", "quiet", parent=self)
        self.send_button = Button("", "primary", parent=self)
        buttons = QHBoxLayout()
        buttons.setSpacing(space.s)
        buttons.addWidget(self._note, 1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.send_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.s, 0, space.s)
        column.setSpacing(space.s)
        column.addWidget(self._list)
        column.addWidget(self._problem)
        column.addLayout(buttons)
        self.cancel_button.clicked.connect(model.clear)
        self.send_button.clicked.connect(model.send)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        rows, space = self._model.rows, tokens().space
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._rows.addWidget(self._line(row))
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
        self.send_button.setVisible(bool(rows))
        self._note.say(
            _("Each goes as a link in a message of its own. It works for 30 days.") if rows else ""
        )
        self.setVisible(bool(rows or problem))

    def _line(self, row: PickedRow) -> QWidget:
        line = QWidget(self)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens().space.s)
        name = OneLine(row.name, "", parent=line)
        name.setAccessibleName(f"{row.name}, {row.detail}")
        detail = Label(row.detail, "secondary" if row.can_be_sent else "error", parent=line)
        remove = IconButton("x", lambda: _("Remove {name}").format(name=row.name), size=16, parent=line)
        remove.clicked.connect(partial(self._remove, row.key))
        layout.addWidget(name, 1)
        layout.addWidget(detail, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(remove)
        return line

    def _remove(self, key: int, _checked: bool = False) -> None:
        self._model.remove(key)
