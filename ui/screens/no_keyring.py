"""No trustworthy keyring: go on for this session only, and know what that means."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.sign_in import SignInModel, Step
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.brand import Brand
from ui.widgets.buttons import Button
from ui.widgets.words import Label


class NoKeyringPage(QWidget):
    def __init__(self, model: SignInModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.m)
        column.addWidget(Brand(self))
        column.addWidget(Label(self._title, "title", wraps=True, parent=self))
        column.addWidget(Label(self._text, "quiet", wraps=True, parent=self))
        self._problem = Banner("failure", parent=self)
        column.addWidget(self._problem)
        self.go_on = Button(lambda: _("Use for this session only"), "primary", parent=self)
        self.go_on.clicked.connect(model.go_on_without_keyring)
        self.again = Button(lambda: _("Try again"), icon_name="refresh-cw", parent=self)
        self.again.clicked.connect(model.try_keyring_again)
        self.back = Button(lambda: _("Back"), "quiet", parent=self)
        self.back.clicked.connect(model.back)
        for button in (self.go_on, self.again, self.back):
            column.addWidget(button)
        column.addStretch(1)
        self.setFocusProxy(self.again)
        self._labels = [child for child in self.children() if isinstance(child, Label)]
        model.changed.connect(self._show)

    def _title(self) -> str:
        return _("The keyring is locked") if self._model.keyring_is_locked else _("No keyring was found")

    def _text(self) -> str:
        if self._model.keyring_is_locked:
            return _(
                "Your sign-in is kept in the system's keyring, and it is locked. Unlock it and try again, or "
                "go on for this session only: nothing is kept once you quit, and you sign in anew next time."
            )
        return _(
            "Your sign-in is kept in the system's keyring, and this computer has none that can be trusted. "
            "You can go on for this session only: nothing is kept once you quit, and you sign in anew next "
            "time."
        )

    def _show(self) -> None:
        model = self._model
        if model.step is not Step.NO_KEYRING:
            return
        for label, words in zip(self._labels, (self._title, self._text), strict=True):
            label.say(words)
        self.go_on.setEnabled(not model.busy)
        self.again.setEnabled(not model.busy)
        if model.problem is not None:
            self._problem.tell(model.problem.sentence, details=model.problem.details)
        else:
            self._problem.clear()
