"""Settings: whether telephone links of other programs open here."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.models.phone_links import PhoneLinksModel
from ui.widgets.either import show_checked
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle


class PhoneLinksCard(SettingsCard):
    def __init__(self, model: PhoneLinksModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._model = model
        self.switch = Toggle(lambda: _("Open phone links with Fiveline"), parent=self)
        self.switch.toggled.connect(model.turn)
        self.add_row(lambda: _("Open phone links with Fiveline"), self.switch, lambda: model.words)
        model.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.load()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        show_checked(self.switch, self._model.is_on)
        self.switch.setEnabled(self._model.can_turn)
        self.switch.setAccessibleDescription(self._model.words)
        self.explain(0, lambda: self._model.words)
