"""One call, large: who, how long, what can be done, and why it ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.calls import CallId, Phase
from ui.actions import HANG_UP, HOLD, KEYPAD, MUTE, TRANSFER
from ui.i18n import _
from ui.models.call_view import CallView
from ui.models.calls import CallsModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.call_bar import TICK
from ui.widgets.call_levels import CallLevels
from ui.widgets.call_quality import LiveQuality
from ui.widgets.counterweight import Counterweight
from ui.widgets.either import show_checked, show_one
from ui.widgets.emergency_card import EmergencyCard
from ui.widgets.keyboard import has_keyboard
from ui.widgets.keypad import Keypad
from ui.widgets.middle import in_the_middle
from ui.widgets.person_head import PersonHead
from ui.widgets.round_button import RoundButton, row_of
from ui.widgets.transfer_panel import TransferPanel
from ui.widgets.words import Label

_ROOM_FOR_KEYPAD = 760
_ROOM_FOR_ALL = 560
_WIDEST_CARD = 460
_ABOVE, _BELOW = 2, 3


class CallPage(QWidget):
    def __init__(self, model: CallsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._key: CallId | None = None
        # Made in the order in which they stand, which is that of the Tab key.
        self._engine = Banner("look", parent=self)
        self._unheard = Banner("look", parent=self)
        self._head = PersonHead(self)
        self._status = Label("", parent=self)
        self._status.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._status.setWordWrap(True)
        self.emergency = EmergencyCard(parent=self)
        self.emergency.setMaximumWidth(_WIDEST_CARD)
        self._mine = Label("", parent=self)
        self._note = Label("", "secondary", wraps=True, parent=self)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.transfer_panel = TransferPanel(model.transfers, self) if model.transfers is not None else None
        self.keypad = Keypad(with_plus=False, parent=self)
        self.mute_button = RoundButton("mic", lambda: _("Mute"), shortcut=MUTE.keys, parent=self)
        self.mute_button.setCheckable(True)
        self.hold_button = RoundButton("pause", lambda: _("Hold"), shortcut=HOLD.keys, parent=self)
        self.resume_button = RoundButton(
            "play", lambda: _("Resume"), shortcut=HOLD.keys, lit=True, parent=self
        )
        self.keypad_button = RoundButton("grip", lambda: _("Keypad"), shortcut=KEYPAD.keys, parent=self)
        self.keypad_button.setCheckable(True)
        self.hang_up_button = RoundButton(
            "phone-off", lambda: _("Hang up"), ends=True, shortcut=HANG_UP.keys, parent=self
        )
        self.transfer_button = RoundButton(
            "phone-forwarded", lambda: _("Transfer"), shortcut=TRANSFER.keys, parent=self
        )
        self.transfer_button.setCheckable(True)
        self.through_button = RoundButton("phone-forwarded", lambda: _("Put through"), parent=self)
        self.add_button = RoundButton("plus", lambda: _("Add call"), parent=self)
        self.join_button = RoundButton("merge", lambda: _("Join calls"), parent=self)
        self.split_button = RoundButton("split", lambda: _("Talk alone"), parent=self)
        self.answer_button = Button(lambda: _("Answer"), "answer", icon_name="phone", parent=self)
        self.decline_button = Button(lambda: _("Decline"), "danger", icon_name="phone-off", parent=self)
        self.again_button = Button(lambda: _("Call again"), "answer", icon_name="phone", parent=self)
        self.remedy_button = Button("", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.close_button = Button(lambda: _("Close"), "quiet", parent=self)
        self.levels = CallLevels(model.levels, self) if model.levels is not None else None
        self._tones = Label("", parent=self)
        self._tones.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tones.setAccessibleName(_("Tones sent"))
        self._details = Label("", "secondary", wraps=True, parent=self)
        self._details.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._quality: LiveQuality | None = None
        self._fold = Button(lambda: _("Details"), "quiet", parent=self)
        self._fold.setCheckable(True)
        self._unheard.pressed.connect(lambda: self._with_call(model.mend))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._lay_out()
        self.mute_button.toggled.connect(lambda on: self._with_call(lambda key: model.mute(key, on)))
        self.hold_button.clicked.connect(lambda: self._with_call(model.hold))
        self.resume_button.clicked.connect(lambda: self._with_call(model.resume))
        self.transfer_button.toggled.connect(self._toggle_transfer)
        self.through_button.clicked.connect(lambda: self._with_call(model.put_through))
        if self.transfer_panel is not None and model.transfers is not None:
            self.transfer_panel.closed.connect(self._close_transfer)
            model.transfers.begun.connect(partial(self.transfer_button.setChecked, False))
        self.add_button.clicked.connect(model.add_another)
        self.join_button.clicked.connect(lambda: self._with_call(model.join))
        self.split_button.clicked.connect(lambda: self._with_call(model.split))
        self.hang_up_button.clicked.connect(lambda: self._with_call(model.hang_up))
        self.answer_button.clicked.connect(lambda: self._with_call(model.answer))
        self.decline_button.clicked.connect(lambda: self._with_call(model.decline))
        self.again_button.clicked.connect(lambda: self._with_call(model.call_again))
        self.remedy_button.clicked.connect(lambda: self._with_call(model.remedy))
        self.message_button.clicked.connect(lambda: self._with_call(model.message))
        self.close_button.clicked.connect(lambda: self._with_call(model.dismiss))
        self.keypad.pressed.connect(lambda digit: self._with_call(lambda key: model.send_tone(key, digit)))
        self.keypad_button.toggled.connect(self._toggle_keypad)
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
            self.transfer_button.setChecked(False)
            self._fold.setChecked(False)
        self._show()
        if self.isVisible():
            self._model.look_at(key)

    def take_keyboard(self) -> None:
        """To what is done first in a call; what is read out keeps it."""
        first = (
            self.mute_button, self.resume_button, self.answer_button, self.hang_up_button,
            self.again_button, self.close_button,
        )  # fmt: skip
        if self.emergency.shown is None:
            wanted = next((button for button in first if button.isVisibleTo(self)), None)
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_details(self, quality: LiveQuality) -> None:
        """Below the details, folded away with them."""
        self._quality = quality
        self._column.insertLayout(self._column.indexOf(self._details) + 1, in_the_middle(quality))

    def _with_call(self, act: Callable[[CallId], None]) -> None:
        if self._key is not None:
            act(self._key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self._model.look_at(self._key)
        if self.emergency.shown is not None:
            self.emergency.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._model.look_at(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Menus of the other side are answered by typing, wherever on the page the keyboard is."""
        if self.keypad.isHidden():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.keypad_button.setChecked(False)
        elif not self.keypad.press_typed(event):
            super().keyPressEvent(event)

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
        controls = row_of(
            self.mute_button, self.hold_button, self.resume_button, self.keypad_button, self.hang_up_button
        )
        more = row_of(
            self.transfer_button, self.through_button, self.add_button, self.join_button, self.split_button
        )
        after = QHBoxLayout()
        after.setSpacing(space.s)
        after.addStretch(1)
        for plain in (
            self.answer_button, self.decline_button, self.again_button, self.remedy_button,
            self.message_button,
            self.close_button,
        ):  # fmt: skip
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
        page = QWidget(self)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._column = column = QVBoxLayout(page)
        column.addWidget(self._engine)
        column.addWidget(self._unheard)
        column.addStretch(_ABOVE)
        column.addWidget(self._head)
        column.addLayout(tag)
        column.addWidget(self._status)
        column.addWidget(self._note)
        card = QHBoxLayout()
        card.addStretch(1)
        card.addWidget(self.emergency, 100)
        card.addStretch(1)
        column.addLayout(card)
        column.addSpacing(space.s)
        column.addWidget(self._tones)
        column.addLayout(pad)
        if self.transfer_panel is not None:
            question = QHBoxLayout()
            question.addStretch(1)
            question.addWidget(self.transfer_panel, 100)
            question.addStretch(1)
            column.addLayout(question)
        column.addLayout(controls)
        column.addLayout(more)
        if self.levels is not None:
            column.addWidget(self.levels, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(after)
        column.addLayout(fold)
        column.addWidget(self._details)
        column.addStretch(_BELOW)
        Counterweight(self._engine, self._unheard, column=column, share=_BELOW / _ABOVE, parent=page)

    def _show(self) -> None:
        words = self._model.engine_words
        if words:
            self._engine.tell(words)
        else:
            self._engine.clear()
        view = self._model.view(self._key) if self._key is not None else None
        self._show_unheard(view)
        if view is None:
            return
        kinds = tokens().type
        talking, held, live = view.phase is Phase.TALKING, view.phase is Phase.HELD, view.is_live
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
        show_checked(self.mute_button, view.muted)
        self.mute_button.say(
            "mic-off" if view.muted else "mic", (lambda: _("Unmute")) if view.muted else (lambda: _("Mute"))
        )
        self._say_resume()
        self._note.say(view.note)
        self._note.setVisible(bool(view.note))
        ringing_here = view.is_ringing_here
        had_keyboard = has_keyboard(self.keypad) or QApplication.focusWidget() in (
            self.mute_button, self.hold_button, self.resume_button, self.keypad_button, self.hang_up_button,
            self.add_button, self.join_button, self.split_button, self.transfer_button, self.through_button,
        )  # fmt: skip
        self.mute_button.setVisible(talking)
        either = self.resume_button if held else self.hold_button
        acts = view.is_talked_on and not view.is_handed_on
        show_one(either if acts else None, (self.hold_button, self.resume_button))
        self.keypad_button.setVisible(talking)
        self.hang_up_button.setVisible(live and not ringing_here)
        self.answer_button.setVisible(ringing_here)
        self.decline_button.setVisible(ringing_here)
        self.again_button.setVisible(view.can_call_again)
        self.remedy_button.setVisible(view.remedy is not None)
        self.remedy_button.say(view.remedy.words if view.remedy is not None else "")
        self.message_button.setVisible(view.can_message and not live)
        self.close_button.setVisible(not live)
        was_told = self.emergency.shown is not None
        self.emergency.show_advice(view.emergency)
        self._status.setVisible(view.emergency is None)
        if view.emergency is not None and not was_told:
            # It has the keyboard, so that it is read out, and no Enter meant for the call closes it.
            self.emergency.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_keyboard and not live:
            # What had the keyboard is gone with the call; it does not fall to whatever stands next.
            (self.again_button if view.can_call_again else self.close_button).setFocus()
        if not view.is_talked_on or view.is_handed_on:
            self.transfer_button.setChecked(False)
        with_keys = talking and self.keypad_button.isChecked()
        if self.levels is not None:
            self.levels.show_muted(view.muted)
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
        unfolded = bool(shown) and self._fold.isChecked()
        self._details.setVisible(unfolded)
        if self._quality is not None:
            self._quality.show_call(self._key if unfolded else None)
        self._make_room()
        self._tick()

    def _toggle_keypad(self, on: bool) -> None:
        if on:
            self.transfer_button.setChecked(False)
        had_keyboard = has_keyboard(self.keypad)
        self._show()
        if on and self.keypad.isVisible():
            self.keypad.take_keyboard()
        elif had_keyboard and not on:
            self.keypad_button.setFocus()

    def _toggle_transfer(self, on: bool) -> None:
        panel = self.transfer_panel
        if panel is None or self._model.transfers is None:
            return
        if on:
            self.keypad_button.setChecked(False)
            self._model.transfers.begin(self._key)
        self._show()
        if on and panel.isVisible():
            panel.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _close_transfer(self) -> None:
        self.transfer_button.setChecked(False)
        self.transfer_button.setFocus()

    def _say_resume(self) -> None:
        if self._model.talked_on:
            self.resume_button.say("arrow-left-right", lambda: _("Switch"))
        else:
            self.resume_button.say("play", lambda: _("Resume"))

    def _show_unheard(self, view: CallView | None) -> None:
        if view is not None and view.unheard is not None:
            self._unheard.tell(view.unheard.words, button=view.unheard.button)
        else:
            self._unheard.clear()

    def _make_room(self) -> None:
        """In a low window the keys, and whom to transfer to, take the place of what is known anyway."""
        view = self._model.view(self._key) if self._key is not None else None
        talking = view is not None and view.phase is Phase.TALKING
        acts = view is not None and view.is_talked_on and not view.is_handed_on
        asking = acts and self.transfer_button.isChecked()
        opened = asking or (talking and self.keypad_button.isChecked())
        crowded = opened and self.height() < _ROOM_FOR_KEYPAD
        low = acts and self.height() < _ROOM_FOR_ALL
        space = tokens().space
        self._column.setSpacing(space.s if crowded or low else space.m)
        above = space.s if crowded or low else space.l
        self._column.setContentsMargins(space.xl, above, space.xl, above)
        self._head.show_briefly(crowded or low)
        self._mine.setVisible(not crowded)
        more = acts and not crowded
        asks = view is not None and view.asks_for is not None
        can_transfer = self.transfer_panel is not None and not asks
        self.transfer_button.setVisible(acts and can_transfer and (more or asking))
        self.through_button.setVisible(more and asks)
        self.add_button.setVisible(more and self._model.can_add)
        self.join_button.setVisible(more and view is not None and self._model.can_join(view.key))
        self.split_button.setVisible(more and view is not None and view.joined)
        if self.transfer_panel is not None:
            self.transfer_panel.setVisible(asking)
        if self.levels is not None:
            self.levels.setVisible(talking and not crowded and not asking)

    def _tick(self) -> None:
        view = self._model.view(self._key) if self._key is not None else None
        if view is not None:
            talking = view.phase is Phase.TALKING
            elapsed = f"\u2066{view.elapsed(self._model.monotonic())}\u2069"
            self._status.say(elapsed if talking else view.words)
