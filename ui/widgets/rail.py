"""The navigation at the side: calls, messages, voicemail, people, and the settings at its end."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from ui.i18n import _, ngettext
from ui.icons import paint_icon
from ui.models.shell import Section, ShellModel, section_name
from ui.theme import theme
from ui.tokens import readable_on, tokens
from ui.widgets.either import show_checked
from ui.widgets.reaching import reach_the_chosen

_ICONS = {
    Section.CALLS: "phone",
    Section.MESSAGES: "message-square",
    Section.VOICEMAIL: "voicemail",
    Section.PEOPLE: "users",
    Section.SETTINGS: "settings",
}


class RailButton(QAbstractButton):
    def __init__(self, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self._unread = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.say()

    def say(self) -> None:
        name = section_name(self.section)
        self.setText(name)
        self.setAccessibleName(name)
        self.show_unread(self._unread)

    def show_unread(self, unread: int) -> None:
        self._unread = unread
        new = ngettext("{count} new", "{count} new", unread).format(count=unread) if unread else ""
        self.setAccessibleDescription(new)
        self.setToolTip(f"{self.text()}: {new}" if new else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tokens().size.rail, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        pill = QRectF(middle - 25, 4, 50, 30)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(pill, 15, 15)
        elif self.underMouse():
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(pill, 15, 15)
        ink = colours.accent if self.isChecked() else colours.text_secondary
        paint_icon(painter, QRectF(round(middle - 10), 9, 20, 20), _ICONS[self.section], ink)
        font = theme().font(11, weight=tokens().type.strong if self.isChecked() else tokens().type.medium)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if self.isChecked() else colours.text_secondary))
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 4)
        painter.drawText(QRectF(0, 35, self.width(), 18), Qt.AlignmentFlag.AlignCenter, words)
        if self._unread:
            self._paint_unread(painter, middle)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 1, -4, -1), 8, 8)

    def _paint_unread(self, painter: QPainter, middle: float) -> None:
        colours = theme().colours
        text = str(self._unread) if self._unread < 100 else "99+"
        painter.setFont(theme().font(10, weight=tokens().type.strong, tabular=True))
        width = max(16.0, painter.fontMetrics().horizontalAdvance(text) + 8.0)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        badge = QRectF(middle - 6 - width if mirrored else middle + 6, 3, width, 16)
        painter.setPen(QPen(QColor(colours.chrome), 2))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(badge, 8, 8)
        painter.setPen(QColor(readable_on(colours.accent)))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


class Rail(QWidget):
    chosen = Signal(object)
    """A Section."""

    def __init__(self, model: ShellModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "chrome")
        self.setFixedWidth(tokens().size.rail)
        self.setAccessibleName(_("Sections"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens().space.s, 0, tokens().space.s)
        column.setSpacing(tokens().space.xs)
        self._group = group = QButtonGroup(self)
        self.buttons = {section: RailButton(section, self) for section in Section}
        for section, button in self.buttons.items():
            if section is Section.SETTINGS:
                column.addStretch(1)
            group.addButton(button)
            column.addWidget(button)
            button.toggled.connect(partial(self._turn, section))  # a screen reader's "toggle" is no click
            button.clicked.connect(partial(self._turn, section, True))  # the one that is open already
        model.changed.connect(self._show)
        model.section_changed.connect(self._show)
        theme().changed.connect(self.update)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(_("Sections"))
            for button in self.buttons.values():
                button.say()
        super().changeEvent(event)

    def _turn(self, section: Section, on: bool, _checked: bool = False) -> None:
        if on:
            self.chosen.emit(section)

    def _show(self) -> None:
        for section, button in self.buttons.items():
            button.setVisible(section in self._model.sections)
            show_checked(button, section is self._model.section)
            button.show_unread(self._model.unread.get(section, 0))
        reach_the_chosen(self._group)
