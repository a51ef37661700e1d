"""The desktop is for Premium accounts; this is where one without stands, and loses nothing (ACC-3)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.sign_in import SignInModel, Step
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.brand import Brand
from ui.widgets.buttons import Button
from ui.widgets.words import Label


class PremiumPage(QWidget):
    def __init__(self, model: SignInModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.m)
        column.addWidget(Brand(self))
        column.addWidget(Label(lambda: _("The desktop is part of Premium"), "title", wraps=True, parent=self))
        column.addWidget(
            Label(
                lambda: _(
                    "This account has no Premium at the moment. With it you call and write from this "
                    "computer. Your numbers, messages and contacts stay as they are."
                ),
                "quiet",
                wraps=True,
                parent=self,
            )
        )
        self._who = Label("", "secondary", parent=self)
        column.addWidget(self._who)
        self._problem = Banner("look", parent=self)
        column.addWidget(self._problem)
        self.upgrade = Button(lambda: _("Get Premium"), "primary", icon_name="external-link", parent=self)
        self.upgrade.clicked.connect(model.upgrade)
        self.check = Button(lambda: _("Check again"), icon_name="refresh-cw", parent=self)
        self.check.clicked.connect(model.check_premium_again)
        self.other = Button(lambda: _("Use another account"), "quiet", parent=self)
        self.other.clicked.connect(model.back)
        for button in (self.upgrade, self.check, self.other):
            column.addWidget(button)
        column.addStretch(1)
        self.setFocusProxy(self.upgrade)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        model = self._model
        if model.step is not Step.PREMIUM:
            return
        self._who.say(model.email)
        self._who.setVisible(bool(model.email))
        self.check.setEnabled(not model.busy)
        if model.problem is not None:
            self._problem.tell(model.problem.sentence, details=model.problem.details)
        else:
            self._problem.clear()
