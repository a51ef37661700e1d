"""The people a message goes to, side by side, each to be taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.numbers import Address
from ui.i18n import _
from ui.models.group_writing import Recipient
from ui.models.plain import isolated
from ui.tokens import tokens
from ui.widgets.buttons import Button

_WIDEST = 220


class Chip(Button):
    """Pressed, or with Delete, it goes."""

    def __init__(self, recipient: Recipient, parent: QWidget) -> None:
        super().__init__("", icon_name="x", parent=parent)
        self.recipient = recipient
        self.say_name()

    def say_name(self) -> None:
        name = self.fontMetrics().elidedText(self.recipient.name, Qt.TextElideMode.ElideRight, _WIDEST - 60)
        self.say(isolated(name))
        self.setAccessibleName(_("Take {name} out").format(name=isolated(self.recipient.name)))
        self.setToolTip(self.recipient.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)


class PeopleChips(QWidget):
    """As many rows as they need."""

    removed = Signal(object)
    """An Address."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[Address, Chip] = {}

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(self._chips.values())

    def show_people(self, people: Sequence[Recipient]) -> None:
        wanted = {each.address: each for each in people}
        for address, chip in list(self._chips.items()):
            if wanted.get(address) != chip.recipient:
                del self._chips[address]
                if chip.hasFocus():
                    self.focusNextPrevChild(False)
                chip.hide()
                chip.deleteLater()
        before: QWidget | None = None
        for address, recipient in wanted.items():
            there = self._chips.get(address)
            if there is None:
                there = self._chips[address] = Chip(recipient, self)
                there.clicked.connect(partial(self._remove, address))
                there.show()
            if before is not None:
                QWidget.setTabOrder(before, there)
            before = there
        self.setVisible(bool(self._chips))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LayoutDirectionChange):
            for chip in self._chips.values():
                chip.say_name()
            self._place()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._rows(self.width())[1])

    def _place(self) -> None:
        places, height = self._rows(self.width())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for chip, place in zip(self._chips.values(), places, strict=True):
            if mirrored:
                place.moveLeft(self.width() - place.right() - 1)
            chip.setGeometry(place)
        self.setFixedHeight(height)

    def _rows(self, width: int) -> tuple[list[QRect], int]:
        gap = tokens().space.s
        places: list[QRect] = []
        left = top = bottom = 0
        for chip in self._chips.values():
            hint = chip.sizeHint()
            wide = min(hint.width(), _WIDEST)
            if left and left + wide > width:
                left, top = 0, bottom + gap
            places.append(QRect(left, top, wide, hint.height()))
            left, bottom = left + wide + gap, top + hint.height()
        return places, bottom

    def _remove(self, address: Address, _checked: bool = False) -> None:
        self.removed.emit(address)
