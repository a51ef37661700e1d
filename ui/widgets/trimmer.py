"""The drawing of a recording, and which part of it is kept: two ends that mouse and keyboard move."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueChangeEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from ui.models.greeting import LEAST
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.words import Words

HEIGHT = 84
_EDGE = 12
"""Room on either side, so that a handle at the end is whole."""
_HANDLE = 10
_GRIP = 14
"""How near a handle is meant by the mouse."""
_STEP, _LONG_STEP = 0.1, 1.0
"""Seconds of an arrow key, and of a page key."""
_PER_SECOND = 1000


class _Side(Enum):
    BEGIN = "begin"
    END = "end"


class _End(QSlider):
    """One of the two ends, for the keyboard and for screen readers; the trimmer draws it."""

    def __init__(self, words: Words, parent: Trimmer) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._words, self._trimmer = words, parent
        self.setSingleStep(round(_STEP * _PER_SECOND))
        self.setPageStep(round(_LONG_STEP * _PER_SECOND))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(words())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the page scrolls
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self._words())
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._trimmer.update()
        return super().event(event)


class Trimmer(QWidget):
    trimmed = Signal(float, float)
    """Seconds from the beginning: what is kept."""
    clicked = Signal(float)
    """A second that shall be heard."""

    def __init__(
        self,
        begin_words: Words,
        end_words: Words,
        seconds_words: Callable[[float], str],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stripes: tuple[float, ...] = ()
        self._whole = 0.0
        self._at = -1.0
        self._held: _Side | None = None
        self._seconds_words = seconds_words
        self._ends = {_Side.BEGIN: _End(begin_words, self), _Side.END: _End(end_words, self)}
        for side, end in self._ends.items():
            end.valueChanged.connect(lambda _value, side=side: self._moved(side))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        # Time runs from left to right, in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        theme().changed.connect(self.update)

    @property
    def begin_end(self) -> QSlider:
        return self._ends[_Side.BEGIN]

    @property
    def end_end(self) -> QSlider:
        return self._ends[_Side.END]

    def show_sound(self, stripes: tuple[float, ...], whole: float, begin: float, end: float) -> None:
        """`stripes` from 0 to 1; `whole` is how long they are in seconds."""
        self._stripes, self._whole = stripes, whole
        for side, value in ((_Side.BEGIN, begin), (_Side.END, end)):
            slider = self._ends[side]
            was = slider.blockSignals(True)
            slider.setRange(0, round(whole * _PER_SECOND))
            if self._held is not side:
                slider.setValue(round(value * _PER_SECOND))
            slider.blockSignals(was)
            slider.setAccessibleDescription(self._seconds_words(value))
        self._place()
        self.update()

    def show_position(self, second: float) -> None:
        """Which second sounds; below 0 for none."""
        if second != self._at:
            self._at = second
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # --- mouse --------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        near = min(self._ends, key=lambda side: abs(self._x(self._second(side)) - x))
        if abs(self._x(self._second(near)) - x) <= _GRIP:
            self._held = near
            self._ends[near].setFocus(Qt.FocusReason.MouseFocusReason)
        else:
            self.clicked.emit(self._second_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is None:
            near = any(abs(self._x(self._second(side)) - x) <= _GRIP for side in self._ends)
            self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.PointingHandCursor)
        else:
            self._ends[self._held].setValue(round(self._second_at(x) * _PER_SECOND))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._held = None

    # --- inside -------------------------------------------------------------------------------------------
    def _second(self, side: _Side) -> float:
        return self._ends[side].value() / _PER_SECOND

    def _moved(self, side: _Side) -> None:
        """An end stops before the other one."""
        slider = self._ends[side]
        begin, end = self._second(_Side.BEGIN), self._second(_Side.END)
        if side is _Side.BEGIN:
            begin = max(0.0, min(begin, end - LEAST))
        else:
            end = min(self._whole, max(end, begin + LEAST))
        was = slider.blockSignals(True)
        slider.setValue(round((begin if side is _Side.BEGIN else end) * _PER_SECOND))
        slider.blockSignals(was)
        slider.setAccessibleDescription(self._seconds_words(self._second(side)))
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(slider, slider.value()))
        self.trimmed.emit(begin, end)
        self._place()
        self.update()

    def _place(self) -> None:
        """Where the ends are drawn: a screen reader shows the one that has the keyboard."""
        for side, end in self._ends.items():
            end.setGeometry(self._box(side, self._room()).toRect())

    def _box(self, side: _Side, room: QRectF) -> QRectF:
        x = self._x(self._second(side))
        return QRectF(x - _HANDLE if side is _Side.BEGIN else x, room.top(), _HANDLE, room.height())

    def _room(self) -> QRectF:
        return QRectF(_EDGE, 2, max(1, self.width() - 2 * _EDGE), self.height() - 4)

    def _x(self, second: float) -> float:
        room = self._room()
        return room.left() + (room.width() * second / self._whole if self._whole > 0 else 0)

    def _second_at(self, x: float) -> float:
        room = self._room()
        return max(0.0, min(self._whole, (x - room.left()) / room.width() * self._whole))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, room = theme().colours, self._room()
        kept = QRectF(room)
        kept.setLeft(self._x(self._second(_Side.BEGIN)))
        kept.setRight(self._x(self._second(_Side.END)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawRoundedRect(kept, 4, 4)
        self._paint_stripes(painter, room, kept)
        if self._at >= 0:
            painter.setPen(QPen(QColor(colours.text), 2))
            x = self._x(min(self._at, self._whole))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        for side in self._ends:
            self._paint_handle(painter, side, room)

    def _paint_stripes(self, painter: QPainter, room: QRectF, kept: QRectF) -> None:
        if not self._stripes:
            return
        colours = theme().colours
        # As many as can be told apart, each as high as the highest that it stands for.
        most = max(1, int(room.width() // 4))
        count = min(most, len(self._stripes))
        step = room.width() / count
        middle, half = room.center().y(), room.height() / 2 - 8
        loudest = max(*self._stripes, 0.05)
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(count):
            first = place * len(self._stripes) // count
            last = max(first + 1, (place + 1) * len(self._stripes) // count)
            height = max(1.0, max(self._stripes[first:last]) / loudest * half)
            x = room.left() + (place + 0.5) * step
            within = kept.left() <= x <= kept.right()
            painter.setBrush(QColor(colours.accent if within else colours.border))
            painter.drawRoundedRect(QRectF(x - step * 0.3, middle - height, step * 0.6, height * 2), 1, 1)

    def _paint_handle(self, painter: QPainter, side: _Side, room: QRectF) -> None:
        colours = theme().colours
        box = self._box(side, room)
        shape = QPainterPath()
        shape.addRoundedRect(box, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(shape, QColor(colours.accent))
        painter.setPen(QPen(QColor(colours.on_accent), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        centre = box.center()
        painter.drawLine(centre - QPointF(0, 8), centre + QPointF(0, 8))
        if self._ends[side].hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), tokens().size.focus))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5)
