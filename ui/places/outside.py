"""What is seen of the phone outside of its window: notices of the system, and the icon in its tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.later import Later
from desktop.phone import Phone
from ui.models.badge import BadgeModel
from ui.models.calls import CallsModel
from ui.models.listening import Start
from ui.models.notices import NoticesModel
from ui.models.quiet import QuietModel
from ui.models.replies import RepliesModel
from ui.models.shell import Section, ShellModel
from ui.models.tray import TrayModel
from ui.window import Window

if TYPE_CHECKING:
    from ui.tray import Tray


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
        self._badge = BadgeModel(phone.store, parent=self)
        self._window, self._shell, self._quiet = window, shell, quiet
        self._tray = Later(self._make_tray)

    @property
    def later(self) -> tuple[Later[Tray]]:
        """To be made in a quiet moment: its icon is drawn in six sizes, and the badge asks for the bus."""
        return (self._tray,)

    def close(self) -> None:
        self.notices.close()
        self._badge.close()
        show_on_icon(0)
        if self._tray.made is not None:
            self._tray.made.close()

    def _show_badge(self) -> None:
        """On the program's icon in the dock or task bar, where there is one."""
        show_on_icon(self._badge.count)

    def _make_tray(self) -> Tray:
        from ui.tray import Tray

        model = TrayModel(self._shell, self._quiet, self._badge, parent=self)
        tray = Tray(model, self._quiet, self.notices, parent=self)
        tray.window_wanted.connect(self._window.come_to_front)
        tray.quit_wanted.connect(self._window.close)
        tray.appear()
        self._badge.changed.connect(self._show_badge)
        self._show_badge()
        return tray


def show_on_icon(count: int) -> None:
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication):
        app.setBadgeNumber(count)
