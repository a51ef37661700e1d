"""Whether this computer rings: a button, and each link of the chain as it is tried."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.ring_check import Holds, Link
from ui.i18n import _
from ui.icons import icon_pixmap
from ui.models.ring_check import LinkLine, RingCheckModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.choice import Choice
from ui.widgets.words import Hairline, Label

_ICONS = {
    Holds.YES: "circle-check",
    Holds.NO: "circle-x",
    Holds.TRYING: "phone-incoming",
    Holds.UNTRIED: "clock",
    Holds.SKIPPED: "clock",
}


class RingCheckCard(QFrame):
    grew = Signal()
    """It needs more room than before."""

    def __init__(self, model: RingCheckModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._lines: dict[Link, _Line] = {}
        self._said = ""
        self.setProperty("surface", "card")
        space = tokens().space
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.l, space.m, space.l, space.m)
        self._column.setSpacing(space.s)
        text = Label(
            lambda: _("The carrier calls this computer, and no other, and each step is shown."),
            wraps=True,
            parent=self,
        )
        self._column.addWidget(text)
        across = QHBoxLayout()
        across.setSpacing(space.m)
        self.number = Choice(self)
        self.number.setMinimumWidth(140)
        self.number.activated.connect(lambda index: model.choose(self.number.itemData(index)))
        across.addWidget(self.number)
        self.button = Button(lambda: _("Call me"), icon_name="phone-incoming", parent=self)
        self.button.clicked.connect(model.begin)
        across.addWidget(self.button)
        across.addStretch(1)
        self._column.addLayout(across)
        self._problem = Label("", "error", wraps=True, parent=self)
        self._column.addWidget(self._problem)
        self._rule = Hairline(self)
        self._column.addWidget(self._rule)
        self._verdict = Label("", "heading", wraps=True, parent=self)
        self._column.addWidget(self._verdict)
        for link in Link:
            self._lines[link] = _Line(self)
            self._column.addWidget(self._lines[link])
        model.changed.connect(self._show)
        self._name()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self._model.retranslate()
        super().changeEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(_("Will I ring?"))
        self.number.setAccessibleName(_("Number to be called"))

    def _show(self) -> None:
        model = self._model
        self._fill()
        # While it is tried it stays, or the keyboard would go on to the next switch of the page.
        self.button.setEnabled(model.number_id is not None)
        self._problem.say(model.problem)
        self._problem.setVisible(bool(model.problem))
        begins = bool(model.lines) and self._rule.isHidden()
        self._rule.setVisible(bool(model.lines))
        self._verdict.say(model.verdict)
        self._verdict.setVisible(bool(model.verdict))
        shown = {line.link: line for line in model.lines}
        for link, row in self._lines.items():
            row.setVisible(link in shown)
            if link in shown:
                row.show_line(shown[link])
        if begins or model.verdict != self._said:
            self.grew.emit()
        if model.verdict != self._said:
            self._said = model.verdict
            if model.verdict:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._spoken()))

    def _fill(self) -> None:
        names = [choice.name for choice in self._model.numbers]
        if names != [self.number.itemText(index) for index in range(self.number.count())]:
            self.number.clear()
            for choice in self._model.numbers:
                self.number.addItem(choice.name, choice.number_id)
        place = self.number.findData(self._model.number_id)
        if place >= 0:
            self.number.setCurrentIndex(place)
        self.number.setVisible(len(names) > 1)

    def _spoken(self) -> str:
        broken = [f"{line.words}. {line.advice}" for line in self._model.lines if line.advice]
        return " ".join([self._model.verdict, *broken])


class _Line(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._holds = Holds.UNTRIED
        self._icon = QLabel(self)
        self._icon.setFixedWidth(tokens().size.icon)
        self._words = Label("", wraps=True, parent=self)
        self._advice = Label("", "error", wraps=True, parent=self)
        places = QGridLayout(self)
        places.setContentsMargins(0, 0, 0, 0)
        places.setHorizontalSpacing(tokens().space.m)
        places.setVerticalSpacing(2)
        places.setColumnStretch(1, 1)
        places.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        places.addWidget(self._words, 0, 1)
        places.addWidget(self._advice, 1, 1)
        theme().changed.connect(self._tint)

    def show_line(self, line: LinkLine) -> None:
        self._holds = line.holds
        self._words.say(line.words)
        self._words.setEnabled(line.holds not in (Holds.UNTRIED, Holds.SKIPPED))
        self._advice.set_role("error" if line.holds is Holds.NO else "secondary")
        self._advice.say(line.advice)
        self._advice.setVisible(bool(line.advice))
        self.setAccessibleName(f"{line.words}. {_state(line.holds)}")
        self._tint()

    def _tint(self) -> None:
        colours = theme().colours
        ink = {Holds.YES: colours.green, Holds.NO: colours.red, Holds.TRYING: colours.accent}
        colour = ink.get(self._holds, colours.text_faint)
        pixmap = icon_pixmap(_ICONS[self._holds], colour, tokens().size.icon, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)


def _state(holds: Holds) -> str:
    match holds:
        case Holds.YES:
            return _("Holds")
        case Holds.NO:
            return _("Does not hold")
        case Holds.TRYING:
            return _("Being tried")
        case Holds.UNTRIED | Holds.SKIPPED:
            return _("Not tried")
