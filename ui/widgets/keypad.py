"""The twelve keys of a telephone, with their letters."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from ui.i18n import _
from ui.theme import theme
from ui.tokens import ThemeName, tokens

KEYS = (
    ("1", ""), ("2", "ABC"), ("3", "DEF"),
    ("4", "GHI"), ("5", "JKL"), ("6", "MNO"),
    ("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"),
    ("*", ""), ("0", "+"), ("#", ""),
)  # fmt: skip
HELD = 500
"""Milliseconds after which 0 becomes +."""


class Key(QAbstractButton):
    def __init__(self, digit: str, letters: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digit, self._letters = digit, letters
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say()

    def say(self) -> None:
        names = {"*": _("Star"), "#": _("Hash")}
        self.setAccessibleName(names.get(self.digit, self.digit))

    def sizeHint(self) -> QSize:
        return QSize(76, 52)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours, kinds = theme().colours, tokens().type
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = colours.hairline if self.isDown() else colours.hover
        painter.setBrush(QColor(ground if self.isDown() or self.underMouse() else colours.chrome))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
        elif colours.name is ThemeName.CONTRAST:
            painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRoundedRect(rect, tokens().radius.card, tokens().radius.card)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme().font(22, tabular=True))
        high = QRectF(rect)
        if self._letters:
            high.setBottom(rect.bottom() - 13)
        painter.drawText(high, Qt.AlignmentFlag.AlignCenter, self.digit)
        if self._letters:
            painter.setPen(QColor(colours.text_secondary))
            painter.setFont(theme().font(10, weight=kinds.medium))
            low = QRectF(rect.left(), rect.bottom() - 19, rect.width(), 14)
            painter.drawText(low, Qt.AlignmentFlag.AlignCenter, self._letters)


class Keypad(QWidget):
    pressed = Signal(str)

    def __init__(self, *, with_plus: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every telephone
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens().space.s - 2)
        self.keys: dict[str, Key] = {}
        for place, (digit, letters) in enumerate(KEYS):
            key = Key(digit, letters if with_plus or letters != "+" else "", self)
            key.clicked.connect(lambda _on=False, digit=digit: self._clicked(digit))
            self.keys[digit] = key
            grid.addWidget(key, place // 3, place % 3)
        self._was_held = False
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HELD)
        self._held.timeout.connect(self._plus)
        if with_plus:
            self.keys["0"].pressed.connect(self._held.start)
            self.keys["0"].released.connect(self._held.stop)

    def take_keyboard(self) -> None:
        self.keys["1"].setFocus(Qt.FocusReason.OtherFocusReason)

    def press_typed(self, event: QKeyEvent) -> bool:
        """What is typed, in the digits of any script; once, however long it is held. False: no such key."""
        typed = event.text()
        value = unicodedata.decimal(typed, None) if len(typed) == 1 else None
        digit = typed if value is None else str(value)
        if digit not in self.keys:
            return False
        if not event.isAutoRepeat():
            self.pressed.emit(digit)
        return True

    def _clicked(self, digit: str) -> None:
        if self._was_held:
            self._was_held = False
            return
        self.pressed.emit(digit)

    def _plus(self) -> None:
        self._was_held = True
        self.pressed.emit("+")
