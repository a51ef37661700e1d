"""Who is signed in, at the corner; behind it the settings and the way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from ui.i18n import _
from ui.icons import icon
from ui.models.plain import one_line
from ui.models.quiet import QuietModel
from ui.models.who import initials_of
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.avatar import paint_avatar
from ui.widgets.quiet_button import fill_quiet_menu


class AccountButton(QAbstractButton):
    settings_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._email = ""
        self._initials = ""
        self._quiet: QuietModel | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        self._say()

    def offer_quiet(self, model: QuietModel) -> None:
        self._quiet = model

    def show_account(self, name: str, email: str) -> None:
        self._name, self._email = one_line(name, longest=80), one_line(email, longest=254)
        self._initials = initials_of(self._name) or self._email[:1].upper()
        self._say()
        self.update()

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        who = menu.addAction(self._email or self._name)
        who.setEnabled(False)
        menu.addSeparator()
        if self._quiet is not None:
            quiet = menu.addMenu(icon("moon", theme().colours.text_secondary, 16), _("Do not disturb"))
            fill_quiet_menu(quiet, self._quiet)
            menu.addSeparator()
        menu.addAction(_("Settings")).triggered.connect(self.settings_wanted)
        menu.addAction(_("Sign out")).triggered.connect(self.sign_out_wanted)
        return menu

    def sizeHint(self) -> QSize:
        return QSize(34, 34)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box = QRectF(3, 3, 28, 28)
        paint_avatar(painter, box, self._initials, None)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme().colours.accent), tokens().size.focus))
            painter.drawEllipse(box.adjusted(-1, -1, 1, 1))

    def _say(self) -> None:
        self.setAccessibleName(_("Account"))
        self.setAccessibleDescription(self._email)
        self.setToolTip(self._email)

    def _open(self) -> None:
        menu = self.menu()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at = self.mapToGlobal(QPoint(0, self.height() + 4))
        menu.popup(at if mirrored else at - QPoint(menu.sizeHint().width() - self.width(), 0))
