"""Whether one is heard and hears, during a call."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.i18n import _
from ui.models.levels import LevelsModel
from ui.tokens import tokens
from ui.widgets.meter import SILENCE, LevelMeter
from ui.widgets.words import Label


class CallLevels(QWidget):
    """Whether the other side hears and is heard, at a glance. Measured only while in sight."""

    def __init__(self, model: LevelsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._muted = False
        self.microphone = LevelMeter(lambda: _("Microphone level"), parent=self)
        self.speaker = LevelMeter(lambda: _("Speaker level"), parent=self)
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(tokens().space.m)
        rows.setVerticalSpacing(tokens().space.xs)
        for place, (words, meter) in enumerate(
            ((lambda: _("Microphone"), self.microphone), (lambda: _("Speaker"), self.speaker))
        ):
            meter.setFixedWidth(176)
            rows.addWidget(Label(words, "secondary", parent=self), place, 0)
            rows.addWidget(meter, place, 1, Qt.AlignmentFlag.AlignVCenter)
        model.changed.connect(self._show)

    def show_muted(self, muted: bool) -> None:
        self._muted = muted
        self._show(*self._model.now)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.watch(self, True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch(self, False)

    def _show(self, microphone: float, speaker: float) -> None:
        self.microphone.show_level(SILENCE if self._muted else microphone)
        self.speaker.show_level(speaker)
