"""A recording as it looks: what was played, where one is, and a way to anywhere in it.

Time runs from left to right in every language, as it does in media players: a waveform is no text.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from desktop.domain.playing import Waveform
from ui.i18n import _
from ui.models.moments import clock_time, position_words
from ui.models.voicemail_player import STEP
from ui.theme import theme
from ui.tokens import tokens

BAR, GAP = 3, 2
HEIGHT = 72
_EDGE = 4.0
"""Left for the ring of the keyboard."""
_LEAST = 2.0
"""Silence has a height too: it is seen that there is something."""
_BLANK = 0.12
"""How high bars are before anything is known."""


class WaveformView(QAbstractSlider):
    sought = Signal(float)
    """A second to go to."""
    stepped = Signal(float)
    """Seconds forward, or back."""
    toggle_wanted = Signal()
    speed_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._waveform: Waveform | None = None
        self._bars: tuple[float, ...] = ()
        self._seconds = 0.0
        self._second = 0.0
        self._colour = 0
        self._hover: float | None = None
        self._dragged: float | None = None
        self._telling = False
        """What is shown is being changed here, not by a screen reader."""
        self._say()
        theme().changed.connect(self.update)

    def show_sound(self, waveform: Waveform | None, seconds: float, colour: int) -> None:
        """`waveform` None where it is not known yet."""
        if waveform is not self._waveform:
            self._waveform, self._bars = waveform, ()
        self._seconds, self._colour = seconds, colour
        self._telling = True
        self.setRange(0, max(0, int(seconds)))
        self._telling = False
        self.setEnabled(seconds > 0)
        self.show_second(self._second)

    def show_second(self, second: float) -> None:
        self._second = second
        if self._dragged is None:
            self._telling = True
            self.setValue(int(second))
            self._telling = False
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    # --- mouse and keyboard -------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._seconds:
            self._dragged = self._second_at(event.position().x())
            self.update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position().x()
        if self._dragged is not None:
            self._dragged = self._second_at(self._hover)
        self.update()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._dragged = self._dragged, None
        if dragged is not None:
            self.sought.emit(dragged)
            self.update()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Space:
                self.toggle_wanted.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                step = 1 if key == Qt.Key.Key_Right else -1
                if shift:
                    self.speed_wanted.emit(step)
                else:
                    self.stepped.emit(step * STEP)
            case Qt.Key.Key_Home:
                self.sought.emit(0.0)
            case Qt.Key.Key_End:
                self.sought.emit(self._seconds)
            case _:
                super().keyPressEvent(event)
                return
        event.accept()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        super().sliderChange(change)
        if change is QAbstractSlider.SliderChange.SliderValueChange and not self._telling:
            self.sought.emit(float(self.value()))  # a screen reader moved it

    # --- how it looks -------------------------------------------------------------------------------------
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = self._inside
        count = max(1, int(inside.width() + GAP) // (BAR + GAP))
        if len(self._bars) != count:
            self._bars = self._waveform.bars(count) if self._waveform else (_BLANK,) * count
        second = self._second if self._dragged is None else self._dragged
        reached = self._x_of(second)
        played, waiting = theme().number(self._colour).fill, QColor(colours.border)
        painter.setPen(Qt.PenStyle.NoPen)
        pitch = inside.width() / count
        for place, level in enumerate(self._bars):
            height = max(_LEAST, level * inside.height())
            left = inside.left() + place * pitch
            bar = QRectF(left, inside.center().y() - height / 2, pitch - GAP, height)
            painter.setBrush(played if left + pitch / 2 <= reached and self._waveform else waiting)
            painter.drawRoundedRect(bar, 1.5, 1.5)
        if self._waveform is not None:
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawLine(QPointF(reached, inside.top()), QPointF(reached, inside.bottom()))
        self._paint_hover(painter, inside)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_hover(self, painter: QPainter, inside: QRectF) -> None:
        if self._hover is None or not self._seconds:
            return
        colours = theme().colours
        x = max(inside.left(), min(self._hover, inside.right()))
        painter.setPen(QPen(QColor(colours.text_faint), 1))
        painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
        words = clock_time(self._second_at(x))
        painter.setFont(theme().font(tokens().type.secondary, tabular=True))
        size = painter.fontMetrics().size(Qt.TextFlag.TextSingleLine, words)
        tip = QRectF(0, inside.top(), size.width() + 10, size.height() + 4)
        beyond = x + 6 + tip.width() > inside.right()
        tip.moveLeft(x - 6 - tip.width() if beyond else x + 6)
        painter.setPen(QPen(QColor(colours.hairline), 1))
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(tip, 4, 4)
        painter.setPen(QColor(colours.text))
        painter.drawText(tip, Qt.AlignmentFlag.AlignCenter, words)

    @property
    def _inside(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)

    def _x_of(self, second: float) -> float:
        inside = self._inside
        share = min(1.0, second / self._seconds) if self._seconds else 0.0
        return inside.left() + share * inside.width()

    def _second_at(self, x: float) -> float:
        inside = self._inside
        return max(0.0, min(1.0, (x - inside.left()) / max(1.0, inside.width()))) * self._seconds

    def _say(self) -> None:
        words = position_words(self._second, self._seconds)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
        if self.accessibleName() != _("Position"):
            self.setAccessibleName(_("Position"))
