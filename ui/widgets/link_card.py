"""A number that came by a link, in full: what would be called, where that is, and on which number of mine."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.link_confirmation import LinkConfirmation
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.flags import flag_icon
from ui.widgets.words import Label

_FLAG = QSize(24, 16)


class LinkCard(QFrame):
    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: LinkConfirmation | None = None
        self.setProperty("banner", "info")
        self._number = Label("", "heading", parent=self)
        self._flag = QLabel(self)
        self._flag.setFixedSize(_FLAG)
        self._country = Label("", wraps=True, parent=self)
        self._goes_out = Label("", wraps=True, parent=self)
        self._note = Label("", "secondary", wraps=True, parent=self)
        space = tokens().space
        place = QHBoxLayout()
        place.setSpacing(space.s)
        place.addWidget(self._flag)
        place.addWidget(self._country, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.m, space.s, space.m, space.s)
        column.setSpacing(space.xs)
        column.addWidget(Label(lambda: _("From a link"), "secondary", parent=self))
        column.addWidget(self._number)
        column.addLayout(place)
        column.addWidget(self._goes_out)
        column.addWidget(self._note)
        self._number.setFont(theme().font(tokens().type.row_title, tabular=True))
        self.hide()

    def show_link(self, link: LinkConfirmation | None) -> None:
        if link == self.shown:
            return
        was, self.shown = self.shown, link
        self.setVisible(link is not None)
        if link is None:
            return
        self._number.say(link.number)
        self._flag.setPixmap(flag_icon(link.country).pixmap(_FLAG, self.devicePixelRatioF()))
        self._country.say(link.country_name)
        self._goes_out.say(link.goes_out)
        self._note.say(link.note)
        self._note.setVisible(bool(link.note))
        self.setAccessibleName(link.spoken)
        if was is None or was.number != link.number:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
