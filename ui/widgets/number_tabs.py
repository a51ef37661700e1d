"""The number tabs: a dot and an underline in the number's colour, its name, its flag, what is new."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.i18n import _
from ui.models.number_tabs import NumberTab, NumberTabsModel
from ui.theme import theme
from ui.tokens import readable_on, tokens
from ui.widgets.flags import paint_flag

_WIDEST_NAME = 150.0


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
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
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
        width = 14 + self._name_width() + 14
        if self.tab.colour is not None:
            width += 10 + 7
        if self.tab.country:
            width += 7 + 15
        if self.tab.unread:
            width += 7 + self._count_width()
        return QSize(round(width), tokens().size.tabs - 1)

    def minimumSizeHint(self) -> QSize:
        short = 26 if self.tab.number_id is not None else self._name_width()
        spare = self._name_width() - short if self._name_width() > short else 0
        spare += 22 if self.tab.country else 0
        return QSize(round(self.sizeHint().width() - spare), tokens().size.tabs - 1)

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
        at = 14.0

        def place(width: float, height: float) -> QRectF:
            nonlocal at
            left = box.width() - at - width if mirrored else at
            at += width + 7
            return QRectF(round(left), round((box.height() - height) / 2), width, height)

        if self.tab.colour is not None:
            dot = place(10, 10)
            painter.setBrush(QColor(fill))
            painter.drawEllipse(dot)
        name = place(self._name_room(), 20)
        dim = bool(self.tab.trouble)
        ink = colours.text if self.isChecked() else colours.text_secondary
        painter.setPen(QColor(colours.text_faint if dim else ink))
        font = self._name_font()
        painter.setFont(font)
        shown = QFontMetricsF(font).elidedText(self.tab.name, Qt.TextElideMode.ElideRight, name.width())
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            name, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown
        )
        if self.tab.country and self._has_room_for_flag():
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
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), tokens().size.focus))
            painter.drawRoundedRect(inner, 6, 6)

    def _name_font(self) -> QFont:
        return theme().font(tokens().type.body, weight=tokens().type.strong)

    def _name_width(self) -> float:
        wide = QFontMetricsF(self._name_font()).horizontalAdvance(self.tab.name)
        return min(_WIDEST_NAME, float(wide) + 1)

    def _name_room(self) -> float:
        """When the window is narrow the flag goes first, then the name gives way."""
        room = self.width() - self.sizeHint().width()
        if self.tab.country and not self._has_room_for_flag():
            room += 22
        return max(12.0, self._name_width() + min(0, room))

    def _has_room_for_flag(self) -> bool:
        return self.width() >= self.sizeHint().width()

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
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
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

    def _show(self) -> None:
        tabs = self._model.tabs
        buttons = self.buttons
        for index in range(len(tabs), len(buttons)):
            self._group.removeButton(buttons[index])
            self._row.removeWidget(buttons[index])
            buttons[index].deleteLater()
        for index, tab in enumerate(tabs):
            if index < len(buttons):
                buttons[index].show_tab(tab)
                continue
            button = TabButton(tab, f"Ctrl+{index + 1}", self)
            button.toggled.connect(lambda on, button=button: self._chosen(button) if on else None)
            self._group.addButton(button, index)
            self._row.addWidget(button)
        self._mark()

    def _chosen(self, button: TabButton) -> None:
        self._model.choose(button.tab.number_id)

    def _mark(self) -> None:
        for button in self.buttons:
            button.setChecked(button.tab.number_id == self._model.chosen)
