"""The settings' card on credit, and on what is left of the month's messages."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.models.credit import CreditModel
from ui.widgets.settings_card import SettingsCard
from ui.widgets.words import Label


class CreditCard(SettingsCard):
    def __init__(self, model: CreditModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._model = model
        self._credit = Label("", parent=self)
        self._allowance = Label("", parent=self)
        self.add_row(
            lambda: _("Credit"), self._credit, lambda: _("Pays messages to other countries, one by one.")
        )
        self.add_row(lambda: _("Messages left this month"), self._allowance, lambda: model.renewal)
        model.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _show(self) -> None:
        self._credit.say(self._model.credit or _("Not known yet"))
        self._allowance.say(self._model.allowance or _("None"))
        self.explain(1, lambda: self._model.renewal)
