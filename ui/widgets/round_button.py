"""A large control of a call."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from ui.icons import paint_icon
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.words import Words


class RoundButton(QAbstractButton):
    """A large control of a call, with its word below."""

    def __init__(
        self,
        icon_name: str,
        words: Words,
        *,
        ends: bool = False,
        lit: bool = False,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`ends` ends the call; what is `lit` ends something that shall not be forgotten."""
        super().__init__(parent)
        self._icon_name, self._words, self._ends, self._lit = icon_name, words, ends, lit
        self._shortcut = shortcut
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._say()

    def say(self, icon_name: str, words: Words) -> None:
        self._icon_name, self._words = icon_name, words
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(88, 82)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours, kinds = theme().colours, tokens().type
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF((self.width() - 56) / 2, 2, 56, 56)
        ground, ink = colours.hover, colours.text
        if self._ends:
            ground, ink = colours.red, colours.on_red
        elif self.isChecked() or self._lit:
            ground, ink = colours.accent, colours.on_accent
        elif self.underMouse():
            ground = colours.hairline
        if not self.isEnabled():
            ink = colours.text_faint
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            plain = ground not in (colours.red, colours.accent)
            painter.setPen(QPen(QColor(colours.accent if plain else colours.text), 2))
        painter.setBrush(QColor(ground))
        painter.drawEllipse(disc)
        spot = QRectF(0, 0, 24, 24)
        spot.moveCenter(disc.center())
        paint_icon(painter, spot, self._icon_name, ink)
        painter.setPen(QColor(colours.text_secondary))
        painter.setFont(theme().font(kinds.secondary))
        painter.drawText(QRectF(0, 61, self.width(), 20), Qt.AlignmentFlag.AlignCenter, self._words())

    def _say(self) -> None:
        self.setAccessibleName(self._words())
        if self._shortcut:
            self.setToolTip(f"{self._words()}  {self._shortcut}")


def row_of(*buttons: RoundButton) -> QHBoxLayout:
    """Side by side, in the middle."""
    row = QHBoxLayout()
    row.setSpacing(tokens().space.m)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
