"""The number tabs: a dot and an underline in the number's colour, its name, its flag, what is new."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QWidget

from ui.i18n import _
from ui.models.number_tabs import NumberTab, NumberTabsModel
from ui.models.who import initials_of
from ui.theme import theme
from ui.tokens import readable_on, tokens
from ui.widgets.flags import paint_flag
from ui.widgets.reaching import reach_the_chosen

_WIDEST_NAME = 150.0
_FLAG = 7 + 15
_ROOMY, _CROWDED = 14.0, 9.0
"""Padding beside what a tab holds, with its flag and without."""
_SHORTEST_NAME = 64.0
"""With less than this for names, a disc with initials stands there: an ellipsis alone says nothing."""
_NAMES = range(int(_WIDEST_NAME), int(_SHORTEST_NAME) - 3, -2)
"""How much names are given, from the widest to less than the shortest."""
_DISC = 28.0


class TabButton(QAbstractButton):
    def __init__(self, tab: NumberTab, shortcut: str, parent: NumberTabs) -> None:
        super().__init__(parent)
        self._bar = parent
        self._pressed_at: QPointF | None = None
        self.tab = tab
        self.shortcut_shown = shortcut
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._flag = True
        self._longest = _WIDEST_NAME
        self.show_tab(tab)

    def show_tab(self, tab: NumberTab) -> None:
        self.tab = tab
        name = tab.name if tab.number_id is not None else _("All numbers")
        self.setAccessibleName(name)
        self.setAccessibleDescription(tab.spoken)
        lines = [part for part in (name, tab.number, tab.trouble, self.shortcut_shown) if part]
        self.setToolTip("\n".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self.width_with(flag=True, longest=_WIDEST_NAME)), tokens().size.tabs - 1)

    def width_with(self, *, flag: bool, longest: float) -> float:
        """The width it takes with or without its flag, and with so much for its name."""
        if self._is_disc(longest):
            return _DISC + 14
        padding = _ROOMY if flag else _CROWDED
        width = padding + self._name_width(longest) + padding
        if self.tab.colour is not None:
            width += 10 + 7
        if self.tab.country and flag:
            width += _FLAG
        if self.tab.unread:
            width += 7 + self._count_width()
        return width

    def stand(self, *, flag: bool, longest: float) -> None:
        self._flag, self._longest = flag, longest
        self.update()

    @property
    def is_cut(self) -> bool:
        """The name ends early though it is not a long one."""
        return self._name_width(self._longest) < self._name_width(_WIDEST_NAME)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        super().mouseReleaseEvent(event)
        if pressed_at is None or self.tab.number_id is None:
            return
        if abs(event.position().x() - pressed_at.x()) > QApplication.startDragDistance() * 2:
            self._bar.drop(self, self.mapToParent(event.position().toPoint()).x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & both == both and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (event.key() == Qt.Key.Key_Right) != (
                self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            )
            self._bar.shift(self, 1 if forward else -1)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        inner = box.adjusted(4, 8, -4, -8)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() and not self.isChecked():
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(inner, 6, 6)
        fill = colours.accent if self.tab.colour is None else theme().number(self.tab.colour).fill.name()
        if self.isChecked():
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(QRectF(10, box.bottom() - 3, box.width() - 20, 3), 1.5, 1.5)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if self._is_disc(self._longest):
            self._paint_disc(painter, box, QColor(fill))
            self._paint_focus(painter, inner)
            return
        at = _ROOMY if self._flag else _CROWDED

        def place(width: float, height: float) -> QRectF:
            nonlocal at
            left = box.width() - at - width if mirrored else at
            at += width + 7
            return QRectF(round(left), round((box.height() - height) / 2), width, height)

        if self.tab.colour is not None:
            dot = place(10, 10)
            painter.setBrush(QColor(fill))
            painter.drawEllipse(dot)
        name = place(self._name_width(self._longest), 20)
        dim = bool(self.tab.trouble)
        ink = colours.text if self.isChecked() else colours.text_secondary
        painter.setPen(QColor(colours.text_faint if dim else ink))
        font = self._name_font()
        painter.setFont(font)
        # Isolated (UAX 9), so that a name that is cut is cut at its own end.
        shown = QFontMetricsF(font).elidedText(
            f"\u2068{self.tab.name}\u2069", Qt.TextElideMode.ElideRight, name.width()
        )
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            name, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown
        )
        if self.tab.country and self._flag:
            painter.setOpacity(0.45 if dim else 1)
            paint_flag(painter, place(15, 10), self.tab.country)
            painter.setOpacity(1)
        if self.tab.unread:
            pill = place(self._count_width(), 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(pill, 9, 9)
            painter.setPen(QColor(readable_on(fill)))
            painter.setFont(_count_font())
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, _count(self.tab.unread))
        self._paint_focus(painter, inner)

    def _paint_disc(self, painter: QPainter, box: QRectF, fill: QColor) -> None:
        disc = QRectF(0, 0, _DISC, _DISC)
        disc.moveCenter(box.center())
        painter.setOpacity(0.45 if self.tab.trouble else 1)
        painter.setBrush(fill)
        painter.drawEllipse(disc)
        painter.setPen(QColor(readable_on(fill.name())))
        painter.setFont(_count_font())
        initials = initials_of(self.tab.name) or self.tab.name[:1]
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, f"\u2068{initials}\u2069")
        painter.setOpacity(1)
        if self.tab.unread:
            colours = theme().colours
            mark = QRectF(disc.right() - 7, disc.top() - 3, 10, 10)
            painter.setPen(QPen(QColor(colours.chrome), 2))
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(mark)

    def _paint_focus(self, painter: QPainter, inner: QRectF) -> None:
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().colours.accent), tokens().size.focus))
            painter.drawRoundedRect(inner, 6, 6)

    def _is_disc(self, longest: float) -> bool:
        return self.tab.number_id is not None and longest < _SHORTEST_NAME

    def _name_font(self) -> QFont:
        return theme().font(tokens().type.body, weight=tokens().type.strong)

    def _name_width(self, longest: float) -> float:
        wide = float(QFontMetricsF(self._name_font()).horizontalAdvance(f"\u2068{self.tab.name}\u2069")) + 1
        return min(longest if self.tab.number_id is not None else _WIDEST_NAME, wide)

    def _count_width(self) -> float:
        return max(18.0, QFontMetricsF(_count_font()).horizontalAdvance(_count(self.tab.unread)) + 10)


def _count_font() -> QFont:
    return theme().font(11, weight=tokens().type.strong, tabular=True)


def _count(unread: int) -> str:
    return str(unread) if unread < 100 else "99+"


class NumberTabs(QWidget):
    """Six at most, so they never scroll."""

    def __init__(self, model: NumberTabsModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setAccessibleName(_("My numbers"))
        model.changed.connect(self._show)
        model.chosen_changed.connect(self._mark)
        theme().changed.connect(self.update)
        self._show()

    @property
    def buttons(self) -> list[TabButton]:
        return [button for button in self._group.buttons() if isinstance(button, TabButton)]

    def drop(self, button: TabButton, x: int) -> None:
        """A tab was dragged to `x`."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        passed = [
            other
            for other in self.buttons
            if other is not button
            and other.tab.number_id is not None
            and ((other.geometry().center().x() > x) if mirrored else (other.geometry().center().x() < x))
        ]
        if button.tab.number_id is not None:
            self._model.move(button.tab.number_id, len(passed))

    def shift(self, button: TabButton, by: int) -> None:
        if button.tab.number_id is None:
            return
        at = self.buttons.index(button) - 1
        self._model.move(button.tab.number_id, at + by)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(_("My numbers"))
            self._model.retranslate()
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LayoutDirectionChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(round(self._width_with(True, _WIDEST_NAME)) + 1, tokens().size.tabs - 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._width_with(False, 0)) + 1, tokens().size.tabs - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _show(self) -> None:
        tabs = self._model.tabs
        buttons = self.buttons
        for index in range(len(tabs), len(buttons)):
            self._group.removeButton(buttons[index])
            buttons[index].hide()
            buttons[index].deleteLater()
        for index, tab in enumerate(tabs):
            if index < len(buttons):
                buttons[index].show_tab(tab)
                continue
            button = TabButton(tab, f"Ctrl+{index + 1}", self)
            button.toggled.connect(lambda on, button=button: self._chosen(button) if on else None)
            self._group.addButton(button, index)
            # Made when the numbers are known, long after the rest: Tab still comes by in the order of sight.
            QWidget.setTabOrder(buttons[-1] if buttons else self, button)
            buttons.append(button)
        self.updateGeometry()
        self._arrange()
        for button in self.buttons:
            button.show()
        self._mark()

    def _width_with(self, flag: bool, longest: float) -> float:
        return sum(button.width_with(flag=flag, longest=longest) for button in self.buttons)

    def _arrange(self) -> None:
        """Flags go first, then the longest names give way, and initials stand where nothing else fits."""
        room = self.width()
        flag = self._width_with(True, _WIDEST_NAME) <= room
        fitting = bisect_left(_NAMES, True, key=lambda longest: self._width_with(flag, longest) <= room)
        longest = float(_NAMES[min(fitting, len(_NAMES) - 1)])
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at = 0.0
        for button in self.buttons:
            button.stand(flag=flag, longest=longest)
            wide = button.width_with(flag=flag, longest=longest)
            left = self.width() - at - wide if mirrored else at
            button.setGeometry(round(left), 0, round(wide), tokens().size.tabs - 1)
            at += wide

    def _chosen(self, button: TabButton) -> None:
        self._model.choose(button.tab.number_id)

    def _mark(self) -> None:
        for button in self.buttons:
            button.setChecked(button.tab.number_id == self._model.chosen)
        reach_the_chosen(self._group)
