"""The player of a voicemail: play, the waveform, how fast, without silence, and where it sounds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.playing import SPEEDS, Output
from ui.i18n import _
from ui.icons import paint_icon
from ui.models.moments import clock_time
from ui.models.plain import isolated
from ui.models.voicemail_player import VoicemailPlayer
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import IconButton, Pill
from ui.widgets.toggle import Toggle
from ui.widgets.waveform import HEIGHT, WaveformView
from ui.widgets.words import Label

_EDGE = 56
_WIDEST = 640


class PlayButton(QAbstractButton):
    """Large, in the accent; its name is what a press does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playing = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_EDGE, _EDGE)
        self._say()

    def show_playing(self, playing: bool) -> None:
        if playing is not self._playing:
            self._playing = playing
            self._say()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_EDGE, _EDGE)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_hover if self.underMouse() else colours.accent))
        painter.drawEllipse(disc)
        spot = QRectF(0, 0, 22, 22)
        spot.moveCenter(disc.center())
        paint_icon(painter, spot, "pause" if self._playing else "play", colours.on_accent)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawEllipse(disc.adjusted(-3, -3, 3, 3))

    def _say(self) -> None:
        words = _("Pause") if self._playing else _("Play")
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {_('Space')}")


class PlayerCard(QWidget):
    def __init__(self, player: VoicemailPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._colour = 0
        space = tokens().space
        self.play_button = PlayButton(self)
        self.waveform = WaveformView(self)
        self.time = Label("", "secondary", parent=self)
        self.length = Label("", "secondary", parent=self)
        times = QWidget(self)
        times.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the waveform above them
        below = QHBoxLayout(times)
        below.setContentsMargins(space.xs, 0, space.xs, 0)
        below.addWidget(self.time)
        below.addStretch(1)
        below.addWidget(self.length)
        sound = QVBoxLayout()
        sound.setSpacing(2)
        sound.addWidget(self.waveform)
        sound.addWidget(times)
        top = QHBoxLayout()
        top.setSpacing(space.m)
        beside = QVBoxLayout()  # at the height of the waveform's middle
        beside.addSpacing((HEIGHT - _EDGE) // 2)
        beside.addWidget(self.play_button)
        beside.addStretch(1)
        top.addLayout(beside)
        top.addLayout(sound, 1)
        self.speeds: dict[float, Pill] = {}
        ways = QHBoxLayout()
        ways.setSpacing(space.xs)
        for speed in SPEEDS:
            pill = self.speeds[speed] = Pill(partial(_speed_words, speed), parent=self)
            pill.setChecked(speed == player.speed)
            pill.toggled.connect(lambda on, speed=speed: player.set_speed(speed) if on else None)
            ways.addWidget(pill)
        ways.addStretch(1)
        self.skip = Toggle(lambda: _("Skip silence"), parent=self)
        self.skip.toggled.connect(player.skip_silence)
        skip_words = Label(lambda: _("Skip silence"), "secondary", parent=self)
        skip_words.setBuddy(self.skip)
        self.output_button = IconButton("volume-2", lambda: _("Where it plays"), parent=self)
        self.output_button.clicked.connect(self._choose_output)
        ways.addWidget(skip_words)
        ways.addWidget(self.skip)
        ways.addSpacing(space.s)
        ways.addWidget(self.output_button)
        self.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addLayout(top)
        column.addLayout(ways)
        self.play_button.clicked.connect(player.toggle)
        self.waveform.sought.connect(player.seek)
        self.waveform.stepped.connect(player.step)
        self.waveform.toggle_wanted.connect(player.toggle)
        self.waveform.speed_wanted.connect(player.faster)
        player.changed.connect(self._show)
        player.moved.connect(self._move)
        self._show()

    def show_colour(self, colour: int) -> None:
        self._colour = colour
        self._show()

    def _show(self) -> None:
        player = self._player
        self.play_button.show_playing(player.is_playing)
        self.play_button.setEnabled(player.key is not None)
        self.waveform.show_sound(player.waveform, player.seconds, self._colour)
        self.length.say(clock_time(player.seconds))
        self._move(player.second)
        self.speeds[player.speed].setChecked(True)
        self.skip.setChecked(player.skips_silence)
        on_ringer = player.output is Output.RINGER
        self.output_button.set_icon_name("bell" if on_ringer else "volume-2")

    def _move(self, second: float) -> None:
        self.waveform.show_second(second)
        self.time.say(clock_time(second))

    def _choose_output(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for output, name in self._player.outputs:
            action = QAction(_output_words(output, name), menu)
            action.setCheckable(True)
            action.setChecked(output is self._player.output)
            action.triggered.connect(partial(self._play_on, output))
            group.addAction(action)
            menu.addAction(action)
        button = self.output_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _play_on(self, output: Output, _checked: bool = False) -> None:
        self._player.play_on(output)


def _speed_words(speed: float) -> str:
    return _("{speed}×").format(speed=isolated(f"{speed:g}"))


def _output_words(output: Output, name: str) -> str:
    words = _("Loudspeaker") if output is Output.SPEAKER else _("Ring device")
    return _("{what}: {device}").format(what=words, device=isolated(name)) if name else words
