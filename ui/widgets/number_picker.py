"""Which of my numbers a call or message goes out from: in its colour, beside the button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from desktop.domain.numbers import NumberId
from ui.i18n import _
from ui.icons import paint_icon
from ui.models.from_number import FromNumber
from ui.theme import theme
from ui.tokens import ThemeName, tokens
from ui.widgets.mirroring import placed

NEXT_NUMBER = QKeySequence("Alt+Down")


class NumberPicker(QPushButton):
    number_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number: FromNumber | None = None
        self._options: tuple[FromNumber, ...] = ()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(tokens().size.control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_menu)
        self._say()

    def show_number(self, number: FromNumber | None, options: Sequence[FromNumber]) -> None:
        if (number, tuple(options)) != (self._number, self._options):
            self._number, self._options = number, tuple(options)
            self._say()
            self.updateGeometry()
            self.update()

    def open_menu(self) -> None:
        menu = self.menu_of_numbers()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        above = QPoint(0, -menu.sizeHint().height() - 4)
        below = QPoint(0, self.height() + 4)
        room = self.mapToGlobal(above).y() > self.screen().availableGeometry().top()
        menu.popup(self.mapToGlobal(above if room else below))

    def menu_of_numbers(self) -> QMenu:
        menu = QMenu(self)
        for option in self._options:
            text = f"{option.name}    {option.number}".replace("&", "&&")
            action = QAction(_dot(option.colour), text if option.can else f"{text}    {option.why_not}", menu)
            action.setEnabled(option.can)
            action.setToolTip(option.why_not)
            action.triggered.connect(lambda _on=False, chosen=option.id: self._choose(chosen))
            menu.addAction(action)
        return menu

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._font()).horizontalAdvance(self._shown()) + 52
        return QSize(int(min(width + 8, 240)), tokens().size.control)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(110, self.sizeHint().width()), tokens().size.control)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        fill = QColor(colours.hairline)
        if self._number is not None:
            fill = QColor(theme().number(self._number.colour).fill)
            fill.setAlphaF(0.14 if colours.name is ThemeName.LIGHT else 0.26)
        if self.underMouse():
            fill.setAlphaF(min(1.0, fill.alphaF() + 0.08))
        painter.setBrush(fill)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus() or colours.name is ThemeName.CONTRAST:
            painter.setPen(QColor(colours.accent if self.hasFocus() else colours.border))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        direction = self.layoutDirection()
        if self._number is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().number(self._number.colour).fill)
            painter.drawEllipse(placed(rect, 11, (rect.height() - 9) / 2, 9, 9, direction))
        chevron = placed(rect, rect.width() - 22, (rect.height() - 14) / 2, 14, 14, direction)
        paint_icon(painter, chevron, "chevron-down", colours.text_secondary)
        painter.setPen(QColor(colours.text))
        painter.setFont(self._font())
        box = placed(rect, 27, 0, rect.width() - 52, rect.height(), direction)
        shown = QFontMetricsF(self._font()).elidedText(
            self._shown(), Qt.TextElideMode.ElideRight, box.width()
        )
        side = Qt.AlignmentFlag.AlignRight
        if direction == Qt.LayoutDirection.LeftToRight:
            side = Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, flags, shown)

    def _shown(self) -> str:
        return self._number.name if self._number is not None else _("No number")

    def _font(self) -> QFont:
        return theme().font(weight=tokens().type.medium)

    def _choose(self, number_id: NumberId) -> None:
        if self._number is None or number_id != self._number.id:
            self.number_chosen.emit(number_id)

    def _say(self) -> None:
        self.setText("")
        name = _("From {number}").format(number=self._shown())
        self.setAccessibleName(name)
        number = self._number.number if self._number is not None else ""
        self.setAccessibleDescription(number)
        keys = NEXT_NUMBER.toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{name}\n{number}\n{keys}" if number else name)


def on_next_number(screen: QWidget, do: Callable[[], object]) -> None:
    """Wherever the keyboard is on `screen`."""
    turn = QShortcut(NEXT_NUMBER, screen, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
    turn.activated.connect(do)


def _dot(colour: int) -> QIcon:
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(2.0)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().number(colour).fill)
    painter.drawEllipse(QRectF(3, 3, 10, 10))
    painter.end()
    return QIcon(pixmap)
