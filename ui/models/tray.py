"""How this phone stands, in one sign: for the icon in the system's tray."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from desktop.domain.connection import Readiness
from ui.i18n import ngettext
from ui.models.badge import BadgeModel
from ui.models.quiet import QuietModel
from ui.models.shell import ShellModel


class Sign(Enum):
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    QUIET = "quiet"


class TrayModel(QObject):
    changed = Signal()

    def __init__(
        self, shell: ShellModel, quiet: QuietModel, badge: BadgeModel, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shell, self._quiet, self._badge = shell, quiet, badge
        self.sign = Sign.UNREACHABLE
        self.count = 0
        """What waits to be seen."""
        self.words = ""
        """What stands beside the icon when the pointer rests on it."""
        shell.changed.connect(self._look)
        quiet.changed.connect(self._look)
        badge.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        view = self._shell.readiness
        sign, sentence = Sign.REACHABLE, view.sentence
        if view.readiness is not Readiness.READY:
            sign, sentence = Sign.UNREACHABLE, view.word
        elif self._quiet.is_on:
            sign, sentence = Sign.QUIET, self._quiet.sentence()
        count = self._badge.count
        words = f"Fiveline · {sentence}"
        if count:
            words += " · " + ngettext("{count} not seen yet", "{count} not seen yet", count).format(
                count=count
            )
        if (sign, count, words) != (self.sign, self.count, self.words):
            self.sign, self.count, self.words = sign, count, words
            self.changed.emit()
