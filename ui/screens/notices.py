"""The part of the settings about notifications, and about sentences for declining a call."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.notices import Content, Counted
from desktop.domain.numbers import NumberId
from ui.i18n import _
from ui.models.notices import NoticesModel
from ui.models.plain import isolated
from ui.models.replies import RepliesModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.choice import Choice
from ui.widgets.either import show_checked
from ui.widgets.field import Field
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle
from ui.widgets.words import Hairline, Label, Words

_CONTROL = 240


class NoticesCard(QWidget):
    def __init__(self, model: NoticesModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._problem = Banner("info", parent=self)
        self._switches: dict[str, Toggle] = {}
        self._counted: dict[Counted, Toggle] = {}
        self._content = Choice(self)
        self._content.setFixedWidth(_CONTROL)
        self._numbers = SettingsCard(parent=self)
        self._numbers_name = Label(lambda: _("New messages and missed calls of"), "quiet", parent=self)
        self._listed: tuple[tuple[NumberId, str], ...] = ()
        self._silent: dict[NumberId, Toggle] = {}
        kinds, badge = self._kinds(), self._badge()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens().space.s)
        for each in (
            self._problem,
            kinds,
            self._numbers_name,
            self._numbers,
            Label(lambda: _("The number on the program's icon counts"), "quiet", parent=self),
            badge,
        ):
            if isinstance(each, Label):
                each.setContentsMargins(0, tokens().space.s, 0, 0)
            self._column.addWidget(each)
        model.changed.connect(self._show)
        self._fill()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
            self._model.retranslate()
        super().changeEvent(event)

    def _kinds(self) -> SettingsCard:
        card = SettingsCard(parent=self)
        self._add(
            card, "calls", lambda: _("Calls"), lambda: _("With Answer and Decline, while you look elsewhere.")
        )
        self._add(card, "missed", lambda: _("Missed calls"))
        self._add(card, "messages", lambda: _("New messages"))
        self._content.activated.connect(
            lambda index: self._model.choose(content=self._content.itemData(index))
        )
        card.add_row(
            lambda: _("They show"),
            self._content,
            lambda: _("Programs are not told when the screen is shared: choose less before you share it."),
        )
        self._add(
            card,
            "hides_when_locked",
            lambda: _("Show neither name nor text while the screen is locked"),
            lambda: self._model.why_not_locked or _("Also of those that stand there when it is locked."),
        )
        return card

    def _badge(self) -> SettingsCard:
        card = SettingsCard(parent=self)
        words: dict[Counted, Words] = {
            Counted.MESSAGES: lambda: _("Unread messages"),
            Counted.MISSED_CALLS: lambda: _("Missed calls"),
            Counted.VOICEMAILS: lambda: _("New voicemails"),
        }
        for kind, name in words.items():
            switch = Toggle(partial(_counts, name), parent=card)
            switch.toggled.connect(partial(self._count, kind))
            self._counted[kind] = switch
            card.add_row(name, switch)
        return card

    def _add(self, card: SettingsCard, name: str, words: Words, explanation: Words | None = None) -> None:
        switch = Toggle(words, parent=card)
        switch.toggled.connect(lambda on: self._model.choose(**{name: on}))
        self._switches[name] = switch
        card.add_row(words, switch, explanation)

    def _count(self, kind: Counted, counted: bool) -> None:
        badge = self._model.choice.badge
        self._model.choose(badge=badge | {kind} if counted else badge - {kind})

    def _fill(self) -> None:
        self._content.clear()
        for content, words in (
            (Content.ALL, _("Name and text")),
            (Content.NAME, _("The name alone")),
            (Content.NOTHING, _("Neither name nor text")),
        ):
            self._content.addItem(words, content)
        self._content.setAccessibleName(_("They show"))

    def _list_numbers(self) -> None:
        """Anew where they have changed."""
        if self._listed == self._model.numbers:
            return
        self._listed = self._model.numbers
        card = SettingsCard(parent=self)
        self._silent = {}
        for number_id, name in self._listed:
            switch = Toggle(partial(_of_number, name), parent=card)
            switch.toggled.connect(partial(self._silence, number_id))
            self._silent[number_id] = switch
            card.add_row(isolated(name), switch)
        self._column.replaceWidget(self._numbers, card)
        self._numbers.hide()
        self._numbers.deleteLater()
        self._numbers = card

    def _silence(self, number_id: NumberId, told: bool) -> None:
        self._model.silence(number_id, not told)

    def _show(self) -> None:
        model = self._model
        if model.problem:
            self._problem.tell(model.problem)
        else:
            self._problem.clear()
        self._list_numbers()
        several = len(self._listed) > 1
        self._numbers_name.setVisible(several)
        self._numbers.setVisible(several)
        shown = [(switch, getattr(model.choice, name)) for name, switch in self._switches.items()]
        shown += [(switch, kind in model.choice.badge) for kind, switch in self._counted.items()]
        shown += [(switch, key not in model.choice.silent) for key, switch in self._silent.items()]
        for switch, on in shown:
            show_checked(switch, on)
        self._content.setCurrentIndex(self._content.findData(model.choice.content))


def _counts(name: Words) -> str:
    """For a screen reader: what is counted, where the row's name alone is another row's too."""
    return _("Count on the icon: {what}").format(what=name())


def _of_number(name: str) -> str:
    return _("New messages and missed calls of {number}").format(number=isolated(name))


class RepliesCard(QWidget):
    def __init__(self, model: RepliesModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._lines: list[_Sentence] = []
        self._card = SettingsCard(parent=self)
        self._field = Field(lambda: _("Your own sentence"), longest=model.longest, parent=self)
        self._field.submitted.connect(self._add)
        add = Button(lambda: _("Add"), spoken=lambda: _("Add the sentence"), parent=self)
        add.clicked.connect(self._add)
        self._writing = QWidget(self)
        across = QHBoxLayout(self._writing)
        across.setContentsMargins(0, tokens().space.xs, 0, 0)
        across.addWidget(self._field, 1)
        across.addWidget(add, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addWidget(self._card)
        column.addWidget(self._writing)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        own = self._model.own
        self._lines = [
            _Sentence(said, first=at == 0, own=said in own, parent=self._card)
            for at, said in enumerate(self._model.sentences)
        ]
        for line in self._lines:
            if line.remove is not None:
                line.remove.clicked.connect(partial(self._model.remove, line.said))
            self._card.add_line(line)
        self._writing.setVisible(self._model.has_room)

    def _add(self) -> None:
        if self._field.text.strip():
            self._model.add(self._field.text)
            self._field.set_text("")


class _Sentence(QWidget):
    def __init__(self, said: str, *, first: bool, own: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.said = said
        self.remove: IconButton | None = None
        space = tokens().space
        across = QHBoxLayout()
        across.setContentsMargins(space.l, space.m, space.l, space.m)
        across.addWidget(Label(said, wraps=True, parent=self), 1)
        if own:
            words = _("Remove “{sentence}”").format(sentence=isolated(said))
            self.remove = IconButton("trash-2", words, parent=self)
            across.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not first:
            column.addWidget(Hairline(self))
        column.addLayout(across)
