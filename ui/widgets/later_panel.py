"""When a message leaves: quick choices, an exact day and time, and what that means (MSG-2)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.later import LATEST
from ui.i18n import _, ngettext
from ui.models.coming import clock
from ui.models.later import LaterModel
from ui.models.plain import isolated
from ui.models.quick_times import QuickTime, quick_words
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton, Pill
from ui.widgets.message_field import MessageField
from ui.widgets.moment_fields import DayField, TimeField, qdate, read_moment, show_moment
from ui.widgets.words import Label

_COLUMNS = 2


class LaterPanel(QFrame):
    keyboard_left = Signal()
    """It closed, and had the keyboard."""

    def __init__(self, model: LaterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._offered: tuple[QuickTime, ...] = ()
        self.setProperty("surface", "card")
        space = tokens().space
        self._title = Label("", "heading", parent=self)
        self.close_button = IconButton("x", lambda: _("Close"), parent=self)
        self.text = MessageField(self)
        self._file = Label("", "secondary", wraps=True, parent=self)
        self.quick: list[Button] = []
        self.day, self.time = DayField(self), TimeField(self)
        self._twice = QWidget(self)
        self.first = Pill(lambda: _("The first time"), parent=self._twice)
        self.second = Pill(lambda: _("The second time"), parent=self._twice)
        self.confirm_button = Button("", "primary", icon_name="clock", parent=self)
        self._meaning = Label("", wraps=True, parent=self)
        self._policy = Label(_policy, "secondary", wraps=True, parent=self)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        self._grid = QGridLayout()
        self._grid.setSpacing(space.s)
        exact = QHBoxLayout()
        exact.setSpacing(space.s)
        exact.addWidget(self.day)
        exact.addWidget(self.time)
        exact.addStretch(1)
        exact.addWidget(self.confirm_button)
        twice = QHBoxLayout(self._twice)
        twice.setContentsMargins(0, 0, 0, 0)
        night = Label(lambda: _("That night this time comes twice:"), "secondary", parent=self._twice)
        twice.addWidget(night)
        twice.addWidget(self.first)
        twice.addWidget(self.second)
        twice.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.l, space.s, space.m, space.m)
        column.setSpacing(space.s)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self._file)
        column.addLayout(self._grid)
        column.addLayout(exact)
        column.addWidget(self._twice)
        column.addWidget(self._meaning)
        column.addWidget(self._policy)

        self.close_button.clicked.connect(model.leave)
        self.text.textChanged.connect(lambda: model.write(self.text.toPlainText()))
        self.text.submitted.connect(model.confirm)
        self.day.dateChanged.connect(self._choose)
        self.time.timeChanged.connect(self._choose)
        self.second.toggled.connect(model.choose_second)  # one of the two always holds
        self.confirm_button.clicked.connect(model.confirm)
        model.changed.connect(self._show)
        self._say()
        self._show()

    def take_keyboard(self) -> None:
        first: QWidget = self.text if self._model.changing else self.quick[0] if self.quick else self.day
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._model.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """On a button it presses that one: a time that stands in focus is not passed over for another."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self._model.confirm()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._offered = ()
            self._show()
        super().changeEvent(event)

    def _choose(self) -> None:
        self._model.choose_local(read_moment(self.day, self.time))

    def _choose_quick(self, place: int) -> None:
        self._model.choose(self._offered[place].when)
        self.confirm_button.setFocus()

    def _show(self) -> None:
        model = self._model
        had_keyboard = self.isVisible() and any(each.hasFocus() for each in self.findChildren(QWidget))
        self.setVisible(model.is_open)
        if not model.is_open:
            if had_keyboard:
                self.keyboard_left.emit()
            return
        changing = model.changing
        self._title.say(_("Change what waits") if changing else _("Send later"))
        self.text.setVisible(changing)
        if changing and self.text.toPlainText() != model.text:
            self.text.setPlainText(model.text)
            self.text.fit()
        self._file.say(_("With the file {name}").format(name=model.file_name) if model.file_name else "")
        self._file.setVisible(bool(model.file_name))
        self._offer(model.quick)
        local = model.when.local
        with QSignalBlocker(self.day), QSignalBlocker(self.second):
            self.day.setMinimumDate(qdate(min(model.first_day, local)))
            self.day.setMaximumDate(qdate(max(model.last_day, local)))
            (self.second if local.fold else self.first).setChecked(True)
        show_moment(self.day, self.time, local)
        self._twice.setVisible(model.comes_twice)
        self.confirm_button.say((lambda: _("Keep the change")) if changing else (lambda: _("Schedule")))
        self.confirm_button.setEnabled(model.can_confirm)
        words = model.problem or model.meaning
        self._meaning.say(words)
        self.confirm_button.setAccessibleDescription(words)

    def _offer(self, offered: tuple[QuickTime, ...]) -> None:
        """The buttons stay while they say the same: the keyboard may be on one."""
        if offered == self._offered and len(offered) == len(self.quick):
            return
        if len(offered) != len(self.quick):
            for button in self.quick:
                button.hide()
                button.deleteLater()
            self.quick = [Button("", parent=self) for _each in offered]
            before: QWidget = self.text
            for place, button in enumerate(self.quick):
                button.clicked.connect(partial(self._choose_quick, place))
                self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
                button.show()
                QWidget.setTabOrder(before, button)
                before = button
            QWidget.setTabOrder(before, self.day)
            for side in range(_COLUMNS):
                self._grid.setColumnStretch(side, 1)
        self._offered = offered
        for button, each in zip(self.quick, offered, strict=True):
            button.say(partial(_quick_label, each))

    def _say(self) -> None:
        self.text.setAccessibleName(_("Message that waits"))
        self.day.setAccessibleName(_("Day"))
        self.time.setAccessibleName(_("Time"))


def _quick_label(each: QuickTime) -> str:
    return f"{quick_words(each.kind)} · {isolated(clock(each.when.local))}"


def _policy() -> str:
    hours = int(LATEST.total_seconds() // 3600)
    late = ngettext(
        "If the carrier is away then, it leaves up to {count} hour late; after that it is not sent.",
        "If the carrier is away then, it leaves up to {count} hours late; after that it is not sent.",
        hours,
    ).format(count=hours)
    return _("It leaves with this computer switched off. {late} Either way you are told.").format(late=late)
