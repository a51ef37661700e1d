"""The moon in the header: do not disturb, with the time that is left; and the menu that says for how long."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.quiet import QuietFor
from ui.i18n import _
from ui.models.quiet import QuietModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.either import show_checked

KEYS = "Ctrl+Shift+N"


class QuietButton(IconButton):
    """A click switches it on and off; the menu of its own (right click, Menu key) offers an end."""

    def __init__(self, model: QuietModel, *, parent: QWidget | None = None) -> None:
        super().__init__("moon", lambda: _("Do not disturb"), shortcut=KEYS, parent=parent)
        self._model = model
        self._roomy = True
        self.setCheckable(True)
        self.setFont(theme().font(tokens().type.secondary, weight=tokens().type.strong, tabular=True))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.toggled.connect(self._want)
        model.changed.connect(self._show)
        theme().changed.connect(self._show)
        self._show()

    def show_word(self, roomy: bool) -> None:
        """In a narrow window the moon alone says it."""
        if roomy != self._roomy:
            self._roomy = roomy
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._show()

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(30, 30))

    def _show(self) -> None:
        on = self._model.is_on
        left = self._model.left() if on and self._roomy else ""
        show_checked(self, on)
        self.set_icon_name("moon", "accent" if on else "secondary")
        self.setText(left)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(beside if left else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setAccessibleDescription(self._model.sentence())
        self.setToolTip(f"{self._model.sentence()}  {KEYS}")
        self.updateGeometry()

    def _want(self, on: bool) -> None:
        is_on = self._model.is_on
        show_checked(self, is_on)  # the click has turned it already; the state does
        if on != is_on:
            self._model.toggle()

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_quiet_menu(menu, self._model)
        menu.popup(self.mapToGlobal(at))


def fill_quiet_menu(menu: QMenu, model: QuietModel) -> None:
    """For how long, and off where it is on."""
    if model.is_on:
        state = menu.addAction(model.state_of(None))
        state.setEnabled(False)
        _offer(menu, model, _("Switch off"), None)
        menu.addSeparator()
    for wanted in QuietFor:
        _offer(menu, model, model.words(wanted), wanted)


def _offer(menu: QMenu, model: QuietModel, words: str, wanted: QuietFor | None) -> None:
    action = QAction(words, menu)
    action.triggered.connect(lambda: model.choose(wanted))
    menu.addAction(action)
