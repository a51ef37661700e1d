"""One greeting of a number: what it is, hearing it, and putting it away; below it, the making of another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.greeting import GreetingModel, Heard
from ui.models.moments import seconds_words
from ui.models.who import language_name
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.words import Hairline, Label, Words


class GreetingRow(QWidget):
    """For a card of the settings."""

    def __init__(
        self,
        model: GreetingModel,
        name: Words,
        explanation: Callable[[GreetingModel], str],
        *,
        below: tuple[QWidget, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._name, self._explanation = model, name, explanation
        space = tokens().space
        self._label = Label(name, parent=self)
        self._below = Label("", "secondary", wraps=True, parent=self)
        self.play_button = IconButton("play", self._play_words, parent=self)
        self.play_button.clicked.connect(model.toggle_there)
        self.delete_button = IconButton("trash-2", self._delete_words, parent=self)
        self.delete_button.clicked.connect(model.delete)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._label)
        texts.addWidget(self._below)
        head = QHBoxLayout()
        head.setSpacing(space.s)
        head.addLayout(texts, 1)
        head.addWidget(self.play_button)
        head.addWidget(self.delete_button)
        inner = QVBoxLayout()
        inner.setContentsMargins(space.l, space.m, space.l, space.m)
        inner.setSpacing(space.m)
        inner.addLayout(head)
        for each in below:
            inner.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(inner)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _play_words(self) -> str:
        stops = self._model.heard is Heard.THERE
        return (_("Stop: {greeting}") if stops else _("Listen: {greeting}")).format(greeting=self._name())

    def _delete_words(self) -> str:
        return _("Delete: {greeting}").format(greeting=self._name())

    def _show(self) -> None:
        model = self._model
        self._below.say(self._explanation(model))
        self.play_button.setVisible(model.is_there)
        self.play_button.set_icon_name("square" if model.heard is Heard.THERE else "play")
        self.play_button.say(self._play_words)
        self.delete_button.setVisible(model.can_delete)
        self.delete_button.setEnabled(not model.is_busy)


def default_words(model: GreetingModel) -> str:
    if model.there is None:
        return _("Asking the carrier…")
    return f"{language_name(model.there.language)} · {seconds_words(model.seconds_there)}"


def own_words(model: GreetingModel) -> str:
    if model.is_there:
        return seconds_words(model.seconds_there)
    return _("In your own words. Without it, callers hear the default one.")


def away_words(model: GreetingModel) -> str:
    if model.is_there:
        return seconds_words(model.seconds_there)
    return _("Speaks between two dates, and then no more.")
