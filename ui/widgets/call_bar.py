"""The calls that go on, in sight while something else is read: one bar each, in the number's colour."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.calls import CallId, Phase
from ui.actions import HOLD, KEYPAD, MUTE
from ui.i18n import _
from ui.icons import icon
from ui.models.call_view import CallView
from ui.models.calls import CallsModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.either import show_checked, show_one
from ui.widgets.keyboard import has_keyboard
from ui.widgets.meter import SILENCE, SmallMeter
from ui.widgets.one_line import OneLine
from ui.widgets.words import Label

TICK = 250
"""Milliseconds; the timer is read from a clock, this only says how often."""
_HELD_INK = 200
"""Of 255: dimmed, and still 4.5 to 1 on each of the numbers' colours."""
_ROOM_FOR_ALL = 620
"""Pixels of width, in which nothing makes way for what is offered to one who is not heard."""


class CallBar(QWidget):
    """Hidden while there is no call."""

    call_opened = Signal(object)
    """A CallId: show its page."""
    left = Signal()
    """The bar that had the keyboard is gone."""

    def __init__(self, model: CallsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._bars: dict[CallId, OneBar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        model.changed.connect(self._show)
        self._show()

    @property
    def bars(self) -> tuple[OneBar, ...]:
        return tuple(self._bars.values())

    def _show(self) -> None:
        views = {view.key: view for view in self._model.barred}
        had_keyboard = False
        for gone in [key for key in self._bars if key not in views]:
            bar = self._bars.pop(gone)
            had_keyboard |= has_keyboard(bar)
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        for place, (key, view) in enumerate(views.items()):
            bar = self._bars.get(key) or self._add(key)
            if self._column.indexOf(bar) != place:
                self._column.insertWidget(place, bar)
            bar.show_call(view, self._model.monotonic())
        self.setVisible(bool(self._bars))
        if any(view.is_talked_on for view in views.values()):
            self._timer.start()
        else:
            self._timer.stop()
        if had_keyboard:
            self.left.emit()

    def take_keyboard(self) -> None:
        """To the call that was begun last."""
        if self._bars:
            self._bars[max(self._bars, key=lambda key: self._column.indexOf(self._bars[key]))].take_keyboard()

    def _add(self, key: CallId) -> OneBar:
        bar = OneBar(self._model, key, self)
        bar.opened.connect(partial(self.call_opened.emit, key))
        self._bars[key] = bar
        self._column.addWidget(bar)
        return bar

    def _tick(self) -> None:
        now = self._model.monotonic()
        for bar in self._bars.values():
            bar.tick(now)


class InkButton(IconButton):
    """An icon in the ink of a coloured bar."""

    ink = QColor("#000000")

    def show_ink(self, ink: QColor) -> None:
        self.ink = ink
        self._tint()

    def _tint(self) -> None:
        self.setIcon(icon(self._icon_name, self.ink, self._edge))
        wash = QColor(self.ink)
        wash.setAlphaF(0.16)
        rgba = f"rgba({wash.red()}, {wash.green()}, {wash.blue()}, 40)"
        edge = self.ink.name()
        sheet = (
            f"QToolButton:hover, QToolButton:checked {{ background: {rgba}; }}"
            f"QToolButton:focus {{ border: 2px solid {edge}; }}"
        )
        # A new style sheet is a change of style, which tints again.
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


class OneBar(QWidget):
    opened = Signal()

    def __init__(self, model: CallsModel, key: CallId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._key = model, key
        self._view: CallView | None = None
        self._can_join = self._switches = False
        self.setFixedHeight(tokens().size.call_bar)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = OneLine("", parent=self)
        self._below = OneLine("", parent=self)
        self._time = Label("", parent=self)
        self.level = SmallMeter(self)
        self.level.hide()
        self.open_button = InkButton("info", lambda: _("Show call"), parent=self)
        self.mute_button = InkButton("mic", lambda: _("Mute"), shortcut=MUTE.keys, parent=self)
        self.mute_button.setCheckable(True)
        self.mend_button = Button("", parent=self)
        self.hold_button = InkButton("pause", lambda: _("Hold"), shortcut=HOLD.keys, parent=self)
        self.resume_button = Button(lambda: _("Resume"), icon_name="play", parent=self)
        self.join_button = InkButton("merge", lambda: _("Join calls"), parent=self)
        self.split_button = InkButton("split", lambda: _("Talk alone"), parent=self)
        self.through_button = Button(lambda: _("Put through"), icon_name="phone-forwarded", parent=self)
        self.keypad_button = InkButton("grip", lambda: _("Keypad"), shortcut=KEYPAD.keys, parent=self)
        self.hang_up_button = Button(lambda: _("Hang up"), "danger", icon_name="phone-off", parent=self)
        self.again_button = Button(lambda: _("Call again"), icon_name="phone", parent=self)
        self.remedy_button = Button("", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.dismiss_button = InkButton("x", lambda: _("Close"), parent=self)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._below)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().space.l, 0, tokens().space.m, 0)
        row.setSpacing(tokens().space.s)
        row.addLayout(names, 1)
        row.addWidget(self._time)
        for button in (
            self.mend_button, self.open_button, self.level, self.mute_button, self.resume_button,
            self.hold_button, self.join_button, self.split_button, self.through_button,
            self.keypad_button, self.hang_up_button, self.again_button, self.remedy_button,
            self.message_button, self.dismiss_button,
        ):  # fmt: skip
            row.addWidget(button)
        self.open_button.clicked.connect(self.opened)
        self.keypad_button.clicked.connect(self.opened)
        self.mute_button.toggled.connect(partial(model.mute, key))
        self.mend_button.clicked.connect(lambda: model.mend(key))
        self.hold_button.clicked.connect(lambda: model.hold(key))
        self.resume_button.clicked.connect(lambda: model.resume(key))
        self.join_button.clicked.connect(lambda: model.join(key))
        self.split_button.clicked.connect(lambda: model.split(key))
        self.through_button.clicked.connect(lambda: model.put_through(key))
        self.hang_up_button.clicked.connect(lambda: model.hang_up(key))
        self.again_button.clicked.connect(lambda: model.call_again(key))
        self.remedy_button.clicked.connect(lambda: model.remedy(key))
        self.message_button.clicked.connect(lambda: model.message(key))
        self.dismiss_button.clicked.connect(lambda: model.dismiss(key))
        theme().changed.connect(self._dress)
        if model.levels is not None:
            model.levels.changed.connect(self._show_level)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._view is not None and (event.oldSize().width() < _ROOM_FOR_ALL) != (
            self.width() < _ROOM_FOR_ALL
        ):
            self._show_controls(self._view, can_join=self._can_join, switches=self._switches)

    def take_keyboard(self) -> None:
        first = self.mute_button, self.open_button, self.resume_button, self.again_button, self.dismiss_button
        wanted = next((button for button in first if button.isVisibleTo(self)), self.hang_up_button)
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_call(self, view: CallView, now: float) -> None:
        can_join, switches = self._model.can_join(view.key), bool(self._model.talked_on)
        if (view, can_join, switches) != (self._view, self._can_join, self._switches):
            self._mend(view)
            self._view, self._can_join, self._switches = view, can_join, switches
            self._name.say(view.name)
            side = _("to {number}") if view.incoming else _("from {number}")
            unheard = view.unheard.brief if view.unheard is not None else ""
            going_on = unheard or " · ".join(part for part in (view.words, view.note) if part)
            self._below.say(going_on or side.format(number=f"\u2068{view.mine}\u2069"))
            self.setAccessibleName(f"{view.name}. {view.words or unheard or view.mine} {view.note}".rstrip())
            self._show_controls(view, can_join=can_join, switches=switches)
            self._watch()
            self._dress()
        self.tick(now)

    def _show_controls(self, view: CallView, *, can_join: bool, switches: bool) -> None:
        live, talking = view.is_live, view.phase is Phase.TALKING
        had_keyboard = has_keyboard(self)
        held = view.phase is Phase.HELD and not view.is_handed_on
        asks = talking and view.asks_for is not None
        in_want = asks or (view.unheard is not None and self.width() < _ROOM_FOR_ALL)
        show_checked(self.mute_button, view.muted)
        self.mute_button.set_icon_name("mic-off" if view.muted else "mic")
        self.mute_button.say((lambda: _("Unmute")) if view.muted else (lambda: _("Mute")))
        self.mute_button.setVisible(talking)
        either = self.hold_button if talking and not in_want else self.resume_button if held else None
        show_one(either, (self.hold_button, self.resume_button))
        self.resume_button.say((lambda: _("Switch")) if switches else (lambda: _("Resume")))
        self.resume_button.set_icon_name("arrow-left-right" if switches else "play")
        self.join_button.setVisible(held and can_join and switches)
        self.split_button.setVisible(view.joined)
        self.through_button.setVisible(asks)
        self.keypad_button.setVisible(talking and not view.joined and not in_want)
        self.level.setVisible(talking and not in_want and self._model.levels is not None)
        self.open_button.setVisible(live and not view.is_talked_on)
        self.hang_up_button.setVisible(live)
        self.again_button.setVisible(view.can_call_again)
        self.remedy_button.setVisible(view.remedy is not None)
        self.remedy_button.say(view.remedy.words if view.remedy is not None else "")
        # The sentence needs its room: the page offers both.
        self.message_button.setVisible(not live and view.can_message and view.remedy is None)
        self.dismiss_button.setVisible(not live)
        if had_keyboard and not live and not has_keyboard(self):
            # Hidden one by one, what had it handed it to whatever stands next in the window.
            (self.again_button if view.can_call_again else self.dismiss_button).setFocus()

    def _mend(self, view: CallView) -> None:
        """In place of what can wait: what to do so that one is heard; said once."""
        unheard = view.unheard
        self.mend_button.setVisible(unheard is not None)
        if unheard is not None:
            self.mend_button.say(unheard.button)
            if self._view is None or self._view.unheard != unheard:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, unheard.words))

    def tick(self, now: float) -> None:
        if self._view is not None:
            running = self._view.is_live and self._view.answered_monotonic is not None
            self._time.say(f"\u2066{self._view.elapsed(now)}\u2069" if running else "")
            self._time.setVisible(running)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._view is not None:
            view, self._view = self._view, None
            self.show_call(view, self._model.monotonic())
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._fill())

    def _watch(self) -> None:
        if self._model.levels is not None:
            self._model.levels.watch(self, self.level.isVisible())

    def _show_level(self, microphone: float, speaker: float) -> None:
        del speaker
        self.level.show_level(SILENCE if self._view is None or self._view.muted else microphone)

    def _fill(self) -> QColor:
        colours = theme().colours
        if self._view is None or not self._view.is_live:
            return QColor(colours.hover)
        return theme().number(self._view.colour).fill

    def _dress(self) -> None:
        if self._view is None:
            return
        colours, kinds = theme().colours, tokens().type
        ink = QColor(colours.text) if not self._view.is_live else theme().number(self._view.colour).text
        held = self._view.phase is Phase.HELD
        shade = f"rgba({ink.red()}, {ink.green()}, {ink.blue()}, {_HELD_INK if held else 255})"
        self._name.setStyleSheet(f"color: {shade}; font-weight: 600; font-size: {kinds.row_title - 1}px;")
        self._below.setStyleSheet(f"color: {shade}; font-size: {kinds.secondary}px;")
        self._time.setFont(theme().font(kinds.row_title, weight=kinds.strong, tabular=True))
        self._time.setStyleSheet(f"color: {shade};")
        for button in (
            self.open_button, self.mute_button, self.hold_button, self.join_button, self.split_button,
            self.keypad_button, self.dismiss_button,
        ):  # fmt: skip
            button.show_ink(ink)
        self.level.show_ink(ink)
        self.update()
