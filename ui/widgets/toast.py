"""What was just done, with a way back, also by Ctrl+Z. Floats for six seconds, longer while pointer or focus
is on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.i18n import _
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.words import Label

_ABOVE_THE_END = 72
"""Pixels: the lowest row of a window is where one writes, calls and sends."""


class Toast(QFrame):
    """One for each window; a new text takes the place of the old one, whose undo is then over."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "toast")
        self._over = parent
        self._undo: Callable[[], None] | None = None
        self._text = Label("", parent=self)
        self._button = Button(lambda: _("Undo"), "quiet", parent=self)
        self._button.clicked.connect(self._go_back)
        self._button.setToolTip("Ctrl+Z")
        self._keys = QShortcut(QKeySequence("Ctrl+Z"), self._button)  # alive while the button is in sight
        self._keys.activated.connect(self._go_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().space.l, tokens().space.s, tokens().space.s, tokens().space.s)
        row.setSpacing(tokens().space.m)
        row.addWidget(self._text)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(tokens().motion.toast_stays)
        self._timer.timeout.connect(self._leave)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        self._text.say(text)
        self.setAccessibleName(text)
        self._undo = undo
        self._button.setVisible(undo is not None)
        self._fit()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """In one line, or in several where the window is narrower than that."""
        room = self._over.width() - 2 * tokens().space.xl
        self._text.setWordWrap(False)
        self.adjustSize()
        if self.width() > room:
            self._text.setWordWrap(True)
            self.resize(room, self.heightForWidth(room))

    def _place(self) -> None:
        parent = self._over
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - _ABOVE_THE_END)

    def _leave(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
        else:
            self._undo = None
            self.hide()

    def _go_back(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
