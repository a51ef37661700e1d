"""What is seen of the phone outside of its window: notices of the system, and the icon in its tray."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.phone import Phone
from ui.models.calls import CallsModel
from ui.models.listening import Start
from ui.models.notices import NoticesModel
from ui.models.quiet import QuietModel
from ui.models.replies import RepliesModel
from ui.models.shell import Section, ShellModel
from ui.models.tray import TrayModel
from ui.tray import Tray
from ui.window import Window


class OutsidePlace(QObject):
    message_wanted = Signal(object)
    """A ThreadKey."""

    def __init__(
        self,
        phone: Phone,
        start: Start,
        window: Window,
        shell: ShellModel,
        *,
        calls: CallsModel,
        replies: RepliesModel,
        quiet: QuietModel,
    ) -> None:
        super().__init__()
        self.notices = NoticesModel(
            phone.store, phone.notices, calls, replies, start, is_looked_at=window.isActiveWindow
        )
        self.notices.window_wanted.connect(window.come_to_front)
        self.notices.message_wanted.connect(self.message_wanted)
        self.notices.calls_wanted.connect(lambda: shell.open(Section.CALLS))
        self._tray = Tray(TrayModel(shell, quiet, parent=self), quiet, parent=self)
        self._tray.window_wanted.connect(window.come_to_front)
        self._tray.quit_wanted.connect(window.close)
        self._tray.appear()

    def close(self) -> None:
        self.notices.close()
        self._tray.close()
