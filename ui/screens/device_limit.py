"""The fourth device: which of the three gives up its place (ACC-4)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.sign_in import SignInModel, Step
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.brand import Brand
from ui.widgets.buttons import Button
from ui.widgets.device_list import DeviceList
from ui.widgets.words import Label


class DeviceLimitPage(QWidget):
    def __init__(self, model: SignInModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.m)
        column.addWidget(Brand(self))
        column.addWidget(Label(lambda: _("Three devices are signed in"), "title", wraps=True, parent=self))
        column.addWidget(
            Label(
                lambda: _(
                    "An account can be used on three devices at a time. Sign one of them out, and this one "
                    "takes its place."
                ),
                "quiet",
                wraps=True,
                parent=self,
            )
        )
        self._problem = Banner("failure", parent=self)
        column.addWidget(self._problem)
        self.devices = DeviceList(can_rename=False, parent=self)
        self.devices.sign_out.connect(model.take_over)
        column.addWidget(self.devices)
        self._back = Button(lambda: _("Back"), parent=self)
        self._back.clicked.connect(model.back)
        column.addWidget(self._back)
        column.addStretch(1)
        model.changed.connect(self._show)

    def _show(self) -> None:
        model = self._model
        if model.step is not Step.DEVICES:
            return
        self.devices.show_rows(model.devices)
        self.devices.setEnabled(not model.busy)
        if model.problem is not None:
            self._problem.tell(model.problem.sentence, details=model.problem.details)
        else:
            self._problem.clear()
