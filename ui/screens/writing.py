"""The settings' card on writing: what Enter does, and whether spelling is checked."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.models.writing import WritingModel
from ui.widgets.either import show_checked
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle


class WritingCard(SettingsCard):
    def __init__(self, model: WritingModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._model = model
        self._enter = Toggle(lambda: _("Enter sends"), parent=self)
        self._spelling = Toggle(lambda: _("Check spelling"), parent=self)
        self.add_row(
            lambda: _("Enter sends"),
            self._enter,
            lambda: _("Shift+Enter begins a new line. When off, Ctrl+Enter sends."),
        )
        self.add_row(lambda: _("Check spelling"), self._spelling, self._why)
        self._enter.toggled.connect(lambda on: model.choose(enter_sends=on))
        self._spelling.toggled.connect(lambda on: model.choose(checks_spelling=on))
        model.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.look()

    def _why(self) -> str:
        if self._model.can_check is False:
            return _("This computer has no dictionary for it.")
        return _("In the language of the conversation, by the dictionaries of this computer.")

    def _show(self) -> None:
        show_checked(self._enter, self._model.kept.enter_sends)
        checks = self._model.kept.checks_spelling and self._model.can_check is not False
        show_checked(self._spelling, checks)
        self._spelling.setEnabled(self._model.can_check is not False)
        self.explain(1, self._why)
