"""When things were first seen, in the log: how long a start took is the first question about a slow one.

A line is `moment <name> <seconds>s`, the seconds on the system's monotonic clock, so that other processes'
times on the same computer can be compared with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)


def tell_moment(name: str, at: float | None = None) -> None:
    log.info("moment %s %.4fs", name, time.monotonic() if at is None else at)


class FirstPaint(QObject):
    """Tells the moment when `widget` is first painted while `ready()` holds, and goes."""

    seen = Signal()

    def __init__(self, widget: QWidget, name: str, ready: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._name = name
        self._ready = ready
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._ready():
            watched.removeEventFilter(self)
            tell_moment(self._name)
            self.seen.emit()
            self.deleteLater()
        return False
