"""A call that rings: a card above other windows that never takes the keyboard from what is being typed."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QPropertyAnimation, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QScreen,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.calls import CallId
from ui.i18n import _
from ui.icons import icon
from ui.models.call_view import CallView
from ui.models.calls import CallsModel
from ui.models.plain import isolated
from ui.models.replies import RepliesModel
from ui.stopwatch import FirstPaint
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import Button
from ui.widgets.flags import flag_icon
from ui.widgets.one_line import OneLine
from ui.widgets.words import Label

ANSWER_KEYS, DECLINE_KEYS = "Ctrl+Shift+A", "Ctrl+Shift+D"
MARGIN = 16
_GAP = 12
_SECOND_ROW = 44


class IncomingCard(QWidget):
    def __init__(
        self,
        model: CallsModel,
        view: CallView,
        replies: RepliesModel | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            parent,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._slide: QPropertyAnimation | None = None
        self._model, self._replies = model, replies
        self.key = view.key
        self.view = view
        self._avatar = Avatar(view.initials, view.colour, edge=48, parent=self)
        self._name = OneLine(view.name, "heading", parent=self)
        self._where = OneLine("", "secondary", parent=self)
        self._flag = Label("", parent=self)
        self._mine = Label("", parent=self)
        self._moon = Label("", parent=self)
        self.answer_button = Button(lambda: _("Answer"), "answer", icon_name="phone", parent=self)
        self.message_button = Button(lambda: _("Message"), icon_name="message-square", parent=self)
        self.decline_button = Button(lambda: _("Decline"), "danger", icon_name="phone-off", parent=self)
        self.end_and_answer_button = Button(lambda: _("End and answer"), icon_name="phone", parent=self)
        for button in (
            self.answer_button, self.message_button, self.decline_button, self.end_and_answer_button,
        ):  # fmt: skip
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.decline_button.setToolTip(DECLINE_KEYS)
        self.answer_button.clicked.connect(lambda: model.answer(self.key))
        self.end_and_answer_button.clicked.connect(lambda: model.end_and_answer(self.key))
        self.message_button.clicked.connect(self._open_replies)
        self.decline_button.clicked.connect(lambda: model.decline(self.key))
        self._lay_out()
        self.show_call(view)

    def show_call(self, view: CallView) -> None:
        self.view = view
        self.setWindowTitle(_("Incoming call"))
        self.setAccessibleName(view.announcement)
        self._name.say(view.name)
        where = "  ".join(part for part in (view.number, view.country) if part)
        self._where.say(where or _("Incoming call"))
        self._flag.setVisible(bool(view.country_code))
        if view.country_code:
            self._flag.setPixmap(flag_icon(view.country_code).pixmap(26, 18))
        self._mine.say(_("to {number}").format(number=f"\u2068{view.mine}\u2069"))
        ink = theme().number(view.colour)
        self._mine.setStyleSheet(
            f"background: {ink.fill.name()}; color: {ink.text.name()}; border-radius: 9px;"
            f"padding: 1px 9px; font-weight: 600; font-size: {tokens().type.secondary}px;"
        )
        self._moon.setVisible(view.silenced)
        if view.silenced:
            self._moon.setPixmap(icon("moon", theme().colours.text_secondary, 16).pixmap(16, 16))
            self._moon.setToolTip(_("It does not ring: do not disturb is on."))
        self.message_button.setVisible(view.can_message)
        self._show_talking()

    def _show_talking(self) -> None:
        """Who is talked with is held by an answer, or ended by another button."""
        talking = self._model.talked_on
        self.end_and_answer_button.setVisible(bool(talking))
        holds = _("{name} is put on hold").format(name=isolated(talking[0].name)) if talking else ""
        self.answer_button.setToolTip(f"{ANSWER_KEYS}  {holds}".rstrip())
        self.answer_button.setAccessibleDescription(holds)
        width, height = tokens().size.incoming
        self.setFixedSize(width, height + (_SECOND_ROW if talking else 0))

    def ring(self, under: int, screen: QScreen) -> None:
        """Come into sight, `under` pixels down; said once to a screen reader, unless it is silenced."""
        target = self._target(under, screen)
        if theme().moves and not self.view.silenced:
            self._slide = QPropertyAnimation(self, b"pos", self)
            self._slide.setDuration(tokens().motion.calm)
            self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._slide.setStartValue(target - QPoint(0, 24))
            self._slide.setEndValue(target)
            self.move(target - QPoint(0, 24))
            self.show()
            self._slide.start()
        else:
            self.move(target)
            self.show()
        if not self.view.silenced:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.view.announcement))

    def reply_menu(self, replies: RepliesModel) -> QMenu:
        """Declines, and says why: with a sentence that is ready, or one that is still to be written."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for sentence in replies.sentences:
            shown = QFontMetricsF(menu.font()).elidedText(sentence, Qt.TextElideMode.ElideRight, 320)
            action = menu.addAction(shown.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, said=sentence: replies.decline(self.key, said))
        menu.addSeparator()
        write = menu.addAction(_("Write…"))
        write.triggered.connect(lambda: self._model.decline_with_message(self.key))
        return menu

    def _open_replies(self) -> None:
        if self._replies is None:
            self._model.decline_with_message(self.key)
            return
        below = self.message_button.mapToGlobal(QPoint(0, self.message_button.height() + 4))
        self.reply_menu(self._replies).popup(below)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.neutral[4]), 1))
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(rect, tokens().radius.card, tokens().radius.card)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().number(self.view.colour).fill)
        painter.setClipRect(QRectF(0, 0, self.width(), 4))
        painter.drawRoundedRect(rect, tokens().radius.card, tokens().radius.card)

    def _target(self, under: int, screen: QScreen) -> QPoint:
        area = screen.availableGeometry()
        mirrored = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = area.left() + MARGIN if mirrored else area.right() - self.width() - MARGIN + 1
        return QPoint(left, area.top() + MARGIN + under)

    def _lay_out(self) -> None:
        space = tokens().space
        line = QHBoxLayout()
        line.setSpacing(space.s - 2)
        line.addWidget(self._flag)
        line.addWidget(self._where, 1)
        tag = QHBoxLayout()
        tag.addWidget(self._mine)
        tag.addWidget(self._moon)
        tag.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addLayout(line)
        names.addLayout(tag)
        top = QHBoxLayout()
        top.setSpacing(space.m)
        top.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(names, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(space.s)
        for button in (self.answer_button, self.message_button, self.decline_button):
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.l, space.l, space.l, space.m)
        column.setSpacing(space.m)
        column.addLayout(top, 1)
        column.addLayout(buttons)
        column.addWidget(self.end_and_answer_button)


class IncomingCards(QObject):
    """A card for each call that rings here, gone when it rings no longer."""

    def __init__(
        self, model: CallsModel, replies: RepliesModel | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._replies = replies
        self.cards: dict[CallId, IncomingCard] = {}
        model.changed.connect(self._show)
        self._show()

    def close(self) -> None:
        for card in self.cards.values():
            card.close()
            card.deleteLater()
        self.cards.clear()

    def _show(self) -> None:
        ringing = {view.key: view for view in self._model.carded}
        for gone in [key for key in self.cards if key not in ringing]:
            card = self.cards.pop(gone)
            card.close()
            card.deleteLater()
        for key, view in ringing.items():
            known = self.cards.get(key)
            if known is None:
                card = IncomingCard(self._model, view, self._replies)
                under = sum(other.height() + _GAP for other in self.cards.values())
                self.cards[key] = card
                FirstPaint(card, "incoming-painted", lambda: True)
                card.ring(under, _screen_in_use())
            else:
                known.show_call(view)


def _screen_in_use() -> QScreen:
    window = QApplication.activeWindow()
    return window.screen() if window is not None else QGuiApplication.primaryScreen()
