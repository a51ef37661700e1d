"""Buttons: what they do in a verb, what they look like by how much they matter.

A click leaves the keyboard where it was, so that whoever writes goes on writing; Tab reaches every button.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui.icons import icon
from ui.theme import theme
from ui.tokens import Colours, tokens
from ui.widgets.words import Words

Kind = Literal["", "primary", "danger", "answer", "quiet", "quiet-danger"]
"""One primary at most on a screen; `danger` ends or removes; `quiet` stands inside text and banners."""

Tint = Literal["text", "secondary", "accent", "red", "green", "amber"]

_Drawn = tuple[str, str, Qt.LayoutDirection]
"""Name, colour and direction of the icon that stands there: a change of theme asks several times."""

_NEW_LOOK = (
    QEvent.Type.StyleChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.LayoutDirectionChange,
)


def tint_colour(tint: Tint, colours: Colours) -> str:
    match tint:
        case "text":
            return colours.text
        case "secondary":
            return colours.text_secondary
        case "accent":
            return colours.accent
        case "red":
            return colours.red
        case "green":
            return colours.green
        case "amber":
            return colours.amber


class Button(QPushButton):
    def __init__(
        self,
        words: Words | str,
        kind: Kind = "",
        *,
        icon_name: str = "",
        spoken: Words | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`spoken` is the accessible name where the words alone say too little: one of several rows."""
        super().__init__(parent)
        self._words = words
        self._spoken = spoken
        self._icon_name = icon_name
        self._kind: Kind = kind
        self._drawn: _Drawn | None = None
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(tokens().size.icon_small + tokens().space.xs, tokens().size.icon_small))
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._say()
        self._tint()

    def say(self, words: Words | str) -> None:
        self._words = words
        self._say()

    def set_kind(self, kind: Kind) -> None:
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._tint()

    def set_icon_name(self, icon_name: str) -> None:
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() in _NEW_LOOK or event.type() == QEvent.Type.EnabledChange:
            self._tint()
        super().changeEvent(event)

    def _say(self) -> None:
        text = self._words if isinstance(self._words, str) else self._words()
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text if self._spoken is None else self._spoken())

    def _tint(self) -> None:
        if not self._icon_name:
            return
        colours = theme().colours
        inks: dict[Kind, str] = {
            "": colours.text,
            "primary": colours.on_accent,
            "danger": colours.on_red,
            "answer": colours.on_green,
            "quiet": colours.accent,
            "quiet-danger": colours.red,
        }
        colour = inks[self._kind] if self.isEnabled() else colours.text_faint
        drawn = (self._icon_name, colour, self.layoutDirection())
        if drawn != self._drawn:
            self._drawn = drawn
            self.setIcon(icon(self._icon_name, colour, tokens().size.icon_small, gap=tokens().space.xs))


class IconButton(QToolButton):
    """An icon alone: its words are the accessible name and, with the shortcut, the tooltip."""

    def __init__(
        self,
        icon_name: str,
        words: Words | str,
        *,
        tint: Tint = "secondary",
        size: int | None = None,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._words = words
        self._tinted: Tint = tint
        self._drawn: _Drawn | None = None
        self._shortcut_shown = shortcut
        edge = size or tokens().size.icon
        self._edge = edge
        self.setIconSize(QSize(edge, edge))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._say()
        self._tint()

    def say(self, words: Words | str) -> None:
        self._words = words
        self._say()

    def set_icon_name(self, icon_name: str, tint: Tint | None = None) -> None:
        wanted = tint or self._tinted
        if (icon_name, wanted) != (self._icon_name, self._tinted):
            self._icon_name, self._tinted = icon_name, wanted
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() in _NEW_LOOK or event.type() == QEvent.Type.EnabledChange:
            self._tint()
        super().changeEvent(event)

    def _say(self) -> None:
        text = self._words if isinstance(self._words, str) else self._words()
        self.setAccessibleName(text)
        self.setToolTip(f"{text}  {self._shortcut_shown}" if self._shortcut_shown else text)

    def _tint(self) -> None:
        colours = theme().colours
        colour = tint_colour(self._tinted, colours) if self.isEnabled() else colours.neutral[4]
        drawn = (self._icon_name, colour, self.layoutDirection())
        if drawn != self._drawn:
            self._drawn = drawn
            self.setIcon(icon(self._icon_name, colour, self._edge))


class Pill(QPushButton):
    """One of a few choices in a row, of which one holds: a filter, a page of the settings."""

    def __init__(self, words: Words | str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setProperty("kind", "pill")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        text = self._words if isinstance(self._words, str) else self._words()
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
