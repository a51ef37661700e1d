"""One call, large: who, how long, what can be done, and why it ended."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.calls import CallId, Phase
from ui.i18n import _
from ui.icons import paint_icon
from ui.models.calls import CallsModel
from ui.models.levels import LevelsModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.call_bar import TICK
from ui.widgets.keypad import Keypad
from ui.widgets.meter import SILENCE, LevelMeter
from ui.widgets.person_head import PersonHead
from ui.widgets.words import Label, Words


class RoundButton(QAbstractButton):
    """A large control of a call, with its word below."""

    def __init__(
        self, icon_name: str, words: Words, *, ends: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._words, self._ends = icon_name, words, ends
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
        elif self.isChecked():
            ground, ink = colours.accent, colours.on_accent
        elif self.underMouse():
            ground = colours.hairline
        if not self.isEnabled():
            ink = colours.text_faint
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.text if self._ends else colours.accent), 2))
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


class CallLevels(QWidget):
    """Whether the other side hears and is heard, at a glance. Measured only while in sight."""

    def __init__(self, model: LevelsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._muted = False
        self.microphone = LevelMeter(lambda: _("Microphone level"), parent=self)
        self.speaker = LevelMeter(lambda: _("Speaker level"), parent=self)
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(tokens().space.m)
        rows.setVerticalSpacing(tokens().space.xs)
        for place, (words, meter) in enumerate(
            ((lambda: _("Microphone"), self.microphone), (lambda: _("Speaker"), self.speaker))
        ):
            meter.setFixedWidth(176)
            rows.addWidget(Label(words, "secondary", parent=self), place, 0)
            rows.addWidget(meter, place, 1, Qt.AlignmentFlag.AlignVCenter)
        model.changed.connect(self._show)

    def show_muted(self, muted: bool) -> None:
        self._muted = muted
        self._show(*self._model.now)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.watch(self, True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch(self, False)

    def _show(self, microphone: float, speaker: float) -> None:
        self.microphone.show_level(SILENCE if self._muted else microphone)
        self.speaker.show_level(speaker)


class CallPage(QWidget):
    def __init__(self, model: CallsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._key: CallId | None = None
        self._head = PersonHead(self)
        self._status = Label("", parent=self)
        self._status.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._status.setWordWrap(True)
        self._mine = Label("", parent=self)
        self.mute_button = RoundButton("mic", lambda: _("Mute"), parent=self)
        self.mute_button.setCheckable(True)
        self.keypad_button = RoundButton("grip", lambda: _("Keypad"), parent=self)
        self.keypad_button.setCheckable(True)
        self.hang_up_button = RoundButton("phone-off", lambda: _("Hang up"), ends=True, parent=self)
        self.answer_button = Button(lambda: _("Answer"), "answer", icon_name="phone", parent=self)
        self.decline_button = Button(lambda: _("Decline"), "danger", icon_name="phone-off", parent=self)
        self.again_button = Button(lambda: _("Call again"), "answer", icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.levels = CallLevels(model.levels, self) if model.levels is not None else None
        self.keypad = Keypad(with_plus=False, parent=self)
        self._tones = Label("", parent=self)
        self._tones.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tones.setAccessibleName(_("Tones sent"))
        self._details = Label("", "secondary", wraps=True, parent=self)
        self._details.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._fold = Button(lambda: _("Details"), "quiet", parent=self)
        self._fold.setCheckable(True)
        self._engine = Banner("look", parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._lay_out()
        self.mute_button.clicked.connect(lambda: self._with_call(model.toggle_mute))
        self.hang_up_button.clicked.connect(lambda: self._with_call(model.hang_up))
        self.answer_button.clicked.connect(lambda: self._with_call(model.answer))
        self.decline_button.clicked.connect(lambda: self._with_call(model.decline))
        self.again_button.clicked.connect(lambda: self._with_call(model.call_again))
        self.message_button.clicked.connect(lambda: self._with_call(model.message))
        self.keypad.pressed.connect(lambda digit: self._with_call(lambda key: model.send_tone(key, digit)))
        self.keypad_button.toggled.connect(lambda _on: self._show())
        self._fold.toggled.connect(lambda _on: self._show())
        model.changed.connect(self._show)
        theme().changed.connect(self._show)

    @property
    def key(self) -> CallId | None:
        return self._key

    def show_call(self, key: CallId | None) -> None:
        if key != self._key:
            self._key = key
            self.keypad_button.setChecked(False)
            self._fold.setChecked(False)
        self._show()

    def _with_call(self, act: Callable[[CallId], None]) -> None:
        if self._key is not None:
            act(self._key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tones.setAccessibleName(_("Tones sent"))
            self._show()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        space = tokens().space
        tag = QHBoxLayout()
        tag.addStretch(1)
        tag.addWidget(self._mine)
        tag.addStretch(1)
        controls = QHBoxLayout()
        controls.setSpacing(space.m)
        controls.addStretch(1)
        for button in (self.mute_button, self.keypad_button, self.hang_up_button):
            controls.addWidget(button)
        controls.addStretch(1)
        after = QHBoxLayout()
        after.setSpacing(space.s)
        after.addStretch(1)
        for plain in (self.answer_button, self.decline_button, self.again_button, self.message_button):
            after.addWidget(plain)
        after.addStretch(1)
        pad = QHBoxLayout()
        pad.addStretch(1)
        pad.addWidget(self.keypad)
        pad.addStretch(1)
        fold = QHBoxLayout()
        fold.addStretch(1)
        fold.addWidget(self._fold)
        fold.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.l, space.xl, space.l)
        column.setSpacing(space.m)
        column.addWidget(self._engine)
        column.addStretch(2)
        column.addWidget(self._head)
        column.addLayout(tag)
        column.addWidget(self._status)
        column.addSpacing(space.s)
        column.addWidget(self._tones)
        column.addLayout(pad)
        column.addLayout(controls)
        if self.levels is not None:
            column.addWidget(self.levels, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(after)
        column.addLayout(fold)
        column.addWidget(self._details)
        column.addStretch(3)

    def _show(self) -> None:
        words = self._model.engine_words
        if words:
            self._engine.tell(words)
        else:
            self._engine.clear()
        view = self._model.view(self._key) if self._key is not None else None
        if view is None:
            return
        kinds = tokens().type
        talking, live = view.phase is Phase.TALKING, view.is_live
        self._head.show_person(
            view.name,
            "  ".join(part for part in (view.number, view.country) if part),
            view.initials,
            view.colour,
        )
        ink = theme().number(view.colour)
        side = _("to {number}") if view.incoming else _("from {number}")
        self._mine.say(side.format(number=f"\u2068{view.mine}\u2069"))
        self._mine.setStyleSheet(
            f"background: {ink.fill.name()}; color: {ink.text.name()}; border-radius: 10px;"
            f"padding: 2px 10px; font-weight: 600; font-size: {kinds.secondary}px;"
        )
        self._status.setFont(theme().font(kinds.row_title if not talking else 22, tabular=True))
        self.mute_button.setChecked(view.muted)
        self.mute_button.say(
            "mic-off" if view.muted else "mic", (lambda: _("Unmute")) if view.muted else (lambda: _("Mute"))
        )
        ringing_here = view.is_ringing_here
        self.mute_button.setVisible(talking)
        self.keypad_button.setVisible(talking)
        self.hang_up_button.setVisible(live and not ringing_here)
        self.answer_button.setVisible(ringing_here)
        self.decline_button.setVisible(ringing_here)
        self.again_button.setVisible(not live and bool(view.peer))
        self.message_button.setVisible(view.can_message and not live)
        with_keys = talking and self.keypad_button.isChecked()
        if self.levels is not None:
            self.levels.show_muted(view.muted)
            self.levels.setVisible(talking)
        self.keypad.setVisible(with_keys)
        self._tones.setVisible(with_keys)
        self._tones.setFont(theme().font(kinds.page_title, tabular=True))
        self._tones.say(f"\u2066{view.tones}\u2069" if view.tones else " ")
        details = [view.codec, _("Encrypted") if view.encrypted else "", view.detail]
        if talking and not view.encrypted:
            details.append(_("Not encrypted"))
        shown = " · ".join(part for part in details if part)
        self._fold.setVisible(bool(shown))
        self._details.say(shown)
        self._details.setVisible(bool(shown) and self._fold.isChecked())
        self._tick()

    def _tick(self) -> None:
        view = self._model.view(self._key) if self._key is not None else None
        if view is not None:
            talking = view.phase is Phase.TALKING
            elapsed = f"\u2066{view.elapsed(self._model.monotonic())}\u2069"
            self._status.say(elapsed if talking else view.words)
