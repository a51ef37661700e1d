"""The part of the settings about notifications, and about sentences for declining a call."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.notices import NoticesModel
from ui.models.plain import isolated
from ui.models.replies import RepliesModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.field import Field
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle
from ui.widgets.words import Hairline, Label, Words


class NoticesCard(QWidget):
    def __init__(self, model: NoticesModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._problem = Banner("info", parent=self)
        self._switches: dict[str, Toggle] = {}
        card = SettingsCard(parent=self)
        self._add(
            card, "calls", lambda: _("Calls"), lambda: _("With Answer and Decline, while you look elsewhere.")
        )
        self._add(card, "missed", lambda: _("Missed calls"))
        self._add(card, "messages", lambda: _("New messages"))
        self._add(
            card,
            "hides_content",
            lambda: _("Hide names and texts"),
            lambda: _("Says that somebody called or wrote, and nothing more."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addWidget(self._problem)
        column.addWidget(card)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
        super().changeEvent(event)

    def _add(self, card: SettingsCard, name: str, words: Words, explanation: Words | None = None) -> None:
        switch = Toggle(words, parent=card)
        switch.toggled.connect(lambda on: self._model.choose(**{name: on}))
        self._switches[name] = switch
        card.add_row(words, switch, explanation)

    def _show(self) -> None:
        if self._model.problem:
            self._problem.tell(self._model.problem)
        else:
            self._problem.clear()
        for name, switch in self._switches.items():
            switch.blockSignals(True)
            switch.setChecked(getattr(self._model.choice, name))
            switch.blockSignals(False)
            switch.update()


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
