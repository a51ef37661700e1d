"""Looking for words in one conversation (Ctrl+F): where each hit is, up and down."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.i18n import _
from ui.models.thread_search import ThreadSearchModel
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.words import Label


class FindBar(QWidget):
    left = Signal()
    """The keyboard goes back to where one writes."""

    def __init__(self, model: ThreadSearchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.field = _Field(self)
        self.field.setMaxLength(200)
        self._count = Label("", "quiet", parent=self)
        self._count.setMinimumWidth(96)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.up = IconButton("chevron-up", lambda: _("Hit before"), parent=self)
        self.down = IconButton("chevron-down", lambda: _("Next hit"), parent=self)
        close = IconButton("x", lambda: _("Close"), parent=self)
        row = QHBoxLayout(self)
        space = tokens().space
        row.setContentsMargins(space.l, space.xs, space.m, space.xs)
        row.setSpacing(space.xs)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        for button in (self.up, self.down, close):
            row.addWidget(button)
        self.field.textChanged.connect(lambda text: model.find(text))
        self.field.up.connect(model.go_up)
        self.field.down.connect(model.go_down)
        self.field.left.connect(self.end)
        self.up.clicked.connect(model.go_up)
        self.down.clicked.connect(model.go_down)
        close.clicked.connect(self.end)
        model.changed.connect(self._show)
        model.began.connect(self._open)
        model.ended.connect(self.hide)
        self._say()
        self.hide()

    def begin(self) -> None:
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._model.find(self.field.text())

    def end(self) -> None:
        """Nothing is looked for any more, nothing is marked; the keyboard goes back."""
        self._model.end()
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def _open(self) -> None:
        self.field.blockSignals(True)
        self.field.setText(self._model.text)
        self.field.blockSignals(False)
        self.show()
        self._show()

    def _show(self) -> None:
        self._count.say(self._model.count_words)
        self.up.setEnabled(self._model.can_go_up)
        self.down.setEnabled(self._model.can_go_down)

    def _say(self) -> None:
        self.field.setAccessibleName(_("Search in this conversation"))
        self.field.setPlaceholderText(_("Search in this conversation"))


class _Field(QLineEdit):
    up = Signal()
    down = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                (self.down if back else self.up).emit()
            case Qt.Key.Key_Up:
                self.up.emit()
            case Qt.Key.Key_Down:
                self.down.emit()
            case _:
                super().keyPressEvent(event)
