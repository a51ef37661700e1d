"""Texts that follow the language: widgets get a function that says them, asked again on a change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

Words = Callable[[], str]
"""`lambda: _("Continue")`: the call stands inside, so that it is made again in the new language."""


class Label(QLabel):
    """Plain text, always: a name from outside that holds markup is shown as it is written.

    `role` is one of "title", "heading", "section", "label", "secondary", "quiet", "error" or "".
    """

    def __init__(
        self,
        words: Words | str = "",
        role: str = "",
        *,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setProperty("role", role)
        self._words = words
        self._lean()
        self._say()

    def say(self, words: Words | str) -> None:
        self._words = words
        self._say()

    def set_role(self, role: str) -> None:
        if role != self.property("role"):
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._lean()
        super().changeEvent(event)

    def _lean(self) -> None:
        """QLabel leans by the direction of its text; a Latin name in an Arabic window leans with it."""
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def _say(self) -> None:
        text = self._words if isinstance(self._words, str) else self._words()
        if text != self.text():
            self.setText(text)


class Hairline(QWidget):
    """One line of one pixel between two surfaces."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "hairline")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
