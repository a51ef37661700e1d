"""The voicemail of one number: whether it answers and when, and what callers hear (VM-3, VM-4)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.numbers import OffSays
from ui.i18n import _
from ui.models.greetings import GreetingsModel
from ui.models.moments import seconds_words
from ui.models.voicemail_settings import VoicemailSettingsModel
from ui.tokens import tokens
from ui.widgets.away_fields import AwayFields
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.choice import Choice
from ui.widgets.either import show_checked
from ui.widgets.greeting_editor import GreetingEditor
from ui.widgets.greeting_row import GreetingRow, away_words, default_words, own_words
from ui.widgets.middle import in_the_middle
from ui.widgets.reading_order import step
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle
from ui.widgets.words import Label

_WIDEST = 640
_CONTROL = 190


class VoicemailSettingsScreen(QScrollArea):
    left = Signal()

    def __init__(
        self,
        settings: VoicemailSettingsModel,
        greetings: GreetingsModel,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._greetings = settings, greetings
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget(self)
        middle = self._middle = QWidget(page)
        middle.setMaximumWidth(_WIDEST)
        space = tokens().space
        self.back_button = IconButton("arrow-left", lambda: _("Back to voicemail"), parent=middle)
        self.back_button.clicked.connect(self.left)
        self._title = Label(self._title_words, "title", wraps=True, parent=middle)
        head = QHBoxLayout()
        head.setSpacing(space.s)
        head.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._cannot = Banner("info", parent=middle)
        self._problem = Banner("failure", parent=middle)
        self._sections = QWidget(middle)
        sections = QVBoxLayout(self._sections)
        sections.setContentsMargins(0, 0, 0, 0)
        sections.setSpacing(space.s)
        sections.addWidget(self._answering())
        sections.addSpacing(space.l)
        sections.addWidget(Label(lambda: _("What callers hear"), "section", parent=middle))
        sections.addWidget(self._heard())
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.m)
        column.addLayout(head)
        column.addWidget(self._cannot)
        column.addWidget(self._problem)
        column.addWidget(self._sections)
        column.addStretch(1)
        across = in_the_middle(middle)
        across.setContentsMargins(space.l, space.l, space.l, space.xl)
        page.setLayout(across)
        self.setWidget(page)
        self._problem.pressed.connect(greetings.load)
        settings.changed.connect(self._show)
        greetings.changed.connect(self._show)
        for editor in (self.own_editor, self.away_editor):
            editor.turned.connect(partial(QTimer.singleShot, 0, self, partial(self._show_whole, editor)))
        self._fill()
        self._show()

    def _show_whole(self, editor: GreetingEditor) -> None:
        if editor.isVisible() and any(each.hasFocus() for each in editor.findChildren(QWidget)):
            self.ensureWidgetVisible(editor, 0, tokens().space.m)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward) or super().focusNextPrevChild(forward)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.verticalScrollBar().setValue(0)
        self.toggle.setFocus() if self.toggle.isVisible() else self.back_button.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._greetings.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._settings.retranslate()
            self._greetings.retranslate()
            self._fill()
            self._show()
        super().changeEvent(event)

    # --- cards --------------------------------------------------------------------------------------------
    def _answering(self) -> QWidget:
        model, card = self._settings, SettingsCard(parent=self._middle)
        self.toggle = Toggle(lambda: _("Voicemail"), parent=card)
        self.toggle.toggled.connect(model.switch)
        self.wait, self.off, self.language = Choice(card), Choice(card), Choice(card)
        for box in (self.wait, self.off, self.language):
            box.setFixedWidth(_CONTROL)
        self.wait.activated.connect(lambda at: model.answer_after(self.wait.itemData(at)))
        self.off.activated.connect(lambda at: model.say_when_off(self.off.itemData(at)))
        self.language.activated.connect(lambda at: model.speak(self.language.itemData(at)))
        card.add_row(lambda: _("Voicemail"), self.toggle, lambda: _("Who reaches nobody can leave word."))
        card.add_row(lambda: _("Answers after"), self.wait, lambda: _("At once where no device is reached."))
        card.add_row(lambda: _("While it is off"), self.off, _off_words)
        card.add_row(
            lambda: _("Language of the spoken words"),
            self.language,
            lambda: _("In which the carrier speaks to callers."),
        )
        return card

    def _heard(self) -> QWidget:
        greetings, card = self._greetings, SettingsCard(parent=self._middle)
        self.call_button = Button(lambda: _("Hear it as callers do"), icon_name="phone", parent=card)
        self.call_button.clicked.connect(greetings.hear_as_callers)
        self._speaks = card.add_row(
            self._speaks_words,
            self.call_button,
            lambda: _("By a call to your voicemail."),
        )
        self.default = GreetingRow(
            greetings.default, lambda: _("Default greeting"), default_words, parent=card
        )
        card.add_line(self.default)
        self.own_editor = GreetingEditor(greetings.own, parent=card)
        self.own_editor.save_wanted.connect(greetings.own.save)
        self.own = GreetingRow(
            greetings.own, lambda: _("My own greeting"), own_words, below=(self.own_editor,), parent=card
        )
        card.add_line(self.own)
        self.fields = AwayFields(greetings.dates, parent=card)
        self.dates_button = Button(lambda: _("Keep these dates"), icon_name="check", parent=card)
        self.dates_button.clicked.connect(greetings.save_dates)
        kept = QWidget(card)
        beside = QHBoxLayout(kept)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.dates_button)
        beside.addStretch(1)
        self._dates_kept = kept
        self.away_editor = GreetingEditor(greetings.away, parent=card)
        self.away_editor.save_wanted.connect(greetings.save_away)
        self.away = GreetingRow(
            greetings.away,
            lambda: _("While I am away"),
            away_words,
            below=(self.fields, kept, self.away_editor),
            parent=card,
        )
        card.add_line(self.away)
        return card

    # --- what is shown ------------------------------------------------------------------------------------
    def _title_words(self) -> str:
        return _("Voicemail of {number}").format(number=self._settings.name)

    def _fill(self) -> None:
        for box, words in (
            (self.wait, _("Answers after")),
            (self.off, _("While it is off")),
            (self.language, _("Language of the spoken words")),
        ):
            box.setAccessibleName(words)
        self.off.clear()
        for off_says, words in (
            (OffSays.RINGS_OUT, _("It rings on")),
            (OffSays.NOT_AVAILABLE, _("“Not available”")),
        ):
            self.off.addItem(words, off_says)

    def _show(self) -> None:
        settings, greetings = self._settings, self._greetings
        self._title.say(self._title_words)
        if settings.why_not:
            self._cannot.tell(settings.why_not)
        else:
            self._cannot.clear()
        self._sections.setVisible(not settings.why_not)
        problem = settings.problem or greetings.problem or greetings.default.problem
        if problem:
            again = (lambda: _("Try again")) if greetings.problem else ""
            self._problem.tell(problem, button=again)
        else:
            self._problem.clear()
        now = settings.settings
        show_checked(self.toggle, now.on)
        _offer(self.wait, [(seconds_words(each), each) for each in settings.waits], now.answer_after_seconds)
        _offer(self.language, [(name, code) for code, name in settings.languages], now.language)
        self.off.setCurrentIndex(self.off.findData(now.off_says))
        self.wait.setEnabled(now.on)
        self.off.setEnabled(not now.on)
        self._speaks.say(self._speaks_words)
        self.call_button.setEnabled(now.on)
        self.fields.setVisible(greetings.away.is_there or greetings.away.has_sound)
        self._dates_kept.setVisible(greetings.can_save_dates)
        self.away_editor.save_button.setEnabled(greetings.can_save_away)

    def _speaks_words(self) -> str:
        if not self._settings.settings.on:
            return _("Voicemail is off: callers hear no greeting.")
        return self._greetings.speaking.speaks or _("Asking the carrier…")


def _off_words() -> str:
    return _("What callers get whom nobody answers.")


def _offer(box: Choice, entries: list[tuple[str, object]], chosen: object) -> None:
    if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] != entries:
        box.clear()
        for words, data in entries:
            box.addItem(words, data)
    box.setCurrentIndex(next((at for at, each in enumerate(entries) if each[1] == chosen), -1))
