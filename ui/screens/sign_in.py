"""Signing in: a card in the middle, one question at a time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.i18n import Language, _, language
from ui.models.sign_in import LinkTo, SignInModel, Step
from ui.models.waiting_link import waiting_link
from ui.screens.device_limit import DeviceLimitPage
from ui.screens.no_keyring import NoKeyringPage
from ui.screens.premium import PremiumPage
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.brand import Brand
from ui.widgets.buttons import Button
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.words import Label


class SignInScreen(QWidget):
    language_chosen = Signal(object)

    def __init__(self, model: SignInModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "ground")
        self._pages = QStackedWidget(self)
        self._email = _EmailPage(model, self)
        self._password = _PasswordPage(model, self)
        self._by_step: dict[Step, QWidget] = {
            Step.EMAIL: self._email,
            Step.PASSWORD: self._password,
            Step.DEVICES: DeviceLimitPage(model, parent=self),
            Step.PREMIUM: PremiumPage(model, parent=self),
            Step.NO_KEYRING: NoKeyringPage(model, parent=self),
        }
        for page in self._by_step.values():
            self._pages.addWidget(page)
        self._languages = Choice(self)
        for each in Language:
            self._languages.addItem(each.own_name, each)
        self._languages.setCurrentIndex(list(Language).index(language()))
        self._languages.activated.connect(self._choose_language)
        space = tokens().space
        middle = QHBoxLayout()
        middle.addStretch(1)
        self._link = Banner("info", parent=self)
        self._link.closed.connect(self._link.clear)
        cards = QWidget(self)
        cards.setMaximumWidth(440)
        stack = QVBoxLayout(cards)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(space.l)
        stack.addWidget(self._link)
        stack.addWidget(self._pages)
        middle.addWidget(cards, 1000)
        middle.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._languages)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        column.addStretch(1)
        column.addLayout(middle)
        column.addStretch(1)
        column.addLayout(foot)
        model.changed.connect(self._show)
        self._step: Step | None = None
        self._say()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._model.retranslate()
        super().changeEvent(event)

    def tell_of_link(self, link: str, *, region: str) -> bool:
        """Say what became of a link that came while nobody is signed in. False where nothing waits."""

        def words() -> str:
            return waiting_link(link, region=region).words

        refused = waiting_link(link, region=region).is_refused
        self._link.tell(words, closable=True, kind="failure" if refused else "info")
        return not refused

    def forget_link(self) -> None:
        self._link.clear()

    def focus_first(self) -> None:
        page = self._by_step[self._model.step]
        (page if page.focusProxy() is not None else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        self._languages.setAccessibleName(_("Language"))

    def _show(self) -> None:
        step = self._model.step
        self._pages.setCurrentWidget(self._by_step[step])
        if step is not self._step:
            self._step = step
            self.focus_first()

    def _choose_language(self, index: int) -> None:
        self.language_chosen.emit(self._languages.itemData(index))


class _EmailPage(QWidget):
    def __init__(self, model: SignInModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        column = _card(self)
        column.addWidget(Brand(self), 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(tokens().space.m)
        column.addWidget(Label(lambda: _("Sign in"), "title", parent=self))
        column.addWidget(Label(lambda: _("All your numbers, on this computer."), "quiet", parent=self))
        self._why = Banner("look", parent=self)
        column.addWidget(self._why)
        column.addSpacing(tokens().space.xs)
        self.email = Field(lambda: _("E-mail"), parent=self)
        self.email.line.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.email.submitted.connect(self._go_on)
        column.addWidget(self.email)
        self.go_on = Button(lambda: _("Continue"), "primary", parent=self)
        self.go_on.clicked.connect(self._go_on)
        column.addSpacing(tokens().space.xs)
        column.addWidget(self.go_on)
        column.addStretch(1)
        self.setFocusProxy(self.email)
        model.changed.connect(self._show)
        self._show()

    def _go_on(self) -> None:
        self._model.give_email(self.email.text)

    def _show(self) -> None:
        model = self._model
        if model.step is not Step.EMAIL:
            return
        self.email.set_text(model.email)
        self.email.set_error(model.problem.sentence if model.problem is not None else "")
        if model.farewell():
            self._why.tell(model.farewell)
        else:
            self._why.clear()


class _PasswordPage(QWidget):
    def __init__(self, model: SignInModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        column = _card(self)
        column.addWidget(Brand(self), 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(tokens().space.m)
        column.addWidget(Label(lambda: _("Sign in"), "title", parent=self))
        who = QHBoxLayout()
        self._who = Label("", "quiet", parent=self)
        other = Button(lambda: _("Change"), "quiet", parent=self)
        other.setToolTip(_("Use another e-mail address"))
        other.clicked.connect(self._back)
        who.addWidget(self._who)
        who.addWidget(other)
        who.addStretch(1)
        column.addLayout(who)
        self._problem = Banner("failure", parent=self)
        self._problem.pressed.connect(model.reset_password)
        column.addWidget(self._problem)
        self.password = Field(lambda: _("Password"), secret=True, longest=256, parent=self)
        self.password.submitted.connect(self._go_on)
        column.addWidget(self.password)
        column.addSpacing(tokens().space.xs)
        self.go_on = Button(lambda: _("Continue"), "primary", parent=self)
        self.go_on.clicked.connect(self._go_on)
        column.addWidget(self.go_on)
        reset = Button(lambda: _("Reset password"), "quiet", icon_name="external-link", parent=self)
        reset.clicked.connect(model.reset_password)
        column.addWidget(reset, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setFocusProxy(self.password)
        model.changed.connect(self._show)

    def _go_on(self) -> None:
        self._model.give_password(self.password.text)

    def _back(self) -> None:
        self.password.set_text("")
        self._model.back()

    def _show(self) -> None:
        model = self._model
        if model.step is not Step.PASSWORD:
            self.password.set_text("")
            return
        self._who.say(model.email)
        self.go_on.setEnabled(not model.busy)
        self.go_on.say((lambda: _("Signing in…")) if model.busy else (lambda: _("Continue")))
        self.password.line.setReadOnly(model.busy)
        problem = model.problem
        if problem is None:
            self._problem.clear()
        else:
            self._problem.tell(
                problem.sentence,
                button=(lambda: _("Reset password")) if problem.link is LinkTo.RESET else "",
                details=problem.details,
            )


def _card(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens().space.s)
    return column
