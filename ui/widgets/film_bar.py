"""Under a video: play and pause, where it is, and how long it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from ui.i18n import _
from ui.models.film import FilmModel
from ui.models.moments import clock_time, position_words
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.words import Label

_STEPS = 10
"""A second is cut into so many on the slider."""


class FilmBar(QWidget):
    def __init__(self, film: FilmModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film = film
        self._playing = False
        # Time runs from left to right on every player, in Arabic too.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.play_button = IconButton("play", lambda: _("Play"), tint="text", parent=self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setSingleStep(5 * _STEPS)
        self.slider.setPageStep(15 * _STEPS)
        self._time = Label("", "secondary", parent=self)
        self._time.setMinimumWidth(96)
        row = QHBoxLayout(self)
        space = tokens().space
        row.setContentsMargins(space.l, space.s, space.l, space.m)
        row.setSpacing(space.m)
        row.addWidget(self.play_button)
        row.addWidget(self.slider, 1)
        row.addWidget(self._time)
        self.play_button.clicked.connect(film.toggle)
        self.slider.valueChanged.connect(self._moved)
        self.slider.setAccessibleName(_("Position"))
        film.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
            self.slider.setAccessibleName(_("Position"))
        super().changeEvent(event)

    def _moved(self, place: int) -> None:
        self._film.seek(place / _STEPS)

    def _show(self) -> None:
        """Ten times a second while it plays: a screen reader is told of what is another alone."""
        film = self._film
        if film.playing is not self._playing:
            self._playing = film.playing
            self.play_button.set_icon_name("pause" if film.playing else "play")
            self.play_button.say((lambda: _("Pause")) if film.playing else (lambda: _("Play")))
        here, whole = clock_time(film.second), clock_time(film.seconds)
        self._time.setText(f"{here} / {whole}" if film.seconds else here)
        self.slider.setVisible(film.seconds > 0)
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setRange(0, round(film.seconds * _STEPS))
            self.slider.setValue(round(film.second * _STEPS))
            self.slider.blockSignals(False)
        words = position_words(film.second, film.seconds)
        if words != self.slider.accessibleDescription():
            self.slider.setAccessibleDescription(words)
