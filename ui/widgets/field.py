"""A line of text to fill in, with its label above and what is wrong with it below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.i18n import _
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.words import Label, Words


class Field(QWidget):
    changed = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        label: Words,
        *,
        secret: bool = False,
        longest: int = 254,
        placeholder: Words | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = label
        self._placeholder = placeholder
        self.line = QLineEdit(self)
        self.line.setMaxLength(longest)
        # Not `textEdited`: a screen reader and dictation write without editing.
        self.line.textChanged.connect(self._edited)
        self.line.returnPressed.connect(self.submitted)
        self._label = Label(label, "label", parent=self)
        self._label.setBuddy(self.line)
        self._error = Label("", "error", wraps=True, parent=self)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.xs)
        column.addWidget(self._label)
        column.addWidget(self.line)
        column.addWidget(self._error)
        self.reveal: IconButton | None = None
        if secret:
            self._add_reveal()
        self.setFocusProxy(self.line)
        self._say()

    @property
    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show `text` without telling anyone that it was edited."""
        if text != self.line.text():
            self.line.blockSignals(True)
            self.line.setText(text)
            self.line.blockSignals(False)

    def set_error(self, text: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._error.say(text)
        self._error.setVisible(bool(text))
        wrong = bool(text)
        if self.line.property("invalid") != wrong:
            self.line.setProperty("invalid", wrong)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        self.line.setAccessibleDescription(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._leave_room()
        super().changeEvent(event)

    def _edited(self, text: str) -> None:
        self.set_error("")
        self.changed.emit(text)

    def _say(self) -> None:
        self.line.setAccessibleName(self._words())
        if self._placeholder is not None:
            self.line.setPlaceholderText(self._placeholder())

    def _add_reveal(self) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.reveal = IconButton(
            "eye", lambda: _("Show password"), size=tokens().size.icon_small, parent=self.line
        )
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._show_secret)
        row = QHBoxLayout(self.line)
        row.setContentsMargins(3, 2, 3, 2)
        row.addStretch(1)
        row.addWidget(self.reveal)
        self._leave_room()

    def _show_secret(self, shown: bool) -> None:
        assert self.reveal is not None
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.set_icon_name("eye-off" if shown else "eye")
        self.reveal.say((lambda: _("Hide password")) if shown else (lambda: _("Show password")))

    def _leave_room(self) -> None:
        if self.reveal is None:
            return
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            self.line.setTextMargins(30, 0, 0, 0)
        else:
            self.line.setTextMargins(0, 0, 30, 0)
