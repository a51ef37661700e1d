"""Settings: the headset whose keys are heard."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.models.headset import HeadsetModel
from ui.widgets.buttons import Button
from ui.widgets.settings_card import SettingsCard


class HeadsetCard(SettingsCard):
    def __init__(self, model: HeadsetModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._model = model
        self.copy = Button(lambda: _("Copy the rule"), icon_name="copy", parent=self)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(model.rule))
        self._name = self.add_row(lambda: model.name, self.copy, lambda: model.words)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._name.say(lambda: self._model.name)
        self.explain(0, lambda: self._model.words)
        self.copy.setVisible(bool(self._model.rule))
        self.copy.setToolTip(self._model.rule)
        self.copy.setAccessibleDescription(self._model.rule)
